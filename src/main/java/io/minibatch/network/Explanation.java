package io.minibatch.network;

import java.util.List;

/**
 * Why a network answers as it does to one example. The arrays are shared and never modified.
 *
 * @param output the explained output c, counted from 0
 * @param logits {@code [outputs]} weighted inputs z of the output layer
 * @param hidden the activations of each hidden layer, from the first one
 * @param gradient {@code [inputs]} {@code ∂z_c/∂x_i}: the effect on z_c of one more unit of an input, as the network
 *     takes it; on blank pixels, the effect of ink
 * @param evidence {@code [inputs]} {@code x_i · ∂z_c/∂x_i}, positive where an input speaks for the output; Shrikumar et
 *     al. 2016, gradient × input
 */
public record Explanation(int output, double[] logits, List<double[]> hidden, double[] gradient, double[] evidence) {
    public Explanation {
        hidden = List.copyOf(hidden);
    }
}
