package io.minibatch.cli;

import io.minibatch.backend.Augmentation;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.optimize.Stopping;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.secondorder.Minimizer;
import io.minibatch.secondorder.NetworkCost;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Monitor;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TrainingOptions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The flags that say what is trained and how. */
final class TrainingArguments {
    private static final Set<String> OF_STEPS = Set.of(
            "--batch",
            "--eta",
            "--momentum",
            "--momentum-ramp",
            "--any-momentum",
            "--weight-decay",
            "--schedule",
            "--warm-up",
            "--l1",
            "--dropout",
            "--max-norm",
            "--label-smoothing",
            "--early-stop",
            "--monitor-every",
            "--checkpoint-every",
            "--resume",
            "--augment",
            "--rotate",
            "--shear",
            "--scale",
            "--translate",
            "--elastic",
            "--gentle",
            "--shifts");

    /** Of {@code --batch} and {@code --eta}: to be found before the training. */
    static final String AUTO = "auto";

    /** The end of a description. */
    private static final String D = " (default: ${DEFAULT-VALUE}).";

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "30", description = "Passes over the data" + D)
    private int epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "10",
            description = "Mini-batch size, or auto: the fastest on this machine, with --eta scaled to it" + D)
    private String batch = "";

    @Mixin
    private OptimizerArguments optimizer;

    @Mixin
    private RegularizationArguments regularization;

    @Mixin
    private AugmentationArguments augmentation;

    @Option(
            names = "--early-stop",
            paramLabel = "N",
            description = "End when the evaluation accuracy has not improved for N epochs, and keep the best network; "
                    + "N:SHARE also waits for that share of the epochs it took to reach the best, as 10:0.5 "
                    + "(default: all epochs, the last network).")
    private @Nullable String earlyStop;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides initial weights and the order of the images" + D)
    private long seed;

    @Option(
            names = "--monitor",
            paramLabel = "NAME,...",
            hideParamSyntax = true,
            split = ",",
            defaultValue = "all",
            description = "all, none, or of training-cost, training-accuracy, evaluation-cost, "
                    + "evaluation-accuracy; evaluation is on the validation images" + D)
    private List<String> monitors = List.of();

    @Option(
            names = "--monitor-every",
            paramLabel = "N",
            defaultValue = "0",
            description = "Measure every N training images (default: once an epoch).")
    private int monitorEvery;

    /**
     * A method that works on all images at once takes no steps to be tuned, and not every network.
     *
     * @throws IllegalArgumentException with a line that names the flag
     */
    void requireFit(ParseResult given, Architecture architecture) {
        Minimizer minimizer = minimizer();
        if (minimizer == null) {
            return;
        }
        for (OptionSpec option : given.matchedOptions()) {
            if (OF_STEPS.contains(option.longestName())) {
                throw new IllegalArgumentException(option.longestName()
                        + " is for mini-batches; this optimizer works on all training images at once");
            }
        }
        try {
            minimizer.requireFit(architecture.parameterCount());
            NetworkCost.requireFit(architecture);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--optimizer: " + wrong.getMessage(), wrong);
        }
    }

    long seed() {
        return seed;
    }

    @Nullable
    Minimizer minimizer() {
        return optimizer.minimizer();
    }

    /** Throws {@link IllegalArgumentException} with a line that names the flag. */
    TrainingOptions options(Architecture architecture, Dataset data) {
        Set<Monitor> chosen = chosenMonitors();
        try {
            UpdateRule rule = optimizer.updateRule();
            Hyperparameters hyperparameters = new Hyperparameters(
                    epochs,
                    batchSize(),
                    optimizer.learningRate(epochs),
                    rule,
                    regularization.regularization(architecture, rule, data.size()),
                    stopping());
            return new TrainingOptions(hyperparameters, new Monitoring(chosen, monitorEvery), seed, augmentation(data));
        } catch (IllegalArgumentException wrong) {
            String message = String.valueOf(wrong.getMessage());
            throw new IllegalArgumentException(message.startsWith("--") ? message : "--" + message, wrong);
        }
    }

    /**
     * Returns a line for each default that was adapted and each penalty without the effect its flag promises.
     *
     * @param options what these flags ask for
     * @param trainingSize training images
     */
    List<String> notices(TrainingOptions options, int trainingSize) {
        Hyperparameters hyperparameters = options.hyperparameters();
        List<String> notices = new ArrayList<>();
        String adapted = regularization.adaptedDefault(hyperparameters.updateRule(), trainingSize);
        if (adapted != null) {
            notices.add(adapted);
        }
        if (minimizer() == null) {
            notices.addAll(RegularizationArguments.warnings(hyperparameters, trainingSize));
        }
        return notices;
    }

    /** Whether {@code --batch} is to be found. */
    boolean wantsBatch() {
        return batch.equals(AUTO);
    }

    /** Whether {@code --eta} is to be found. */
    boolean wantsEta() {
        return optimizer.wantsEta();
    }

    private int batchSize() {
        try {
            return Integer.parseInt(batch);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("--batch must be a whole number, or auto in a training, not " + batch);
        }
    }

    private @Nullable Augmentation augmentation(Dataset data) {
        return augmentation.shifts() || augmentation.isGiven()
                ? augmentation.of(data, AugmentationPreset.CIRESAN)
                : null;
    }

    private Stopping stopping() {
        if (earlyStop == null) {
            return new Stopping.Never();
        }
        String[] parts = earlyStop.split(":", -1);
        try {
            int patience = Integer.parseInt(parts[0]);
            return parts.length == 1
                    ? new Stopping.NoImprovement(patience)
                    : new Stopping.GrowingPatience(patience, Double.parseDouble(parts[1]));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("early-stop " + earlyStop + ": use a number of epochs, as 10 or 10:0.5");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("early-stop " + earlyStop + ": " + wrong.getMessage(), wrong);
        }
    }

    private Set<Monitor> chosenMonitors() {
        if (monitors.equals(List.of("all"))) {
            return EnumSet.allOf(Monitor.class);
        }
        if (monitors.equals(List.of("none"))) {
            return Set.of();
        }
        return monitors.stream()
                .map(name -> Choice.of("monitor", name, Monitor.values(), TrainingArguments::label))
                .collect(Collectors.toSet());
    }

    private static String label(Monitor monitor) {
        return monitor.column().replace('_', '-');
    }
}
