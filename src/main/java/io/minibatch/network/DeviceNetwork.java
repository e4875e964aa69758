package io.minibatch.network;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;

/** A network's parameters on a device: one block and its views. */
public final class DeviceNetwork implements AutoCloseable {
    private final Backend backend;
    private final Architecture architecture;
    private final Matrix block;

    /** Copies the network to the device. */
    public DeviceNetwork(Backend backend, Network network) {
        this.backend = backend;
        this.architecture = network.architecture();
        this.block = backend.allocate(1, architecture.parameterCount());
        backend.upload(network.parameters(), block);
    }

    public Architecture architecture() {
        return architecture;
    }

    /** Returns W of a layer, {@code [inputs, outputs]}. */
    public Matrix weights(int layer) {
        Layer shape = architecture.layers().get(layer);
        return block.view(architecture.weightsOffset(layer), shape.inputs(), shape.outputs());
    }

    /** Returns b of a layer, {@code [1, outputs]}. */
    public Matrix biases(int layer) {
        return block.view(
                architecture.biasesOffset(layer),
                1,
                architecture.layers().get(layer).outputs());
    }

    /** Returns all parameters as one row, the weights of all layers first. */
    public Matrix all() {
        return block;
    }

    /** Returns the biases of all layers as one row. */
    public Matrix allBiases() {
        int weights = architecture.weightCount();
        return block.view(weights, 1, architecture.parameterCount() - weights);
    }

    /** Whether every parameter is finite; waits for the device. */
    public boolean isFinite() {
        return Double.isFinite(backend.dot(block, block));
    }

    /**
     * Copies the parameters from the device.
     *
     * @throws IllegalArgumentException where one is not finite
     */
    public Network download() {
        float[] parameters = new float[block.size()];
        backend.download(block, parameters);
        return new Network(architecture, parameters);
    }

    @Override
    public void close() {
        block.close();
    }
}
