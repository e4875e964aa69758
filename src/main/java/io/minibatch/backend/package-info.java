/**
 * The operations of a device, independent of networks: memory, matrix multiplications, element-wise passes,
 * mini-batches and reductions.
 *
 * <p>Callers own every output; no compute operation allocates. What changes from step to step (the place in the
 * shuffled order, the rows of a short last mini-batch, the learning rate) lies in device memory, so that a recorded
 * {@link io.minibatch.backend.Step} can be replayed as it stands.
 */
@NullMarked
package io.minibatch.backend;

import org.jspecify.annotations.NullMarked;
