/**
 * Labelled images: the IDX format, where MNIST comes from, the split into training, validation and test data, and varied
 * copies.
 *
 * <p>Pixels stay unsigned bytes, ink 255 on 0; whoever computes with them divides by 255.
 */
@NullMarked
package io.minibatch.data;

import org.jspecify.annotations.NullMarked;
