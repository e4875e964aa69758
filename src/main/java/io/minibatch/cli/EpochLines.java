package io.minibatch.cli;

import io.minibatch.data.Dataset;
import io.minibatch.network.Network;
import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import io.minibatch.train.Score;
import io.minibatch.train.StopReason;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingResult;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for each measurement, and on a terminal a progress bar with the time that is left. */
final class EpochLines implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EpochLines.class);

    private final TrainingOptions options;
    private final Score score;
    private final String unit;
    private final StatusLine status;
    private final Pace pace = new Pace();
    private long examples;

    /** Creates lines about a training on some data. */
    EpochLines(TrainingOptions options, Dataset training, boolean interactive) {
        this.options = options;
        this.score = Score.of(training.schema().task());
        this.unit = training.hasImages() ? "images" : "examples";
        this.status = StatusLine.open(interactive);
    }

    @Override
    public void stepsRecorded(boolean fused) {
        LOG.info("Training steps: {}", fused ? "fused" : "single operations");
    }

    @Override
    public void started(long examples) {
        this.examples = examples;
        status.print(String.format(Locale.ROOT, "%" + epochWidth() + "s%13s%18s", "", "cost", score.label()));
        status.print(row("epoch", "train", "valid", "train", "valid", unit + "/s"));
    }

    @Override
    public void progressed(long seen) {
        int epochs = options.hyperparameters().epochs();
        double fraction = (double) seen / examples;
        int epoch = Math.min(epochs, 1 + (int) (epochs * fraction));
        List<String> details = List.of("epoch " + epoch + " of " + epochs);
        status.show(new Progress("Training", fraction, details, pace.secondsLeft(fraction)));
    }

    @Override
    public void measured(History history, Supplier<Network> network) {
        Measurement last = history.measurements().get(history.measurements().size() - 1);
        status.print(row(
                Measurement.epochText(last.epoch()) + "/"
                        + options.hyperparameters().epochs(),
                cost(last.value(Monitor.TRAINING_COST)),
                cost(last.value(Monitor.EVALUATION_COST)),
                score(last.value(score.ofTraining())),
                score(last.value(score.monitor())),
                String.format(Locale.ROOT, "%.0f", last.examplesPerSecond())));
    }

    /** Returns a row of the table, which fits in 50 columns where there are fewer than 100 epochs. */
    private String row(String epoch, String... values) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%" + epochWidth() + "s", epoch));
        int[] widths = {8, 8, 9, 9, 10};
        for (int i = 0; i < widths.length; i++) {
            row.append(String.format(Locale.ROOT, "%" + widths[i] + "s", values[i]));
        }
        return row.toString();
    }

    private int epochWidth() {
        int digits = String.valueOf(options.hyperparameters().epochs()).length();
        return Math.max("epoch".length(), 2 * digits + 1);
    }

    @Override
    public void finished(TrainingResult result) {
        close();
        if (result.reason() == StopReason.CANCELLED) {
            System.out.println("Stopped as asked.");
        } else if (result.reason() == StopReason.EARLY_STOPPING) {
            System.out.println("Stopped early: no improvement any more.");
        }
    }

    private static String cost(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.5f", value.getAsDouble()) : "-";
    }

    private String score(OptionalDouble value) {
        return value.isPresent() ? score.text(value.getAsDouble()) : "-";
    }

    @Override
    public void close() {
        status.close();
    }
}
