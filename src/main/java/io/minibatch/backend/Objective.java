package io.minibatch.backend;

/**
 * How an output layer is judged.
 *
 * @param function the output layer's function where it works on each element; {@link Loss#LOG_LIKELIHOOD} means softmax
 *     and does not look at it
 */
public record Objective(Loss loss, Elementwise function, Targets targets) {}
