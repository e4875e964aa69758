/** Searches for hyper-parameters: spaces, and what proposes the next point of one. */
@NullMarked
package io.minibatch.tune;

import org.jspecify.annotations.NullMarked;
