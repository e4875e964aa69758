package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Elementwise;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorFunctionsTest {
    /** Between the bits of floats that are tried; odd, so that it meets all last digits. */
    private static final int STEP = 9973;

    /** √(8/π), twice the factor of u in {@link Elementwise#GELU}. */
    private static final double ROOT = Math.sqrt(8 / Math.PI);

    private static final double CUBE = 0.044715;

    /** Returns floats of all magnitudes between the given ones, both signs. */
    static float[] floats(float least, float most) {
        float[] all = new float[(int) ((1L << 32) / STEP) + 1];
        int count = 0;
        for (long bits = 0; bits < 1L << 32; bits += STEP) {
            float value = Float.intBitsToFloat((int) bits);
            if (value >= least && value <= most) {
                all[count++] = value;
            }
        }
        return Arrays.copyOf(all, count);
    }

    private static float[] applied(Elementwise function, float... z) {
        float[] a = z.clone();
        VectorFunctions.apply(function, a, 0, a.length);
        return a;
    }

    private static float[] derivatives(Elementwise function, float... values) {
        float[] result = new float[values.length];
        for (int start = 0; start < values.length; start += VectorFunctions.TILE) {
            int n = Math.min(VectorFunctions.TILE, values.length - start);
            float[] tile = new float[VectorFunctions.TILE];
            float[] ones = new float[VectorFunctions.TILE];
            System.arraycopy(values, start, tile, 0, n);
            Arrays.fill(ones, 1);
            VectorFunctions.multiplyByDerivative(function, tile, ones, n);
            System.arraycopy(ones, 0, result, start, n);
        }
        return result;
    }

    /** {@code z/(1 + e^−2u)}, which does not cancel below 0 as {@code 1 + tanh u} does. */
    private static double gelu(double z) {
        return z / (1 + Math.exp(-ROOT * (z + CUBE * z * z * z)));
    }

    private static double geluDerivative(double z) {
        double twiceU = ROOT * (z + CUBE * z * z * z);
        double above = 1 / (1 + Math.exp(-twiceU));
        double below = 1 / (1 + Math.exp(twiceU));
        return above + z * above * below * ROOT * (1 + 3 * CUBE * z * z);
    }

    @Test
    void tanh_everywhere_isWithinThreeUnitsInTheLastPlace() {
        float[] z = floats(-3e38f, 3e38f);
        UnitsInTheLastPlace.check(3, z, Math::tanh, applied(Elementwise.TANH, z));
    }

    @Test
    void softplus_whereAFloatHasAllDigits_isWithinThreeUnitsInTheLastPlace() {
        float[] z = floats(-87.3f, 3e38f);
        UnitsInTheLastPlace.check(3, z, Elementwise.SOFTPLUS::value, applied(Elementwise.SOFTPLUS, z));
    }

    @Test
    void elu_everywhere_isWithinOneUnitInTheLastPlace() {
        float[] z = floats(-3e38f, 3e38f);
        UnitsInTheLastPlace.check(1, z, Elementwise.ELU::value, applied(Elementwise.ELU, z));
    }

    @Test
    void gelu_aboveMinusOne_isWithinThreeUnitsInTheLastPlace() {
        float[] z = floats(-1, 3e38f);
        UnitsInTheLastPlace.check(3, z, VectorFunctionsTest::gelu, applied(Elementwise.GELU, z));
    }

    /** The exponent is up to 90, and half a unit in the last place of it 90 half units of its power. */
    @Test
    void gelu_belowMinusOne_isWithinTheStatedError() {
        float[] z = floats(-3e38f, -1);
        float[] a = applied(Elementwise.GELU, z);
        for (int i = 0; i < z.length; i++) {
            assertEquals(gelu(z[i]), a[i], 5e-8, "gelu(" + z[i] + ")");
        }
    }

    @Test
    void geluDerivative_aboveZero_isWithinThreeUnitsInTheLastPlace() {
        float[] z = floats(0, 1e10f);
        UnitsInTheLastPlace.check(3, z, VectorFunctionsTest::geluDerivative, derivatives(Elementwise.GELU, z));
    }

    /** It is 0 near −0.75. */
    @Test
    void geluDerivative_belowZero_isWithinTheStatedError() {
        float[] z = floats(-1e10f, 0);
        float[] slopes = derivatives(Elementwise.GELU, z);
        for (int i = 0; i < z.length; i++) {
            assertEquals(geluDerivative(z[i]), slopes[i], 1e-7, "gelu'(" + z[i] + ")");
        }
    }

    @Test
    void softplusDerivative_everywhere_isWithinOneUnitInTheLastPlace() {
        float[] a = floats(0, 3e38f);
        UnitsInTheLastPlace.check(1, a, value -> -Math.expm1(-value), derivatives(Elementwise.SOFTPLUS, a));
    }

    @Test
    void apply_toInfinityAndHugeValues_isTheLimit() {
        float[] far = {Float.NEGATIVE_INFINITY, -3e38f, 3e38f, Float.POSITIVE_INFINITY};
        assertArrayEquals(new float[] {0, 0, 1, 1}, applied(Elementwise.SIGMOID, far));
        assertArrayEquals(new float[] {-1, -1, 1, 1}, applied(Elementwise.TANH, far));
        assertArrayEquals(new float[] {0, 0, 3e38f, far[3]}, applied(Elementwise.SOFTPLUS, far));
        assertArrayEquals(new float[] {-1, -1, 3e38f, far[3]}, applied(Elementwise.ELU, far));
        assertArrayEquals(new float[] {-0f, -0f, 3e38f, far[3]}, applied(Elementwise.GELU, far));
        assertArrayEquals(new float[] {0, 0, 1, 1}, derivatives(Elementwise.GELU, far));
    }

    @ParameterizedTest
    @EnumSource(
            value = Elementwise.class,
            names = {"IDENTITY", "TANH", "ELU", "GELU"})
    void apply_toZero_keepsItsSign(Elementwise function) {
        assertArrayEquals(new float[] {0, -0f}, applied(function, 0, -0f));
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void apply_toNan_isNan_besideNumbers(Elementwise function) {
        float[] a = applied(function, 1, Float.NaN, 1);
        assertTrue(Float.isNaN(a[1]));
        assertEquals(function.value(1), a[0], 1e-6);
        assertEquals(a[0], a[2]);
    }

    /** Threads end their ranges anywhere; tiles end here at 256 and 512. */
    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void apply_toAnyRange_leavesTheOthersAndGivesTheSameBits(Elementwise function) {
        int length = 2 * VectorFunctions.TILE + 50;
        float[] z = new float[length];
        for (int i = 0; i < length; i++) {
            z[i] = (i * 7 % 100 - 50) * 0.11f;
        }
        float[] whole = applied(function, z);
        for (int from = 0; from < 40; from++) {
            for (int to : new int[] {from, from + 1, from + 17, from + 256, from + 257, length - from}) {
                float[] part = z.clone();
                VectorFunctions.apply(function, part, from, to);
                assertArrayEquals(Arrays.copyOf(z, from), Arrays.copyOf(part, from));
                assertArrayEquals(Arrays.copyOfRange(whole, from, to), Arrays.copyOfRange(part, from, to));
                assertArrayEquals(Arrays.copyOfRange(z, to, length), Arrays.copyOfRange(part, to, length));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void multiplyByDerivative_ofPartOfATile_givesTheSameBits(Elementwise function) {
        float[] values = new float[VectorFunctions.TILE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 7 % 100 - 50) * 0.03f;
        }
        float[] whole = derivatives(function, values);
        for (int n = 1; n < 70; n++) {
            assertArrayEquals(Arrays.copyOf(whole, n), derivatives(function, Arrays.copyOf(values, n)));
        }
    }
}
