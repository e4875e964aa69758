package io.minibatch;

import io.minibatch.backend.Backends;
import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.model.Model;
import io.minibatch.network.Network;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.train.History;
import io.minibatch.train.NetworkScore;
import io.minibatch.train.Score;
import io.minibatch.train.StopReason;
import io.minibatch.train.TrainingResult;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The result of a training: the model, its history and its scores. */
public final class Result {
    private final Models models;
    private final TrainingResult training;
    private final Where where;
    private final double score;
    private final @Nullable Double testScore;

    /** The device that trained and the reason for its choice; the device itself is closed. */
    private record Where(String device, String reason) {}

    /** The network of the result and the last one, which may be the same. */
    private record Models(Model kept, Model last) {}

    private Result(Models models, TrainingResult training, Where where, double score, @Nullable Double testScore) {
        this.models = models;
        this.training = training;
        this.where = where;
        this.score = score;
        this.testScore = testScore;
    }

    /** Evaluates the network of a training on the backend that trained it. */
    static Result of(TrainingResult training, PreparedTraining prepared, Backends.Selection choice) {
        Split split = prepared.split();
        Network network = training.network();
        Dataset test = split.test();
        return new Result(
                new Models(prepared.model(network), prepared.model(training.last())),
                training,
                new Where(choice.backend().name(), choice.reason()),
                NetworkScore.of(choice.backend(), network, split.validation()),
                test == null ? null : NetworkScore.of(choice.backend(), network, test));
    }

    /**
     * Returns the model: the one with the best score on the validation data after an epoch, unless the setting
     * {@code keep} is {@code last}.
     */
    public Model model() {
        return models.kept;
    }

    /** Returns the model after the last epoch. */
    public Model lastModel() {
        return models.last;
    }

    /** Returns the measurements of the training. */
    public History history() {
        return training.history();
    }

    /** Returns the reason why the training ended. */
    public StopReason reason() {
        return training.reason();
    }

    /** Returns the model's accuracy on the validation data, from 0 to 1, or R² for a regression. */
    public double score() {
        return score;
    }

    /**
     * Returns the model's accuracy on the test data, from 0 to 1, or R² for a regression.
     *
     * @throws DataException if the data have no test part
     */
    public double testScore() {
        if (testScore == null) {
            throw new DataException("testScore: the data have no test part; score() is on the validation part");
        }
        return testScore;
    }

    /** Returns one line: the device that trained and the reason for its choice. */
    public String device() {
        return where.reason;
    }

    /**
     * Saves the model.
     *
     * @param file its extension, {@code .json}, {@code .safetensors} or {@code .onnx}, chooses the format
     * @throws io.minibatch.model.ModelException if it cannot be written
     */
    public void save(Path file) {
        model().save(file);
    }

    /** Returns an open classifier with the model. */
    public Classifier classifier() {
        return Classifier.of(model());
    }

    /** Returns an open regressor with the model. */
    public Regressor regressor() {
        return Regressor.of(model());
    }

    /** Returns the model, its scores and the device. */
    @Override
    public String toString() {
        Score kind = Score.of(model().schema().task());
        return model() + "\n" + kind.label() + " " + kind.text(score) + " on the validation data"
                + (testScore == null ? "" : ", " + kind.text(testScore) + " on the test data") + "\ntrained on "
                + where.device;
    }
}
