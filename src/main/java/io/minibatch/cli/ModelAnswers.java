package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Inputs;
import io.minibatch.model.ModelException;
import io.minibatch.network.Answers;
import io.minibatch.network.Network;
import io.minibatch.network.NonFiniteException;
import io.minibatch.network.SharedNetwork;
import java.nio.file.Path;

/** The answers of a model that was read from a file. */
final class ModelAnswers {
    private ModelAnswers() {}

    /**
     * Runs the model over images.
     *
     * @param images {@code [count, inputs]} unsigned bytes
     * @throws ModelException where it computes NaN or infinite numbers
     */
    static Answers of(Path model, Network network, byte[] images, Backend backend) {
        try {
            return SharedNetwork.answer(
                    backend,
                    network,
                    new Inputs.Bytes(images, network.architecture().inputs()));
        } catch (NonFiniteException broken) {
            throw new ModelException(model + ": " + broken.getMessage());
        }
    }
}
