package io.minibatch.backend.cpu;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Inputs;
import org.jspecify.annotations.Nullable;

/** The caller's own arrays, never modified. Arrays that the examples do not have are empty. */
final class CpuExamples extends CpuMemory implements Examples {
    /** The share up to which lists take no more memory than the images. */
    private static final double MOST_LISTED = 0.25;

    private static final byte[] NO_BYTES = {};
    private static final float[] NO_FLOATS = {};

    /** {@code [size, features]}: one of the two. */
    final byte[] images;

    final float[] numbers;

    /** {@code [size]}, or values {@code [size, outputs]}. */
    final byte[] labels;

    final float[] values;

    /** {@code [size]} where examples have weights. */
    private final float[] weights;

    private final int size;
    private final int features;
    private final int outputs;
    private @Nullable NonZeros nonZeros;
    private boolean searched;
    private final double most;

    /** @param sparseUpTo the share of bytes that are not 0 up to which first layers need lists of them */
    CpuExamples(CpuBackend owner, ExampleData data, double sparseUpTo) {
        super(owner);
        this.images = data.inputs() instanceof Inputs.Bytes bytes ? bytes.values() : NO_BYTES;
        this.numbers = data.inputs() instanceof Inputs.Floats floats ? floats.values() : NO_FLOATS;
        this.labels = data.desired() instanceof DesiredOutputs.Labels given ? given.labels() : NO_BYTES;
        this.values = data.desired() instanceof DesiredOutputs.Values given ? given.values() : NO_FLOATS;
        this.weights = data.weights();
        this.size = data.size();
        this.features = data.features();
        this.outputs = data.outputs();
        this.most = Math.max(MOST_LISTED, sparseUpTo);
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
        return images.length > 0;
    }

    /** Returns whether labels are the desired outputs, not {@link #values}. */
    boolean areLabelled() {
        return labels.length > 0;
    }

    /** Returns an example's label, −1 if there are no labels. */
    int label(int example) {
        return areLabelled() ? labels[example] & 0xFF : -1;
    }

    /** Returns the factor of an example's cost. */
    float weight(int example) {
        return weights.length > 0 ? weights[example] : 1;
    }

    /**
     * Returns where the bytes are that are not 0, found once they are asked for; null if more than the given share are
     * not, and where the inputs are floats.
     */
    @Nullable
    NonZeros nonZeros() {
        if (!searched && areImages()) {
            try {
                nonZeros = NonZeros.of(images, features, most);
            } catch (OutOfMemoryError full) {
                nonZeros = null; // what needs lists has another way, which takes longer
            }
            searched = true;
        }
        return nonZeros;
    }
}
