package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.contract.RandomViews.View;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit of a gradient's norm. */
interface ClipNormContract extends TestedBackend {
    /** One block of a sum, the edges of blocks, and more than a thousand blocks. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4095, 4096, 4097, 100_003, 4_300_000})
    default void clipNorm_ofALongGradient_shortensItToTheLimit(int size) {
        float[] x = random(1, size);
        float limit = (float) (norm(x) / 3);
        Matrix clipped = matrix(1, x.length, x);
        backend().clipNorm(limit, clipped);
        float[] actual = values(clipped);
        Tolerance.ELEMENTWISE.check(clipped(x, limit), actual);
        assertTrue(norm(actual) <= limit * (1 + 1e-6), () -> norm(actual) + " of at most " + limit);
    }

    @Test
    default void clipNorm_ofAShortGradient_changesNothing() {
        float[] x = random(1, 5000);
        Matrix kept = matrix(1, x.length, x);
        backend().clipNorm((float) (norm(x) * 1.0001), kept);
        assertArrayEquals(x, values(kept));
        Matrix zeros = backend().allocate(1, 5000);
        backend().clipNorm(1, zeros);
        assertArrayEquals(new float[5000], values(zeros));
    }

    /** Squares of float32 overflow and vanish in float32, not in the sum. */
    @ParameterizedTest
    @ValueSource(floats = {1e-30f, 1e30f})
    default void clipNorm_ofTinyAndHugeElements_isExact(float magnitude) {
        float[] x = {3 * magnitude, 0, -4 * magnitude};
        Matrix clipped = matrix(1, x.length, x);
        backend().clipNorm(magnitude, clipped);
        new Tolerance(0, 1e-6).check(clipped(x, magnitude), values(clipped));
    }

    @Test
    default void clipNorm_ofRandomViews_touchesOnlyThem() {
        RandomViews.check(this, 30, views -> {
            View x = views.apart(views.size(), views.size());
            float limit = Math.abs(views.factor()) * views.size() / 4;
            backend().clipNorm(limit, x.matrix());
            Tolerance.ELEMENTWISE.check(clipped(x.values(), limit), views.values(x));
            views.checkOnlyChanged(x);
        });
    }

    @Test
    default void clipNorm_recorded_takesTheNormOfEachReplay() {
        Matrix x = matrix(1, 2, 3, 4);
        Matrix two = matrix(1, 1, 2);
        try (Step step = backend().record(() -> {
            backend().scale(two, x);
            backend().clipNorm(15, x);
        })) {
            step.run(1);
            assertArrayEquals(new float[] {6, 8}, values(x));
            step.run(1);
            assertArrayEquals(new float[] {9, 12}, values(x));
            step.run(2);
            assertArrayEquals(new float[] {9, 12}, values(x));
        }
    }

    /** Not on the checked backend, which refuses what is not finite. */
    @Test
    default void clipNorm_ofAGradientThatIsNotFinite_leavesNoFiniteUpdate() {
        try (Backend plain = anotherBackend()) {
            float nan = Float.NaN;
            assertArrayEquals(new float[] {nan, nan, nan}, clip(plain, 1, nan, 2));
            assertArrayEquals(new float[] {0, nan, 0}, clip(plain, 1, Float.NEGATIVE_INFINITY, 2));
        }
    }

    private static float[] clip(Backend backend, float... x) {
        Matrix matrix = backend.allocate(1, x.length);
        backend.upload(x, matrix);
        backend.clipNorm(1, matrix);
        backend.download(matrix, x);
        return x;
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1, Float.NaN})
    default void clipNorm_toNoPositiveLimit_isRefused(float limit) {
        assertThrows(IllegalArgumentException.class, () -> backend().clipNorm(limit, matrix(1, 2, 1, 2)));
    }

    private static double[] clipped(float[] x, double limit) {
        double factor = Math.min(1, limit / norm(x));
        double[] expected = new double[x.length];
        Arrays.setAll(expected, i -> x[i] * factor);
        return expected;
    }

    private static double norm(float[] x) {
        double squares = 0;
        for (float value : x) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }
}
