/** Throughput of training by mini-batch size: its measurement, and reports of it. */
@NullMarked
package io.minibatch.bench;

import org.jspecify.annotations.NullMarked;
