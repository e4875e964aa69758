/**
 * Computing on several machines: what a cluster must do and how one is found, and data-parallel training, with the
 * training images in shards and one update of the parameters from the mean of their gradients. The clusters themselves
 * are elsewhere.
 */
@NullMarked
package io.minibatch.distributed;

import org.jspecify.annotations.NullMarked;
