package io.minibatch.network;

/**
 * Number of random variants from which each image is predicted, see {@link VariantPass}.
 *
 * @param count from 1 to {@value #MAX}
 * @param seed of the random numbers
 */
public record Variants(int count, long seed) {
    /** The largest number of variants. */
    public static final int MAX = 10_000;

    public Variants {
        if (count < 1 || count > MAX) {
            throw new IllegalArgumentException("variants must be 1 to " + MAX + ", not " + count);
        }
    }

    /** Returns variants by seed 1. */
    public static Variants of(int count) {
        return new Variants(count, 1);
    }
}
