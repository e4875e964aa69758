package io.minibatch.backend.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@code 1/(1 + e⁻ᶻ)} in Java's Vector API, within three units in the last place: {@code eʸ = 2ⁿ·eʳ}, where n is the integer next to y/ln 2
 * and r what is left of y, at most ln 2/2, whose power is a polynomial (Cephes, {@code expf}).
 *
 * <p>To be touched only where {@link VectorModule#isPresent()}.
 */
final class VectorSigmoid {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Beyond, eʸ vanishes beside 1. */
    private static final float LEAST = -87;

    /** Its n is 128, as which a float says that it is infinite; beyond it bits would be lost. */
    private static final float MOST = 89;

    private static final float LOG2_E = 1.44269504f;

    /** 1.5·2²³: what is added to it is rounded to an integer, which its last bits are. */
    private static final float ROUNDING = 12582912;

    private static final float LN_2_HIGH = 0.693359375f;
    private static final float LN_2_LOW = -2.12194440e-4f;
    private static final int EXPONENT = 23;
    private static final int BIAS = 127;

    private static final ThreadLocal<float[]> LAST = ThreadLocal.withInitial(() -> new float[LANES]);

    private VectorSigmoid() {}

    /** {@code data[i] ← 1/(1 + e^−data[i])} for {@code from <= i < to}; an element's bits do not depend on where the range ends. */
    static void apply(float[] data, int from, int to) {
        int whole = from + SPECIES.loopBound(to - from);
        for (int i = from; i < whole; i += LANES) {
            sigmoid(FloatVector.fromArray(SPECIES, data, i)).intoArray(data, i);
        }
        if (whole < to) {
            float[] last = LAST.get();
            System.arraycopy(data, whole, last, 0, to - whole);
            sigmoid(FloatVector.fromArray(SPECIES, last, 0)).intoArray(last, 0);
            System.arraycopy(last, 0, data, whole, to - whole);
        }
    }

    private static FloatVector sigmoid(FloatVector z) {
        FloatVector y = z.neg().max(LEAST).min(MOST);
        FloatVector rounded = y.mul(LOG2_E).add(ROUNDING);
        FloatVector n = rounded.sub(ROUNDING);
        FloatVector r = n.fma(constant(-LN_2_LOW), n.fma(constant(-LN_2_HIGH), y));
        FloatVector p = constant(1.9875691500e-4f)
                .fma(r, constant(1.3981999507e-3f))
                .fma(r, constant(8.3334519073e-3f))
                .fma(r, constant(4.1665795894e-2f))
                .fma(r, constant(1.6666665459e-1f))
                .fma(r, constant(5.0000001201e-1f))
                .fma(r.mul(r), r)
                .add(1);
        FloatVector power = rounded.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, EXPONENT)
                .add(BIAS << EXPONENT)
                .reinterpretAsFloats();
        return constant(1).div(p.fma(power, constant(1)));
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
