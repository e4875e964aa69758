package io.minibatch.network;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Transpose;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forward pass of one mini-batch, {@code aˡ = f(aˡ⁻¹·Wˡ + bˡ)}, with the memory of its activations. */
public final class ForwardPass implements AutoCloseable {
    private final Backend backend;
    private final DeviceNetwork network;
    private final List<Layer> layers;
    private final List<Matrix> activations = new ArrayList<>();
    /** What each layer's function is applied to: the activations' own memory, or where f' needs it, memory that keeps it. */
    private final List<Matrix> weightedInputs = new ArrayList<>();

    private final List<@Nullable Dropout> dropouts = new ArrayList<>();
    private final Matrix noBias;

    /** Allocates activations for mini-batches of {@code capacity} rows. */
    public ForwardPass(Backend backend, DeviceNetwork network, int capacity) {
        this.backend = backend;
        this.network = network;
        this.layers = network.architecture().layers();
        Architecture architecture = network.architecture();
        this.noBias = backend.allocate(1, Math.max(architecture.inputs(), architecture.outputs()));
        activations.add(backend.allocate(capacity, architecture.inputs()));
        dropouts.add(null);
        for (Layer layer : layers) {
            Matrix a = backend.allocate(capacity, layer.outputs());
            activations.add(a);
            boolean keep = layer.activation().function().derivativeNeedsInput();
            weightedInputs.add(keep ? backend.allocate(capacity, layer.outputs()) : a);
            dropouts.add(null);
        }
    }

    /** Drops activations from now on, as the batch's steps say. */
    public void drop(Batch batch, DropoutRates rates) {
        rates.requireFit(network.architecture());
        for (int l = 0; l < layers.size(); l++) {
            double rate = rates.rateOfInputOf(l);
            dropouts.set(l, rate == 0 ? null : new Dropout(batch.clock(), l, rate));
        }
    }

    /** Returns how many layers of weights the network has. */
    int layers() {
        return layers.size();
    }

    /** Returns where the mini-batch belongs, {@code [capacity, inputs]}. */
    public Matrix input() {
        return activations.get(0);
    }

    /** Returns what a layer takes: the activations of the layer before it, {@code [capacity, inputs of the layer]}. */
    public Matrix inputOf(int layer) {
        return activations.get(layer);
    }

    /** Returns the activations of the output layer, or its logits, as {@link #run} left them. */
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
        Elementwise function = layers.get(layer).activation().function();
        Matrix values = function.derivativeNeedsInput() ? weightedInputs.get(layer) : activations.get(layer + 1);
        backend.activationGradient(function, values, delta, biasGradient, dropouts.get(layer + 1));
    }

    /** Computes every layer's activations. */
    public void run() {
        runToProduct();
        finish(network.biases(layers.size() - 1));
    }

    /** Computes the hidden layers' activations and the output layer's weighted inputs z. */
    public void runToLogits() {
        runToProduct();
        backend.activate(Elementwise.IDENTITY, network.biases(layers.size() - 1), output());
    }

    /** Turns the logits that {@link #runToLogits} left into activations. */
    public void finishFromLogits() {
        finish(noBias.view(0, 1, output().columns()));
    }

    private void finish(Matrix bias) {
        Activation activation = network.architecture().outputLayer().activation();
        if (activation == Activation.SOFTMAX) {
            backend.softmax(bias, output());
        } else {
            backend.activate(activation.function(), bias, output());
        }
    }

    /** Computes the hidden layers' activations and the output layer's product with its weights, its bias not yet added. */
    public void runToProduct() {
        if (dropouts.get(0) != null) {
            Matrix zeros = noBias.view(0, 1, input().columns());
            backend.activate(Elementwise.IDENTITY, zeros, input(), input(), dropouts.get(0));
        }
        int last = layers.size() - 1;
        for (int l = 0; l <= last; l++) {
            Matrix z = weightedInputs.get(l);
            backend.gemm(Transpose.NONE, 1, activations.get(l), network.weights(l), 0, z);
            if (l < last) {
                Elementwise function = layers.get(l).activation().function();
                backend.activate(function, network.biases(l), z, activations.get(l + 1), dropouts.get(l + 1));
            }
        }
    }

    @Override
    public void close() {
        noBias.close();
        weightedInputs.forEach(Matrix::close);
        activations.forEach(Matrix::close);
    }
}
