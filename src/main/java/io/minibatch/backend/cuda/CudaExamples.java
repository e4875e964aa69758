package io.minibatch.backend.cuda;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Inputs;

/** Examples in device memory. What they do not have is null there. */
final class CudaExamples extends CudaMemory implements Examples {
    /** {@code [size, features]}: bytes of images, or floats. */
    final Address inputs;

    /** {@code [size]} bytes, or values {@code [size, outputs]}. */
    final Address labels;

    final Address values;

    /** {@code [size]}. */
    final Address weights;

    private final boolean images;
    private final int size;
    private final int features;
    private final int outputs;

    CudaExamples(Owner owner, Staging staging, ExampleData data) {
        super(owner);
        this.images = data.inputs() instanceof Inputs.Bytes;
        this.size = data.size();
        this.features = data.features();
        this.outputs = data.outputs();
        this.inputs = data.inputs() instanceof Inputs.Floats floats
                ? upload(staging, floats.values())
                : upload(staging, ((Inputs.Bytes) data.inputs()).values());
        this.labels =
                data.desired() instanceof DesiredOutputs.Labels given ? upload(staging, given.labels()) : Address.NULL;
        this.values =
                data.desired() instanceof DesiredOutputs.Values given ? upload(staging, given.values()) : Address.NULL;
        this.weights = data.isWeighted() ? upload(staging, data.weights()) : Address.NULL;
    }

    private Address upload(Staging staging, byte[] source) {
        Address address = allocate(source.length);
        staging.upload(source, address);
        return address;
    }

    private Address upload(Staging staging, float[] source) {
        Address address = allocate((long) source.length * Float.BYTES);
        staging.upload(source, address);
        return address;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int features() {
        return features;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public boolean areImages() {
        return images;
    }

    /** Returns whether labels are the desired outputs, not values. */
    boolean areLabelled() {
        return values == Address.NULL;
    }

    /** Returns whether {@link FusedStep} takes them. */
    boolean areUnweightedLabelledImages() {
        return images && areLabelled() && weights == Address.NULL;
    }
}
