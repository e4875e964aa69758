package io.minibatch.backend.cpu;

import static io.minibatch.backend.cpu.VectorExponential.BIAS;
import static io.minibatch.backend.cpu.VectorExponential.EXPONENT;
import static io.minibatch.backend.cpu.VectorExponential.LANES;
import static io.minibatch.backend.cpu.VectorExponential.LN_2_HIGH;
import static io.minibatch.backend.cpu.VectorExponential.LN_2_LOW;
import static io.minibatch.backend.cpu.VectorExponential.LOG2_E;
import static io.minibatch.backend.cpu.VectorExponential.ROUNDING;
import static io.minibatch.backend.cpu.VectorExponential.SPECIES;
import static jdk.incubator.vector.FloatVector.broadcast;

import io.minibatch.backend.VectorModule;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code 1/(1 + e⁻ᶻ)} in Java's Vector API, within three units in the last place, 0 if z is below −88.3:
 * {@code eʸ = 2ⁿ·eʳ}, where n is the integer next to y/ln 2 and r the remainder of y, at most ln 2/2, whose power is a
 * polynomial (Cephes, {@code expf}). The exponential is that of {@link VectorExponential}, repeated here for one pass
 * over the data, without a tile.
 *
 * <p>To be touched only where {@link VectorModule#isPresent()}.
 */
final class VectorSigmoid {
    /** Beyond, eʸ vanishes beside 1. */
    private static final float LEAST = -87;

    /** Its n is 128, as which a float says that it is infinite; beyond it bits would be lost. */
    private static final float MOST = 89;

    private static final ThreadLocal<float[]> LAST = ThreadLocal.withInitial(() -> new float[LANES]);

    private VectorSigmoid() {}

    /**
     * {@code data[i] ← 1/(1 + e^−data[i])} for {@code from <= i < to}; an element's bits do not depend on where the
     * range ends.
     */
    static void apply(float[] data, int from, int to) {
        int whole = from + SPECIES.loopBound(to - from);
        applyToVectors(data, from, whole);
        if (whole < to) {
            float[] last = LAST.get();
            System.arraycopy(data, whole, last, 0, to - whole);
            applyToVectors(last, 0, LANES);
            System.arraycopy(last, 0, data, whole, to - whole);
        }
    }

    /**
     * By methods of the Vector API alone, which HotSpot always inlines: where a method of our own took or returned a
     * vector and there was no room left to inline it, every vector became an object.
     */
    private static void applyToVectors(float[] data, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            FloatVector y =
                    FloatVector.fromArray(SPECIES, data, i).neg().max(LEAST).min(MOST);
            FloatVector rounded = y.mul(LOG2_E).add(ROUNDING);
            FloatVector n = rounded.sub(ROUNDING);
            FloatVector r = n.fma(broadcast(SPECIES, -LN_2_LOW), n.fma(broadcast(SPECIES, -LN_2_HIGH), y));
            FloatVector p = broadcast(SPECIES, 1.9875691500e-4f)
                    .fma(r, broadcast(SPECIES, 1.3981999507e-3f))
                    .fma(r, broadcast(SPECIES, 8.3334519073e-3f))
                    .fma(r, broadcast(SPECIES, 4.1665795894e-2f))
                    .fma(r, broadcast(SPECIES, 1.6666665459e-1f))
                    .fma(r, broadcast(SPECIES, 5.0000001201e-1f))
                    .fma(r.mul(r), r)
                    .add(1);
            FloatVector power = rounded.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, EXPONENT)
                    .add(BIAS << EXPONENT)
                    .reinterpretAsFloats();
            broadcast(SPECIES, 1).div(p.fma(power, broadcast(SPECIES, 1))).intoArray(data, i);
        }
    }
}
