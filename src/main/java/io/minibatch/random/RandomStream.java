package io.minibatch.random;

/**
 * The random numbers of one purpose, epoch and step, addressed by element.
 *
 * <p>Word {@code e} is word {@code e mod 4} of Philox4x32-10 at the counter
 * {@code (e div 4, step, epoch, purpose + 256·part)} under the seed as key. Two streams that differ in any of the five
 * share no number.
 *
 * @param seed the key
 * @param purpose what the numbers are for
 * @param epoch counted from 0
 * @param step counted from 0
 * @param part counted from 0, below 2²³, for instance a layer
 */
public record RandomStream(long seed, Purpose purpose, int epoch, int step, int part) {
    private static final float TWO_POW_MINUS_24 = 0x1p-24f;

    /** Creates the stream of part 0. */
    public RandomStream(long seed, Purpose purpose, int epoch, int step) {
        this(seed, purpose, epoch, step, 0);
    }

    /** Returns 32 uniform random bits for {@code element}, which must not be negative. */
    public int bits(int element) {
        int[] block = words(element >>> 2);
        return block[element & 3];
    }

    /**
     * Returns 16 uniform random bits for {@code element}: the low half of word e/2 for an even one, else the high half.
     */
    public int half(int element) {
        return bits(element >>> 1) >>> ((element & 1) << 4) & 0xFFFF;
    }

    /** Returns a uniform number in the open interval (0, 1), {@code (⌊bits/2⁸⌋ + ½)·2⁻²⁴}. */
    public float uniform(int element) {
        return toUniform(bits(element));
    }

    /** Returns a uniform number in (low, high). */
    public float uniform(int element, float low, float high) {
        return low + (high - low) * uniform(element);
    }

    /**
     * Fills an array with standard normal numbers by the Box–Muller transform: elements 2i and 2i+1 are
     * {@code √(−2 ln u)·cos 2πv} and {@code √(−2 ln u)·sin 2πv} of the uniform pair (u, v) at the same places.
     *
     * <p>Computed with {@link StrictMath}, so that every machine gets the same bits.
     *
     * @param target overwritten
     */
    public void gaussian(float[] target) {
        for (int start = 0; start < target.length; start += 4) {
            int[] block = words(start >>> 2);
            for (int pair = 0; pair < 4 && start + pair < target.length; pair += 2) {
                double radius = StrictMath.sqrt(-2 * StrictMath.log(toUniform(block[pair])));
                double angle = 2 * Math.PI * toUniform(block[pair + 1]);
                target[start + pair] = (float) (radius * StrictMath.cos(angle));
                if (start + pair + 1 < target.length) {
                    target[start + pair + 1] = (float) (radius * StrictMath.sin(angle));
                }
            }
        }
    }

    private int[] words(int index) {
        int[] counter = {index, step, epoch, purpose.word(part)};
        Philox.apply(counter, (int) seed, (int) (seed >>> 32));
        return counter;
    }

    /** {@code (⌊bits/2⁸⌋ + ½)·2⁻²⁴}; the top value would round to 1 in single precision and is kept below it. */
    static float toUniform(int bits) {
        return Math.min(((bits >>> 8) + 0.5f) * TWO_POW_MINUS_24, 1 - TWO_POW_MINUS_24);
    }
}
