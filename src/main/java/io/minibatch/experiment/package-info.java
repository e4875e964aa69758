/** The experiments of the book's chapter 3 on real data: what to train, what to draw, and what the chapter claims. */
@NullMarked
package io.minibatch.experiment;

import org.jspecify.annotations.NullMarked;
