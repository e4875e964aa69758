package io.minibatch.train;

/**
 * Everything that a run depends on besides the data and the network it starts from.
 *
 * @param seed decides the order of the examples
 */
public record TrainingOptions(Hyperparameters hyperparameters, Monitoring monitoring, long seed) {}
