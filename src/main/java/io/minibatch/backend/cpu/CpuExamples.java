package io.minibatch.backend.cpu;

import io.minibatch.backend.Examples;
import org.jspecify.annotations.Nullable;

/** The caller's own arrays, never modified. */
final class CpuExamples extends CpuMemory implements Examples {
    /** The share up to which lists take no more memory than the images. */
    private static final double MOST_LISTED = 0.25;

    final byte[] images;
    final byte[] labels;
    final int features;
    private final int classes;
    private @Nullable NonZeros nonZeros;
    private boolean searched;
    private final double most;

    /** @param sparseUpTo the share of bytes that are not 0 up to which first layers need lists of them */
    CpuExamples(CpuBackend owner, byte[] images, byte[] labels, int features, int classes, double sparseUpTo) {
        super(owner);
        this.images = images;
        this.labels = labels;
        this.features = features;
        this.classes = classes;
        this.most = Math.max(MOST_LISTED, sparseUpTo);
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
    public int outputs() {
        return classes;
    }

    /** Returns where the bytes are that are not 0, found once they are asked for; null where more than the given share are not. */
    @Nullable
    NonZeros nonZeros() {
        if (!searched) {
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
