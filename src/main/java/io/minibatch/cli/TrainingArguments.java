package io.minibatch.cli;

import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.Regularizer;
import io.minibatch.optimize.Sgd;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Monitor;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TrainingOptions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say what is trained and how. */
final class TrainingArguments {
    private static final int DEFAULT_HIDDEN = 30;

    /** The end of a description. */
    private static final String D = " (default: ${DEFAULT-VALUE}).";

    @Option(
            names = "--layers",
            paramLabel = "N,N,...",
            hideParamSyntax = true,
            split = ",",
            description = "Inputs, hidden layers, outputs (default: 784,30,10 for MNIST; else what fits the data).")
    private @Nullable List<Integer> layers;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "30", description = "Passes over the data" + D)
    private int epochs;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "10", description = "Mini-batch size" + D)
    private int batch;

    @Option(names = "--eta", paramLabel = "X", defaultValue = "0.5", description = "Learning rate" + D)
    private double eta;

    @Option(names = "--lambda", paramLabel = "X", defaultValue = "5", description = "L2 regularisation, 0 for none" + D)
    private double lambda;

    @Option(
            names = "--cost",
            paramLabel = "NAME",
            defaultValue = "cross-entropy",
            description = "cross-entropy or quadratic" + D)
    private String cost;

    @Option(
            names = "--init",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Initial weights: default (deviation 1/sqrt(inputs)) or large (deviation 1)" + D)
    private String init;

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

    /** Throws {@link IllegalArgumentException} with a line that names the flag. */
    TrainingOptions options() {
        if (layers != null && layers.size() < 2) {
            throw new IllegalArgumentException(
                    "--layers " + join(layers) + ": at least inputs and outputs are needed, for example 784,30,10");
        }
        Set<Monitor> chosen = chosenMonitors();
        try {
            Hyperparameters hyperparameters =
                    new Hyperparameters(epochs, batch, eta, new Sgd(), new Regularizer.L2(lambda));
            return new TrainingOptions(hyperparameters, new Monitoring(chosen, monitorEvery), seed);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--" + wrong.getMessage(), wrong);
        }
    }

    /** Throws {@link IllegalArgumentException} with a line that names the flag. */
    Network initialNetwork(Dataset data) {
        Cost chosenCost = choose("cost", cost, Cost.values(), Cost::label);
        Initializer initializer = choose("init", init, Initializer.values(), Initializer::label);
        List<Integer> sizes = layers == null ? List.of(data.features(), DEFAULT_HIDDEN, data.classes()) : layers;
        if (sizes.get(0) != data.features() || sizes.get(sizes.size() - 1) != data.classes()) {
            throw new IllegalArgumentException("--layers " + join(sizes) + ": " + data.name() + " needs "
                    + data.features() + " inputs and " + data.classes() + " outputs");
        }
        try {
            return initializer.initialize(Architecture.sigmoid(sizes, chosenCost), seed);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--layers " + join(sizes) + ": " + wrong.getMessage(), wrong);
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
                .map(name -> choose("monitor", name, Monitor.values(), TrainingArguments::label))
                .collect(Collectors.toSet());
    }

    private static String label(Monitor monitor) {
        return monitor.column().replace('_', '-');
    }

    private static <T> T choose(String flag, String given, T[] choices, Function<T, String> label) {
        String wanted = given.toLowerCase(Locale.ROOT);
        return Arrays.stream(choices)
                .filter(choice -> label.apply(choice).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--" + flag + " " + given + ": use "
                        + Arrays.stream(choices).map(label).collect(Collectors.joining(" or "))));
    }

    private static String join(List<Integer> sizes) {
        return join(sizes, ",");
    }

    static String join(List<Integer> sizes, String separator) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(separator));
    }
}
