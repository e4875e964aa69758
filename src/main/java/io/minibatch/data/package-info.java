/**
 * Data sets: images and rows of numbers with classes or numbers to predict. The formats of files, where MNIST comes
 * from, the split into training, validation and test data, standardization, class weights, and varied copies.
 *
 * <p>Pixels stay unsigned bytes, ink 255 on 0; whoever computes with them divides by 255. Other numbers are floats.
 */
@NullMarked
package io.minibatch.data;

import org.jspecify.annotations.NullMarked;
