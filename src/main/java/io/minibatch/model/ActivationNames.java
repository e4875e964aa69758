package io.minibatch.model;

import io.minibatch.network.Activation;
import java.util.Arrays;
import java.util.Optional;

/**
 * The names of activations in model files: their labels, but {@value #GELU} for {@link Activation#GELU}, as PyTorch's
 * {@code gelu} is the exact function unless {@code approximate="tanh"}. Both names are read, for some files have the
 * label.
 */
final class ActivationNames {
    private static final String GELU = "gelu_tanh";

    private ActivationNames() {}

    static String of(Activation activation) {
        return activation == Activation.GELU ? GELU : activation.label();
    }

    static Optional<Activation> find(String name) {
        return Arrays.stream(Activation.values())
                .filter(activation ->
                        of(activation).equals(name) || activation.label().equals(name))
                .findFirst();
    }
}
