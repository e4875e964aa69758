package io.minibatch.backend.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;

import io.minibatch.backend.VectorModule;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * eˣ and {@code eˣ − 1} for x up to 0, in single precision by Java's Vector API: {@code eˣ = 2ⁿ·eʳ}, where n is the
 * integer next to x/ln 2 and r the rest, at most ln 2/2; {@code eʳ − 1} is a polynomial (Cephes, {@code expf}). Both
 * are within one unit in the last place; {@code eˣ − 1} near 0 too, where n is 0 and nothing cancels. Below −87.7,
 * where a float loses digits, eˣ is 0.
 *
 * <p>It reads and writes an array, which the caller keeps in the cache, because a vector must not be handed to a method
 * (see {@link VectorSigmoid}).
 *
 * <p>To be touched only where {@link VectorModule#isPresent()}.
 */
final class VectorExponential {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    /** Its n is −127, whose power of two has the bits of 0. */
    private static final float LEAST = -88;

    static final float LOG2_E = 1.44269504f;

    /** 1.5·2²³: adding it rounds to an integer, which the last bits of the sum hold. */
    static final float ROUNDING = 12582912;

    static final float LN_2_HIGH = 0.693359375f;
    static final float LN_2_LOW = -2.12194440e-4f;
    static final int EXPONENT = 23;
    static final int BIAS = 127;

    private static final ThreadLocal<float[]> LAST = ThreadLocal.withInitial(() -> new float[LANES]);

    private VectorExponential() {}

    /**
     * {@code x[i] ← e^x[i] − less} for {@code from <= i < to}, where x[i] is at most 0. NaN stays NaN; an element's
     * bits do not depend on where the range ends.
     *
     * @param less 0 or 1
     */
    static void raise(float[] x, int from, int to, float less) {
        int whole = from + SPECIES.loopBound(to - from);
        raiseVectors(x, from, whole, less);
        if (whole < to) {
            float[] last = LAST.get();
            System.arraycopy(x, whole, last, 0, to - whole);
            raiseVectors(last, 0, LANES, less);
            System.arraycopy(last, 0, x, whole, to - whole);
        }
    }

    private static void raiseVectors(float[] x, int from, int to, float less) {
        for (int i = from; i < to; i += LANES) {
            FloatVector y = FloatVector.fromArray(SPECIES, x, i).max(LEAST);
            FloatVector rounded = y.mul(LOG2_E).add(ROUNDING);
            FloatVector n = rounded.sub(ROUNDING);
            FloatVector r = n.fma(broadcast(SPECIES, -LN_2_LOW), n.fma(broadcast(SPECIES, -LN_2_HIGH), y));
            FloatVector lessOne = broadcast(SPECIES, 1.9875691500e-4f)
                    .fma(r, broadcast(SPECIES, 1.3981999507e-3f))
                    .fma(r, broadcast(SPECIES, 8.3334519073e-3f))
                    .fma(r, broadcast(SPECIES, 4.1665795894e-2f))
                    .fma(r, broadcast(SPECIES, 1.6666665459e-1f))
                    .fma(r, broadcast(SPECIES, 5.0000001201e-1f))
                    .fma(r.mul(r), r);
            FloatVector power = rounded.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, EXPONENT)
                    .add(BIAS << EXPONENT)
                    .reinterpretAsFloats();
            lessOne.fma(power, power.sub(less)).intoArray(x, i);
        }
    }
}
