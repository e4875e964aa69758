package io.minibatch.train;

import io.minibatch.network.Network;

/** What a run gives: the network as the last step left it, and its history. */
public record TrainingResult(Network network, History history, StopReason reason) {}
