package io.minibatch.backend.cpu;

/**
 * eˣ in double precision, many at a time, in loops that the JIT compiler vectorizes, as it does not those that call
 * {@link Math#exp} or touch a number's bits: {@code (Σ rᵏ/k!)}¹⁰²⁴ with r = x/1024 and k up to 7. The relative error is
 * below 2·10⁻¹³ where |x| ≤ 16 and below 4·10⁻¹⁰, the 150th part of a float's, where |x| ≤ 104; beyond, x is taken for
 * ±104, whose powers are infinite and zero in single precision.
 */
final class Exponential {
    /** Elements of a {@link #tile()}, which stays in the L1 cache. */
    static final int TILE = 256;

    private static final double LARGEST = 104;
    private static final double STEP = 1.0 / 1024;

    /** One a thread, so that a step allocates nothing. */
    private static final ThreadLocal<double[]> TILES = ThreadLocal.withInitial(() -> new double[TILE]);

    private Exponential() {}

    /** Returns the calling thread's own array of {@link #TILE}. */
    static double[] tile() {
        return TILES.get();
    }

    /** {@code x[i] ← e^x[i]} for {@code i < n}. NaN stays NaN. */
    static void raise(double[] x, int n) {
        for (int i = 0; i < n; i++) {
            double r = Math.max(-LARGEST, Math.min(LARGEST, x[i])) * STEP;
            double p = 1.0 / 5040;
            p = p * r + 1.0 / 720;
            p = p * r + 1.0 / 120;
            p = p * r + 1.0 / 24;
            p = p * r + 1.0 / 6;
            p = p * r + 1.0 / 2;
            p = p * r + 1;
            p = p * r + 1;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            x[i] = p;
        }
    }
}
