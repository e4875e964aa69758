package io.minibatch.random;

/** Reads the numbers of {@link RandomStream}s one stream after another and allocates nothing, for use inside a step. */
public final class StreamReader {
    private final int[] words = new int[4];
    private int lowKey;
    private int highKey;
    private int purpose;
    private int epoch;
    private int step;

    /** Turns to the stream of these five, as {@link RandomStream#RandomStream}. */
    public void open(long seed, Purpose newPurpose, int newEpoch, int newStep, int part) {
        lowKey = (int) seed;
        highKey = (int) (seed >>> 32);
        purpose = newPurpose.word(part);
        epoch = newEpoch;
        step = newStep;
    }

    /** As {@link RandomStream#bits}. */
    public int bits(int element) {
        read(element >>> 2);
        return words[element & 3];
    }

    /** As {@link RandomStream#uniform(int)}. */
    public float uniform(int element) {
        return RandomStream.toUniform(bits(element));
    }

    /** As {@link RandomStream#uniform(int, float, float)} in (−1, 1). */
    public float symmetric(int element) {
        return 2 * uniform(element) - 1;
    }

    /**
     * Fills an array with numbers in (−1, 1), those of {@code first} and the elements after it.
     *
     * @param first a multiple of four
     * @param target overwritten; as long as a multiple of four
     */
    public void symmetric(int first, float[] target) {
        for (int i = 0; i < target.length; i += 4) {
            read((first + i) >>> 2);
            for (int j = 0; j < 4; j++) {
                target[i + j] = 2 * RandomStream.toUniform(words[j]) - 1;
            }
        }
    }

    /**
     * Reads four words at once.
     *
     * @return the words of elements {@code 4·block} to {@code 4·block + 3}, until the next call of any method
     */
    public int[] words(int block) {
        read(block);
        return words;
    }

    private void read(int block) {
        words[0] = block;
        words[1] = step;
        words[2] = epoch;
        words[3] = purpose;
        Philox.apply(words, lowKey, highKey);
    }
}
