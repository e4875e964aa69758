/**
 * The one source of random numbers for every backend: counter-based, so a draw depends on what it is for and on nothing
 * that was drawn before it.
 */
@NullMarked
package io.minibatch.random;

import org.jspecify.annotations.NullMarked;
