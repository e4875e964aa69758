package io.minibatch.cli;

import com.google.gson.JsonObject;
import io.minibatch.backend.Backend;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.report.RunFolder;
import io.minibatch.train.Keep;
import io.minibatch.train.Measurement;
import io.minibatch.train.NetworkScore;
import io.minibatch.train.Score;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Describes the network that a run saved, with its score on the test data, in {@code run.json} and on the terminal. */
final class SavedNetwork implements TrainingListener {
    private final RunFolder folder;
    private final Keep wanted;
    private final Backend backend;
    private final @Nullable Dataset test;
    private final Score score;
    private @Nullable String files;
    private @Nullable String description;
    private String scores = "";

    SavedNetwork(RunFolder folder, Keep wanted, Backend backend, Split split) {
        this.folder = folder;
        this.wanted = wanted;
        this.backend = backend;
        this.test = split.test();
        this.score = Score.of(split.training().schema().task());
    }

    /** Measures the saved network after the run, before the folder writes its record. */
    @Override
    public void finished(TrainingResult result) {
        Measurement kept = result.kept();
        OptionalDouble evaluation = kept == null ? OptionalDouble.empty() : kept.score();
        Keep saved = wanted == Keep.BEST && evaluation.isPresent() && isBest(result) ? Keep.BEST : Keep.LAST;
        JsonObject json = new JsonObject();
        json.addProperty("network", saved.label());
        StringBuilder text = new StringBuilder(saved == Keep.BEST ? "Best network" : "Last network");
        if (kept != null) {
            json.addProperty("epoch", kept.epoch());
            text.append(" (epoch ").append(Measurement.epochText(kept.epoch())).append(')');
        }
        text.append(" saved as model.json");
        List<String> measured = new ArrayList<>();
        if (evaluation.isPresent()) {
            json.addProperty(score.monitor().column(), evaluation.getAsDouble());
            measured.add("validation " + score.label() + " " + score.text(evaluation.getAsDouble()));
        } else if (wanted == Keep.BEST) {
            text.append("; the best is unknown without ").append(score.monitor().label());
        }
        if (test != null) {
            double value = NetworkScore.of(backend, result.network(), test);
            json.addProperty("test_" + score.monitor().quantity().label(), value);
            measured.add("test " + score.label() + " " + score.text(value));
        }
        scores = String.join(", ", measured);
        text.append(measured.isEmpty() ? "" : ": ").append(scores);
        folder.add("saved", json);
        description = text.toString();
        files = result.network().equals(result.last()) ? "model.json" : "model.json, last.json";
    }

    /** Whether no measurement has a better score; a run with {@code --keep last} may have lost the best network. */
    private static boolean isBest(TrainingResult result) {
        return result.history().best().equals(Optional.ofNullable(result.kept()));
    }

    /** Returns its scores in words, empty where none was measured. */
    String scores() {
        return scores;
    }

    /** Prints the files and the saved network; nothing if training failed before a network was saved. */
    void print() {
        if (files != null) {
            System.out.println("Saved in " + folder.path() + ": " + files + ", history.csv, curves.png, run.json");
            System.out.println(description);
        }
    }
}
