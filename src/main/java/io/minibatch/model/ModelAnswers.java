package io.minibatch.model;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Inputs;
import io.minibatch.data.Standardization;
import io.minibatch.network.Answers;
import io.minibatch.network.NonFiniteException;
import io.minibatch.network.SharedNetwork;
import java.nio.file.Path;

/** The answers of a model that was read from a file. */
public final class ModelAnswers implements AutoCloseable {
    private final String name;
    private final Model model;
    private final SharedNetwork network;

    /**
     * Copies the model to a backend, which the caller closes afterwards.
     *
     * @param file that the model was read from
     */
    public ModelAnswers(Path file, Model model, Backend backend) {
        this(file.toString(), model, backend);
    }

    /** @param name of the model in messages */
    ModelAnswers(String name, Model model, Backend backend) {
        this.name = name;
        this.model = model;
        this.network = new SharedNetwork(backend, model.network());
    }

    /**
     * Runs the model over rows as they came, which are standardized where its training data were.
     *
     * @throws ModelException where it computes NaN or infinite numbers
     */
    public Answers of(Inputs rows) {
        Standardization standardization = model.standardization();
        return ofStandardized(standardization == null ? rows : standardization.apply(rows));
    }

    /** Runs the model over rows as its network takes them. */
    public Answers ofStandardized(Inputs rows) {
        try {
            return model.named(network.answer(rows));
        } catch (NonFiniteException broken) {
            throw new ModelException(name + ": " + broken.getMessage());
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
