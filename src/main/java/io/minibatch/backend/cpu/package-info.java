/**
 * The CPU backend: float arrays, matrix products by OpenBLAS, by kernels of our own in Java's Vector API, or by
 * EJML, and threads that split an output between them. Every
 * element is computed by one thread in an order that does not depend on how many there are, so the number of threads
 * affects speed only.
 */
@NullMarked
package io.minibatch.backend.cpu;

import org.jspecify.annotations.NullMarked;
