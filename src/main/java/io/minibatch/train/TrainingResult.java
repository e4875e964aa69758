package io.minibatch.train;

import io.minibatch.network.Network;

/**
 * What a run gives.
 *
 * @param network as the last step left it, or the best where {@link io.minibatch.optimize.Stopping#wantsBest()}
 */
public record TrainingResult(Network network, History history, StopReason reason) {}
