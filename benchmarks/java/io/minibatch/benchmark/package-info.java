/** Measurements with JMH; each says what it isolates. */
@NullMarked
package io.minibatch.benchmark;

import org.jspecify.annotations.NullMarked;
