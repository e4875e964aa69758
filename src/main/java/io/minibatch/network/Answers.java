package io.minibatch.network;

/**
 * Outputs of a network for many rows.
 *
 * @param outputs {@code [rows, outputs]}, the output layer's activations
 * @param classes of each row the class with the largest output, told apart by their logits where several outputs round to
 *     the same number
 */
public record Answers(float[] outputs, int[] classes) {}
