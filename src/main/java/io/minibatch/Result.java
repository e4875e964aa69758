package io.minibatch;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Examples;
import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.model.Model;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.train.Evaluator;
import io.minibatch.train.History;
import io.minibatch.train.StopReason;
import io.minibatch.train.TrainingResult;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A trained model, how it came about, and how good it is. */
public final class Result {
    private final Model model;
    private final TrainingResult training;
    private final String device;
    private final double accuracy;
    private final @Nullable Double testAccuracy;

    private Result(
            Model model, TrainingResult training, String device, double accuracy, @Nullable Double testAccuracy) {
        this.model = model;
        this.training = training;
        this.device = device;
        this.accuracy = accuracy;
        this.testAccuracy = testAccuracy;
    }

    /** Measures the network that a training gave on the backend that trained it. */
    static Result of(TrainingResult training, Split split, Backends.Choice choice) {
        Backend backend = choice.backend();
        Dataset test = split.test();
        return new Result(
                Model.of(training.network(), split),
                training,
                choice.reason(),
                accuracy(backend, training.network(), split.validation()),
                test == null ? null : accuracy(backend, training.network(), test));
    }

    private static double accuracy(Backend backend, Network network, Dataset data) {
        try (DeviceNetwork onDevice = new DeviceNetwork(backend, network);
                Examples examples = backend.upload(data.examples());
                Evaluator evaluator = new Evaluator(
                        backend, onDevice, examples, network.architecture().objective(0))) {
            return evaluator.evaluate().accuracy();
        }
    }

    public Model model() {
        return model;
    }

    /** Returns what was measured during the training. */
    public History history() {
        return training.history();
    }

    /** Returns why the training ended. */
    public StopReason reason() {
        return training.reason();
    }

    /** Returns the model's share of right answers on the validation data, from 0 to 1. */
    public double accuracy() {
        return accuracy;
    }

    /**
     * Returns the model's share of right answers on the test data, from 0 to 1.
     *
     * @throws DataException where the data have no test part
     */
    public double testAccuracy() {
        if (testAccuracy == null) {
            throw new DataException("testAccuracy: the data have no test part; accuracy() is on the validation part");
        }
        return testAccuracy;
    }

    /** Returns one line: the device that trained and why it was taken. */
    public String device() {
        return device;
    }

    /**
     * Saves the model.
     *
     * @param file ends in {@code .json}, {@code .safetensors} or {@code .onnx}, which says the format
     * @throws io.minibatch.model.ModelException where it cannot be written
     */
    public void save(Path file) {
        model.save(file);
    }

    /** Returns an open classifier with the model. */
    public Classifier classifier() {
        return Classifier.of(model);
    }

    /** Returns an open regressor with the model. */
    public Regressor regressor() {
        return Regressor.of(model);
    }

    /** Returns the model, its accuracies and the device. */
    @Override
    public String toString() {
        return model + "\n"
                + String.format(Locale.ROOT, "accuracy %.2f %% on the validation data", 100 * accuracy)
                + (testAccuracy == null
                        ? ""
                        : String.format(Locale.ROOT, ", %.2f %% on the test data", 100 * testAccuracy))
                + "; trained on " + device;
    }
}
