package io.minibatch.network;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Opened;
import io.minibatch.backend.StepClock;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.Transpose;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forward pass of one mini-batch, {@code aˡ = f(aˡ⁻¹·Wˡ + bˡ)}, with the memory of its activations. */
public final class ForwardPass implements AutoCloseable {
    private final Backend backend;
    private final List<StepPlan.Layer> layers;
    private final List<Matrix> weights = new ArrayList<>();
    private final List<Matrix> biases = new ArrayList<>();
    private final List<Matrix> activations = new ArrayList<>();
    /** The weighted inputs of each layer: in the activations' memory, or in separate memory where f' needs them. */
    private final List<Matrix> weightedInputs = new ArrayList<>();

    /** Of the inputs of each layer; the outputs of the last are never dropped. */
    private final List<@Nullable Dropout> dropouts = new ArrayList<>();

    private final Matrix noBias;
    private final Opened opened = new Opened();

    /** Allocates activations for mini-batches of {@code capacity} rows, without dropout. */
    public ForwardPass(Backend backend, DeviceNetwork network, int capacity) {
        this(backend, network.architecture().layerPlans(DropoutRates.NONE), network.all(), capacity, null);
    }

    /**
     * Allocates the activations of a plan's mini-batches.
     *
     * @param parameters laid out as the plan says
     * @param clock of the steps by which activations are dropped
     */
    public ForwardPass(Backend backend, StepPlan plan, Matrix parameters, StepClock clock) {
        this(backend, plan.layers(), parameters, plan.capacity(), clock);
    }

    /** Allocates the activations of a plan's rows, without dropout. */
    ForwardPass(Backend backend, StepPlan plan, Matrix parameters) {
        this(backend, plan.layers(), parameters, plan.capacity(), null);
    }

    private ForwardPass(
            Backend backend, List<StepPlan.Layer> layers, Matrix parameters, int capacity, @Nullable StepClock clock) {
        this.backend = backend;
        this.layers = layers;
        try {
            noBias = opened.keep(backend.allocate(1, layers.get(0).inputs()));
            activations.add(opened.keep(backend.allocate(capacity, layers.get(0).inputs())));
            for (StepPlan.Layer layer : layers) {
                add(layer, parameters, capacity, clock);
            }
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
        dropouts.add(null);
    }

    private void add(StepPlan.Layer layer, Matrix parameters, int capacity, @Nullable StepClock clock) {
        Matrix a = opened.keep(backend.allocate(capacity, layer.outputs()));
        activations.add(a);
        weightedInputs.add(
                layer.function().derivativeNeedsInput() ? opened.keep(backend.allocate(capacity, layer.outputs())) : a);
        weights.add(layer.weightsOf(parameters));
        biases.add(layer.biasesOf(parameters));
        dropouts.add(
                clock == null || layer.dropout() == 0 ? null : new Dropout(clock, dropouts.size(), layer.dropout()));
    }

    /** Returns where the mini-batch belongs, {@code [capacity, inputs]}. */
    public Matrix input() {
        return activations.get(0);
    }

    /** Returns what a layer takes: the activations of the layer before it, {@code [capacity, inputs of the layer]}. */
    public Matrix inputOf(int layer) {
        return activations.get(layer);
    }

    /** Returns where the first layer's product with its weights belongs, {@code [capacity, outputs of the layer]}. */
    public Matrix firstProduct() {
        return weightedInputs.get(0);
    }

    /** Returns the output layer's logits, or what its activations were turned into. */
    public Matrix output() {
        return activations.get(activations.size() - 1);
    }

    /**
     * {@code δ ← δ ⊙ f' ⊙ mask/(1 − rate)} of a hidden layer, and the sums of its rows.
     *
     * @param delta {@code [capacity, outputs of the layer]}, modified
     * @param biasGradient of the layer's biases, modified
     */
    public void gradient(int layer, Matrix delta, BiasGradient biasGradient) {
        Elementwise function = layers.get(layer).function();
        Matrix values = function.derivativeNeedsInput() ? weightedInputs.get(layer) : activations.get(layer + 1);
        backend.activationGradient(function, values, delta, biasGradient, dropouts.get(layer + 1));
    }

    /** Computes the hidden layers' activations and the output layer's weighted inputs z. */
    public void runToLogits() {
        runToProduct();
        backend.activate(Elementwise.IDENTITY, biases.get(layers.size() - 1), output());
    }

    /**
     * Computes the hidden layers' activations and the output layer's product with its weights, its bias not yet added.
     */
    public void runToProduct() {
        if (dropouts.get(0) != null) {
            backend.activate(Elementwise.IDENTITY, noBias, input(), input(), dropouts.get(0));
        }
        multiply(0);
        runFromFirstProduct();
    }

    /** As {@link #runToProduct}, where the first layer's product with its weights has been computed. */
    public void runFromFirstProduct() {
        for (int l = 0; l < layers.size() - 1; l++) {
            Elementwise function = layers.get(l).function();
            Matrix z = weightedInputs.get(l);
            backend.activate(function, biases.get(l), z, activations.get(l + 1), dropouts.get(l + 1));
            multiply(l + 1);
        }
    }

    private void multiply(int layer) {
        backend.gemm(Transpose.NONE, 1, activations.get(layer), weights.get(layer), 0, weightedInputs.get(layer));
    }

    @Override
    public void close() {
        opened.close();
    }
}
