/**
 * Data-parallel training: the training images in shards, whose gradients other machines may compute, and one update of
 * the parameters from their mean.
 */
@NullMarked
package io.minibatch.distributed;

import org.jspecify.annotations.NullMarked;
