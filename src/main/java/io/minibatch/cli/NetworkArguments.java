package io.minibatch.cli;

import io.minibatch.data.Dataset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say what network is trained. */
final class NetworkArguments {
    private static final int DEFAULT_HIDDEN = 30;

    @Option(
            names = "--layers",
            paramLabel = "N,N,...",
            hideParamSyntax = true,
            split = ",",
            description = "Inputs, hidden layers, outputs (default: 784,30,10 for MNIST; else what fits the data).")
    private @Nullable List<Integer> layers;

    @Option(
            names = "--activations",
            paramLabel = "NAME,...",
            hideParamSyntax = true,
            split = ",",
            defaultValue = "sigmoid",
            completionCandidates = Labels.class,
            description = "Of each layer after the inputs, or one for all: ${COMPLETION-CANDIDATES}; gelu, in its tanh "
                    + "form, is for hidden layers only, softmax for the outputs only (default: ${DEFAULT-VALUE}).")
    private List<String> activations = List.of();

    @Option(
            names = "--cost",
            paramLabel = "NAME",
            description = "cross-entropy, log-likelihood or quadratic (default: what goes with the outputs: "
                    + "cross-entropy for sigmoid, log-likelihood for softmax, else quadratic).")
    private @Nullable String cost;

    @Option(
            names = "--init",
            paramLabel = "NAME",
            description = "Initial weights: default (deviation 1/sqrt(inputs)), large (deviation 1), glorot or he "
                    + "(default: he for relu and its kin, else default).")
    private @Nullable String init;

    /** The activations, for the help. */
    static final class Labels extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Labels() {
            super(Stream.of(Activation.values()).map(Activation::label).toList());
        }
    }

    /** Throws {@link IllegalArgumentException} with a line that names the flag. */
    Network initialNetwork(Dataset data, long seed) {
        if (layers != null && layers.size() < 2) {
            throw new IllegalArgumentException("--layers " + join(layers, ",")
                    + ": at least inputs and outputs are needed, for example 784,30,10");
        }
        List<Integer> sizes = layers == null ? List.of(data.features(), DEFAULT_HIDDEN, data.classes()) : layers;
        if (sizes.get(0) != data.features() || sizes.get(sizes.size() - 1) != data.classes()) {
            throw new IllegalArgumentException("--layers " + join(sizes, ",") + ": " + data.name() + " needs "
                    + data.features() + " inputs and " + data.classes() + " outputs");
        }
        List<Activation> chosen = chosenActivations(sizes.size() - 1);
        Activation output = chosen.get(chosen.size() - 1);
        Cost chosenCost = cost == null ? Cost.matching(output) : Choice.of("cost", cost, Cost.values(), Cost::label);
        Initializer initializer = init == null
                ? chosen.get(0).initializer()
                : Choice.of("init", init, Initializer.values(), Initializer::label);
        try {
            return initializer.initialize(Architecture.of(sizes, chosen, chosenCost), seed);
        } catch (IllegalArgumentException wrong) {
            String flags = "--layers " + join(sizes, ",")
                    + (activations.equals(List.of("sigmoid")) ? "" : " --activations " + String.join(",", activations))
                    + (cost == null ? "" : " --cost " + cost);
            throw new IllegalArgumentException(flags + ": " + wrong.getMessage(), wrong);
        }
    }

    /** One name stands for all layers; softmax alone for the outputs after sigmoid layers. */
    private List<Activation> chosenActivations(int count) {
        List<Activation> given = activations.stream()
                .map(name -> Choice.of("activations", name, Activation.values(), Activation::label))
                .collect(Collectors.toList());
        if (given.size() == 1 && given.get(0) == Activation.SOFTMAX) {
            given.add(0, Activation.SIGMOID);
        }
        if (given.size() == 2 && count != 2) {
            List<Activation> spread = new ArrayList<>(Collections.nCopies(count - 1, given.get(0)));
            spread.add(given.get(1));
            return spread;
        }
        if (given.size() == 1) {
            return Collections.nCopies(count, given.get(0));
        }
        if (given.size() != count) {
            throw new IllegalArgumentException("--activations " + String.join(",", activations) + ": " + count
                    + " layers after the inputs need " + count
                    + " names, one for all, or one for the hidden layers and one"
                    + " for the outputs");
        }
        return given;
    }

    static String join(List<Integer> sizes, String separator) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(separator));
    }
}
