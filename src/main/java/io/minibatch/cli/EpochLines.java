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
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for each measurement, and on a terminal a progress bar with the time that is left. */
final class EpochLines implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EpochLines.class);

    private final TrainingOptions options;
    private final Score score;
    private final String unit;
    private final boolean interactive;
    private @Nullable ProgressBar bar;

    /** Creates lines about a training on some data. */
    EpochLines(TrainingOptions options, Dataset training, boolean interactive) {
        this.options = options;
        this.score = Score.of(training.schema().task());
        this.unit = training.hasImages() ? "images" : "examples";
        this.interactive = interactive;
    }

    @Override
    public void stepsRecorded(boolean fused) {
        LOG.info("Training steps: {}", fused ? "fused" : "single operations");
    }

    @Override
    public void started(long examples) {
        System.out.println(String.format(
                Locale.ROOT,
                "epoch    cost: training evaluation   %8s: training evaluation %10s",
                score.label(),
                unit + "/s"));
        if (interactive) {
            bar = Terminal.progressBar("Training")
                    .setInitialMax(examples)
                    .setUnit(" " + unit, 1)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(System.out))
                    .build();
        }
    }

    @Override
    public void progressed(long examples) {
        if (bar != null) {
            bar.stepTo(examples);
        }
    }

    @Override
    public void measured(History history, Supplier<Network> network) {
        Measurement last = history.measurements().get(history.measurements().size() - 1);
        int epochs = options.hyperparameters().epochs();
        print(String.format(
                Locale.ROOT,
                "%8s       %10s %10s          %10s %10s %10.0f",
                Measurement.epochText(last.epoch()) + "/" + epochs,
                cost(last.value(Monitor.TRAINING_COST)),
                cost(last.value(Monitor.EVALUATION_COST)),
                score(last.value(score.ofTraining())),
                score(last.value(score.monitor())),
                last.examplesPerSecond()));
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

    private void print(String line) {
        Terminal.printAbove(bar, line);
    }

    private static String cost(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.5f", value.getAsDouble()) : "-";
    }

    private String score(OptionalDouble value) {
        return value.isPresent() ? score.text(value.getAsDouble()) : "-";
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
