package io.minibatch.random;

/**
 * Philox4x32-10, a counter-based generator: a keyed bijection of 128-bit counters.
 *
 * <p>One round maps the counter (c0, c1, c2, c3) under the key (k0, k1) to
 * {@code (hi(M1·c2) ^ c1 ^ k0, lo(M1·c2), hi(M0·c0) ^ c3 ^ k1, lo(M0·c0))}; the key grows by the Weyl constants between
 * the ten rounds.
 *
 * <p>Source: Salmon, Moraes, Dror and Shaw, <i>Parallel Random Numbers: As Easy as 1, 2, 3</i>, SC11, section 3.3.
 */
public final class Philox {
    private static final int ROUNDS = 10;
    private static final int M0 = 0xD2511F53;
    private static final int M1 = 0xCD9E8D57;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;

    private Philox() {}

    /**
     * Replaces a counter by its four random words.
     *
     * @param counter four words, modified: on return the random output
     * @param k0 low word of the key
     * @param k1 high word of the key
     */
    public static void apply(int[] counter, int k0, int k1) {
        int c0 = counter[0];
        int c1 = counter[1];
        int c2 = counter[2];
        int c3 = counter[3];
        int key0 = k0;
        int key1 = k1;
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
            long p1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ key0;
            c2 = (int) (p0 >>> 32) ^ c3 ^ key1;
            c1 = (int) p1;
            c3 = (int) p0;
            key0 += W0;
            key1 += W1;
        }
        counter[0] = c0;
        counter[1] = c1;
        counter[2] = c2;
        counter[3] = c3;
    }
}
