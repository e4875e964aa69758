package io.minibatch.backend;

import org.jspecify.annotations.Nullable;

/**
 * All parameters of a network with their gradient and what an optimizer keeps for them.
 *
 * @param values {@code [1, n]}, weights first
 * @param gradient {@code [1, n]}
 * @param state {@code [rule's state rows, n]}, null for rules that keep nothing
 * @param weights how many of the n are weights, the others being biases
 */
public record ParameterBlock(
        Matrix values, Matrix gradient, @Nullable Matrix state, int weights) {
    /** Frees gradient and state. */
    public void closeAllButValues() {
        gradient.close();
        if (state != null) {
            state.close();
        }
    }
}
