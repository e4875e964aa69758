package io.minibatch.spec;

import io.minibatch.data.Dataset;
import io.minibatch.data.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The network that is trained.
 *
 * @param layers inputs, hidden layers, outputs; null for one hidden layer between what the data have
 * @param activations one of each layer after the inputs, one for all, or one for the hidden layers and one for the
 *     outputs; empty for sigmoid layers, with identity outputs for a regression
 * @param cost null for the cost that fits the outputs
 * @param init null for the initial weights that fit the hidden layers
 */
public record NetworkSpec(
        @Nullable List<Integer> layers,
        List<Activation> activations,
        @Nullable Cost cost,
        @Nullable Initializer init) {
    private static final int DEFAULT_HIDDEN = 30;

    public static final Setting<List<Integer>> LAYERS = Setting.of(
                    "layers", Type.WHOLES, spec -> spec.network().layers())
            .help(
                    "N,N,...",
                    "Layer sizes: inputs (features), hidden layers and outputs (classes or targets), for example "
                            + "784,100,10 (default: one hidden layer of " + DEFAULT_HIDDEN + ").");

    public static final Setting<List<Activation>> ACTIVATIONS = Setting.of(
                    "activations",
                    Type.choices(Activation.values(), Activation::label),
                    spec -> spec.network().activations())
            .help(
                    "NAME,...",
                    "Activation, also of outputs, or HIDDEN,OUTPUT: " + labels(any -> true) + " (default: sigmoid).")
            .details("One name is for all layers after the inputs, two are for the hidden layers and the outputs, more "
                    + "are for each layer. gelu, in its tanh form, is for hidden "
                    + "layers only; softmax is for the outputs only. The outputs of a regression are identity "
                    + "by default.");

    public static final Setting<Cost> COST = Setting.of(
                    "cost",
                    Type.choice(Cost.values(), Cost::label),
                    spec -> spec.network().cost())
            .help(
                    "NAME",
                    "Cost: cross-entropy, log-likelihood or quadratic (default: the one that matches the outputs).")
            .details("The default is quadratic for a regression, cross-entropy for sigmoid outputs, "
                    + "log-likelihood (the cross-entropy of softmax) for softmax outputs, and quadratic for "
                    + "other outputs.");

    public static final Setting<Initializer> INIT = Setting.of(
                    "init",
                    Type.choice(Initializer.values(), Initializer::label),
                    spec -> spec.network().init())
            .help(
                    "NAME",
                    "Initial weights: default, large, glorot or he (default: he for relu, leaky-relu, gelu, "
                            + "softplus and elu, else default).")
            .details("default draws weights with standard deviation 1/sqrt(inputs), large with standard "
                    + "deviation 1. he is the default for "
                    + labels(one -> one.initializer() == Initializer.HE)
                    + "; default is the default for other activations.");

    static final List<Setting<?>> TABLE = List.of(LAYERS, ACTIVATIONS, COST, INIT);

    public NetworkSpec {
        layers = layers == null ? null : List.copyOf(layers);
        activations = List.copyOf(activations);
        if (layers != null && layers.size() < 2) {
            throw LAYERS.wrong(
                    LAYERS.print(layers) + ": at least inputs and outputs are needed, for example 784,30,10");
        }
    }

    static NetworkSpec of(Settings settings) {
        return new NetworkSpec(
                settings.get(LAYERS),
                Objects.requireNonNullElse(settings.get(ACTIVATIONS), List.of()),
                settings.get(COST),
                settings.get(INIT));
    }

    /**
     * Returns the network before its training.
     *
     * @param data that it is to be trained on
     * @param seed decides its weights
     * @throws SettingException if the settings fit neither each other nor the data
     */
    Network initial(Dataset data, long seed) {
        List<Integer> sizes = layers == null ? List.of(data.features(), DEFAULT_HIDDEN, data.outputs()) : layers;
        String text = LAYERS.print(sizes);
        if (sizes.get(0) != data.features() || sizes.get(sizes.size() - 1) != data.outputs()) {
            throw LAYERS.wrong(text + ": " + data.name() + " needs " + data.features() + " inputs and " + data.outputs()
                    + " outputs");
        }
        boolean regression = data.schema().task() == Task.REGRESSION;
        List<Activation> chosen = ofEachLayer(sizes.size() - 1, regression);
        Activation outputs = chosen.get(chosen.size() - 1);
        Cost usual = regression && outputs != Activation.SOFTMAX ? Cost.QUADRATIC : Cost.matching(outputs);
        Cost chosenCost = cost == null ? usual : cost;
        Initializer initializer = init == null ? chosen.get(0).initializer() : init;
        try {
            return initializer.initialize(Architecture.of(sizes, chosen, chosenCost), seed);
        } catch (IllegalArgumentException wrong) {
            String given = text
                    + (activations.isEmpty() ? "" : " {activations} " + ACTIVATIONS.print(activations))
                    + (cost == null ? "" : " {cost} " + COST.print(cost));
            throw LAYERS.wrong(given + ": " + wrong.getMessage());
        }
    }

    /** Returns whether two classes have one output, which is 1 for the second class. */
    boolean hasOneOutputFor(Dataset data) {
        return layers != null && layers.get(layers.size() - 1) == 1 && data.hasLabels() && data.outputs() == 2;
    }

    private static String labels(Predicate<Activation> which) {
        return Arrays.stream(Activation.values())
                .filter(which)
                .map(Activation::label)
                .collect(Collectors.joining(", "));
    }

    /** One name stands for all layers; softmax alone for the outputs after sigmoid layers. */
    private List<Activation> ofEachLayer(int count, boolean regression) {
        List<Activation> given = new ArrayList<>(activations);
        if (given.isEmpty()) {
            given.add(Activation.SIGMOID);
            given.add(regression ? Activation.IDENTITY : Activation.SIGMOID);
        }
        if (given.size() == 1 && given.get(0) == Activation.SOFTMAX) {
            given.add(0, Activation.SIGMOID);
        }
        if (given.size() == 2 && count == 1 && activations.size() < 2) {
            given.remove(0);
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
            throw ACTIVATIONS.wrong(ACTIVATIONS.print(activations) + ": " + count + " layers after the inputs need "
                    + count + " names, one for all, or one for the hidden layers and one for the outputs");
        }
        return given;
    }
}
