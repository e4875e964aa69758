package io.minibatch.model;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.Opened;
import io.minibatch.data.Standardization;
import io.minibatch.network.NonFiniteException;
import io.minibatch.network.Predictions;
import io.minibatch.network.SharedNetwork;
import io.minibatch.network.VariantPass;
import io.minibatch.network.Variants;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Computes the predictions of a model that was read from a file. */
public final class ModelPredictor implements AutoCloseable {
    private final String name;
    private final Model model;
    private final Opened opened = new Opened();
    private final Function<Inputs, Predictions> network;

    /**
     * Copies the model to a backend, which the caller closes afterwards.
     *
     * @param file that the model was read from
     */
    public ModelPredictor(Path file, Model model, Backend backend) {
        this(file.toString(), model, backend);
    }

    /** @param name of the model in messages */
    ModelPredictor(String name, Model model, Backend backend) {
        this(name, model, backend, null, fraction -> {});
    }

    /**
     * Copies a model to a backend, to predict from variants of each image, which must be bytes.
     *
     * @param name of the model in messages
     * @param variants null for the images themselves
     * @param fraction receives the fraction of a call with variants that is done, from 0 to 1
     * @throws ModelException if the model has no augmentation to make variants by
     */
    ModelPredictor(String name, Model model, Backend backend, @Nullable Variants variants, DoubleConsumer fraction) {
        this.name = name;
        this.model = model;
        if (variants == null) {
            network = opened.keep(new SharedNetwork(backend, model.network()))::predict;
            return;
        }
        try {
            VariantPass pass =
                    opened.keep(new VariantPass(backend, model.network(), model.requireAugmentation(), variants));
            network = rows -> pass.predict(rows, fraction);
        } catch (IllegalArgumentException without) {
            throw new ModelException(name + ": " + without.getMessage());
        }
    }

    /**
     * Runs the model over rows as they came, which are standardized where its training data were.
     *
     * @throws ModelException if it computes NaN or infinite numbers
     */
    public Predictions predict(Inputs rows) {
        Standardization standardization = model.standardization();
        return predictStandardized(standardization == null ? rows : standardization.apply(rows));
    }

    /** Runs the model over rows as its network takes them. */
    public Predictions predictStandardized(Inputs rows) {
        try {
            return model.named(network.apply(rows));
        } catch (NonFiniteException broken) {
            throw new ModelException(name + ": " + broken.getMessage());
        }
    }

    @Override
    public void close() {
        opened.close();
    }
}
