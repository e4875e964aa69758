package io.minibatch.random;

/**
 * A random permutation of 0 … n−1 that can be asked for any place on its own, so that a GPU thread needs no other to
 * know which example is its own.
 *
 * <p>A Feistel network of {@value #ROUNDS} rounds permutes the smallest domain 2²ʰ that holds n; a value outside 0 …
 * n−1 is permuted again until it falls inside (cycle walking), fewer than four times on average. The round function is
 * MurmurHash3's 32-bit finalizer of the half-block and the round's key, the keys are the stream's first words.
 *
 * <p>Sources: Luby and Rackoff 1988 (Feistel networks as random permutations); Black and Rogaway 2002 (cycle walking);
 * Mitchell, Stokes, Frank and Holmes 2022 (the same idea for shuffling on GPUs).
 */
public final class Permutation {
    private static final int ROUNDS = 8;

    private final int size;
    private final int halfBits;
    private final int[] keys = new int[ROUNDS];

    /**
     * Creates the order of one epoch.
     *
     * @param seed the run's seed
     * @param epoch counted from 0
     * @param size n, from 1 to 2³⁰
     */
    public Permutation(long seed, int epoch, int size) {
        this(new RandomStream(seed, Purpose.SHUFFLE, epoch, 0), size);
    }

    /**
     * Creates an order from the first words of a stream.
     *
     * @param size n, from 1 to 2³⁰
     */
    public Permutation(RandomStream stream, int size) {
        if (size < 1 || size > 1 << 30) {
            throw new IllegalArgumentException("a permutation needs 1 to 2^30 elements, not " + size);
        }
        this.size = size;
        int bits = 32 - Integer.numberOfLeadingZeros(size - 1);
        this.halfBits = Math.max(1, (bits + 1) / 2);
        for (int round = 0; round < ROUNDS; round++) {
            keys[round] = stream.bits(round);
        }
    }

    /** Returns half the number of bits of the domain that the Feistel network permutes. */
    public int halfBits() {
        return halfBits;
    }

    /** Returns a copy of the rounds' keys. */
    public int[] keys() {
        return keys.clone();
    }

    /** Returns which element stands at {@code place}, both from 0 to n−1. */
    public int at(int place) {
        int value = place;
        do {
            value = feistel(value);
        } while (value >= size);
        return value;
    }

    /** Writes the whole permutation into {@code target}, whose length must be n. */
    public void fill(int[] target) {
        if (target.length != size) {
            throw new IllegalArgumentException("expected an array of " + size + ", got " + target.length);
        }
        for (int place = 0; place < size; place++) {
            target[place] = at(place);
        }
    }

    private int feistel(int value) {
        int mask = (1 << halfBits) - 1;
        int left = value >>> halfBits;
        int right = value & mask;
        for (int key : keys) {
            int mixed = left ^ (mix(right ^ key) & mask);
            left = right;
            right = mixed;
        }
        return left << halfBits | right;
    }

    private static int mix(int word) {
        int h = word;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        h ^= h >>> 16;
        return h;
    }
}
