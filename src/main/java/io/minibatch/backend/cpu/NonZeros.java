package io.minibatch.backend.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of images are that are not 0, and what they are: of MNIST's, one of five. Drawn at random from all images, a row of
 * these takes a third of the cache lines that the row itself does.
 *
 * <p>A byte that is not 0 takes two: its distance from the one before it, the first one's from the place before the row, and its value. Over a
 * distance that is too long there is a 0 in between.
 */
final class NonZeros {
    private static final int FARTHEST = 255;

    private static final int CACHE_LINE = 64;

    private final byte[] pairs;
    private final int[] starts;

    /** Written so that the reads of {@link #fetch} are not left out as useless; by any thread, and never read. */
    @SuppressWarnings({"unused", "UnusedVariable"})
    private int fetched;

    private NonZeros(byte[] pairs, int[] starts) {
        this.pairs = pairs;
        this.starts = starts;
    }

    /** Returns those of images of {@code features} bytes each, or null where they may take more memory than the images. */
    static @Nullable NonZeros of(byte[] images, int features) {
        byte[] pairs = new byte[images.length / 2 + 2 * features];
        int[] starts = new int[images.length / features + 1];
        int end = 0;
        for (int row = 0; row < starts.length - 1; row++) {
            if (end > images.length - 2 * features) {
                return null;
            }
            if (pairs.length - end < 2 * features) {
                pairs = Arrays.copyOf(pairs, images.length);
            }
            starts[row] = end;
            end = encode(images, row * features, features, pairs, end);
        }
        starts[starts.length - 1] = end;
        return new NonZeros(Arrays.copyOf(pairs, end), starts);
    }

    private static int encode(byte[] images, int start, int features, byte[] pairs, int from) {
        int end = from;
        int last = -1;
        for (int j = 0; j < features; j++) {
            byte value = images[start + j];
            if (value != 0 || j - last == FARTHEST) {
                pairs[end++] = (byte) (j - last);
                pairs[end++] = value;
                last = j;
            }
        }
        return end;
    }

    /** {@code target[start + j] ← byte j of the row/255} for the bytes that are not 0; the others are left alone. */
    void scatter(int row, float[] target, int start) {
        int end = starts[row + 1];
        int j = start - 1;
        for (int pair = starts[row]; pair < end; pair += 2) {
            j += pairs[pair] & 0xFF;
            target[j] = Gather.SCALED[pairs[pair + 1] & 0xFF];
        }
    }

    /** Reads a byte of each cache line of a row, so that the memory delivers several rows at a time while nobody waits for one. */
    void fetch(int row) {
        int sum = 0;
        for (int pair = starts[row]; pair < starts[row + 1]; pair += CACHE_LINE) {
            sum += pairs[pair];
        }
        fetched = sum;
    }
}
