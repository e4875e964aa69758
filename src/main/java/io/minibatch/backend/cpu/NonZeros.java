package io.minibatch.backend.cpu;

import org.jspecify.annotations.Nullable;

/**
 * Lists of the bytes of images that are not 0: of MNIST's, one of five.
 *
 * <p>An entry is {@code position << 8 | byte}; those of an image follow each other by position. A list has
 * {@link #PARTS} parts, of equal ranges of positions.
 */
final class NonZeros {
    /** The 256 quotients {@code byte/255}: a look-up is faster than a conversion and a division. */
    static final float[] SCALED = new float[256];

    /** Parts of an image's list. */
    static final int PARTS = 4;

    /** An entry has as many bits for the position. */
    private static final int MOST_FEATURES = 1 << 23;

    private static final int CACHE_LINE = 16;

    static {
        for (int i = 0; i < SCALED.length; i++) {
            SCALED[i] = i / 255f;
        }
    }

    final int[] entries;

    /** Start of each part of each image's list, then the end of the last one. */
    private final int[] starts;

    private final int features;

    /** Written so that the reads of {@link #fetch} are not left out as useless; by any thread, and never read. */
    @SuppressWarnings({"unused", "UnusedVariable"})
    private int fetched;

    private NonZeros(int[] entries, int[] starts, int features) {
        this.entries = entries;
        this.starts = starts;
        this.features = features;
    }

    /**
     * Returns the lists of images of {@code features} bytes each, or null if more than {@code most} of the bytes are
     * not 0.
     */
    static @Nullable NonZeros of(byte[] images, int features, double most) {
        int count = 0;
        for (byte value : images) {
            count += value == 0 ? 0 : 1;
        }
        if (count > most * images.length
                || features > MOST_FEATURES
                || images.length / features > Integer.MAX_VALUE / PARTS - 1) {
            return null;
        }
        int[] entries = new int[count];
        int[] starts = new int[images.length / features * PARTS + 1];
        int end = 0;
        for (int part = 0; part < starts.length - 1; part++) {
            starts[part] = end;
            int row = part / PARTS * features;
            int last = boundary(features, part % PARTS + 1);
            for (int j = boundary(features, part % PARTS); j < last; j++) {
                if (images[row + j] != 0) {
                    entries[end++] = j << 8 | images[row + j] & 0xFF;
                }
            }
        }
        starts[starts.length - 1] = end;
        return new NonZeros(entries, starts, features);
    }

    /** Returns the first position of a part. */
    static int boundary(int features, int part) {
        return (int) ((long) features * part / PARTS);
    }

    int features() {
        return features;
    }

    /** Returns which share of the bytes is not 0. */
    double density() {
        return entries.length / ((double) features * (starts.length / PARTS));
    }

    /** Returns where an image's list begins. */
    int start(int image) {
        return starts[image * PARTS];
    }

    /** Returns where an image's list ends. */
    int end(int image) {
        return starts[(image + 1) * PARTS];
    }

    /** Returns where a part of an image's list begins, which is where the one before ends. */
    int start(int image, int part) {
        return starts[image * PARTS + part];
    }

    /** {@code target[start + j] ← byte j of the image/255} for the bytes that are not 0; the others are left alone. */
    void scatter(int image, float[] target, int start) {
        int end = end(image);
        for (int e = start(image); e < end; e++) {
            target[start + (entries[e] >>> 8)] = SCALED[entries[e] & 0xFF];
        }
    }

    /**
     * Reads an entry of each cache line of some lists, so that the memory delivers several lists at a time while nobody
     * waits for one.
     *
     * @param order the images
     */
    void fetch(CpuBatch order, int from, int to) {
        int sum = 0;
        for (int place = from; place < to; place++) {
            int image = order.exampleAt(place);
            int end = end(image);
            for (int e = start(image); e < end; e += CACHE_LINE) {
                sum += entries[e];
            }
        }
        fetched = sum;
    }
}
