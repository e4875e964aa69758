package io.minibatch.network;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Transpose;
import java.util.ArrayList;
import java.util.List;

/** The forward pass of one mini-batch, {@code aˡ = f(aˡ⁻¹·Wˡ + bˡ)}, with the memory of its activations. */
public final class ForwardPass implements AutoCloseable {
    private final Backend backend;
    private final DeviceNetwork network;
    private final List<Matrix> activations = new ArrayList<>();

    /** Allocates activations for mini-batches of {@code capacity} rows. */
    public ForwardPass(Backend backend, DeviceNetwork network, int capacity) {
        this.backend = backend;
        this.network = network;
        for (int size : network.architecture().sizes()) {
            activations.add(backend.allocate(capacity, size));
        }
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

    /** Computes every layer's activations. */
    public void run() {
        run(network.architecture().outputLayer().activation().function());
    }

    /** Computes the hidden layers' activations and the output layer's weighted inputs z. */
    public void runToLogits() {
        run(Elementwise.IDENTITY);
    }

    private void run(Elementwise outputFunction) {
        List<Layer> layers = network.architecture().layers();
        for (int l = 0; l < layers.size(); l++) {
            boolean last = l == layers.size() - 1;
            Matrix z = activations.get(l + 1);
            backend.gemm(Transpose.NONE, 1, activations.get(l), network.weights(l), 0, z);
            backend.activate(last ? outputFunction : layers.get(l).activation().function(), network.biases(l), z);
        }
    }

    @Override
    public void close() {
        activations.forEach(Matrix::close);
    }
}
