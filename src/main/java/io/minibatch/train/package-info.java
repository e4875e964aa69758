/**
 * The one training loop. It runs on any backend, tells listeners what happens, and returns the trained network with its
 * history; progress bars, files and plots are listeners.
 */
@NullMarked
package io.minibatch.train;

import org.jspecify.annotations.NullMarked;
