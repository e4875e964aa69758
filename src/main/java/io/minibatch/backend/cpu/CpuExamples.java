package io.minibatch.backend.cpu;

import io.minibatch.backend.Examples;
import org.jspecify.annotations.Nullable;

/** The caller's own arrays, never modified. */
final class CpuExamples extends CpuMemory implements Examples {
    /** The share of bytes that are not 0 up to which lists of them are made; they take 4 bytes each. */
    private static final double MOST_NON_ZERO = 0.5;

    final byte[] images;
    final byte[] labels;
    final int features;
    private final int classes;
    private @Nullable NonZeros nonZeros;
    private boolean searched;

    CpuExamples(CpuBackend owner, byte[] images, byte[] labels, int features, int classes) {
        super(owner);
        this.images = images;
        this.labels = labels;
        this.features = features;
        this.classes = classes;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int features() {
        return features;
    }

    @Override
    public int classes() {
        return classes;
    }

    /** Returns where the bytes are that are not 0, found once they are asked for; null where more than half are not. */
    @Nullable
    NonZeros nonZeros() {
        if (!searched) {
            nonZeros = NonZeros.of(images, features, MOST_NON_ZERO);
            searched = true;
        }
        return nonZeros;
    }
}
