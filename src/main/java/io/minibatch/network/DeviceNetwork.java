package io.minibatch.network;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Inference;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.StepPlan;

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
        return biasesOf(block, layer);
    }

    /** Returns all parameters as one row, the weights of all layers first. */
    public Matrix all() {
        return block;
    }

    /** Returns a layer's part of a block that holds something for each parameter, in the order of {@link #all()}. */
    public Matrix biasesOf(Matrix parameters, int layer) {
        return parameters.view(
                architecture.biasesOffset(layer),
                1,
                architecture.layers().get(layer).outputs());
    }

    /**
     * Returns the forward pass of the network with its parameters as they are now. It must be closed before the
     * network.
     *
     * @param capacity rows of a pass, at least 1
     */
    public Inference inference(int capacity) {
        StepPlan plan = architecture.plan(capacity, DropoutRates.NONE, 0);
        Inference claimed = backend.claimInference(plan, block);
        return claimed == null ? new UnfusedInference(backend, plan, block) : claimed;
    }

    /**
     * Copies the parameters from the device.
     *
     * @throws IllegalArgumentException if one is not finite
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
