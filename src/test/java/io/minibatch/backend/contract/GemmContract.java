package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.Transpose;
import io.minibatch.backend.contract.RandomViews.View;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Matrix products, at sizes that fit no tile. */
interface GemmContract extends TestedBackend {
    /** m, k, n of the products. */
    int[][] SHAPES = {
        {1, 1, 1},
        {3, 5, 7},
        {31, 33, 1},
        {1, 1025, 31},
        {8, 1028, 4},
        {9, 2047, 6},
        {37, 12, 41},
        {10, 784, 30},
        {33, 30, 10},
        {1024, 31, 33},
        {2113, 8, 3}
    };

    default Stream<Arguments> products() {
        return Stream.of(Transpose.values())
                .flatMap(transpose -> Arrays.stream(SHAPES).map(shape -> Arguments.of(transpose, shape)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("products")
    default void gemm_matchesReference(Transpose transpose, int[] mkn) {
        float[] a = random(1, mkn[0] * mkn[1]);
        float[] b = random(2, mkn[1] * mkn[2]);
        float[] c = random(3, mkn[0] * mkn[2]);
        Matrix result = matrix(mkn[0], mkn[2], c);

        backend().gemm(transpose, -0.75f, left(transpose, mkn, a), right(transpose, mkn, b), 0.5f, result);

        double[] expected = Reference.gemm(transpose, mkn, new double[] {-0.75, 0.5}, a, b, c);
        Tolerance.checkNorm(expected, values(result), Tolerance.GEMM_FP32);
    }

    @Test
    default void gemm_betaZero_ignoresWhatTheTargetHeld() {
        Matrix target = matrix(1, 1, Float.NaN);
        backend().gemm(Transpose.NONE, 2, matrix(1, 1, 3), matrix(1, 1, 5), 0, target);
        assertArrayEquals(new float[] {30}, values(target));
    }

    @Test
    default void gemm_onViews_touchesOnlyTheView() {
        Matrix block = matrix(1, 6, 1, 1, 1, 1, 1, 1);
        backend().gemm(Transpose.NONE, 1, matrix(1, 1, 2), matrix(1, 2, 3, 4), 1, block.view(2, 1, 2));
        assertArrayEquals(new float[] {1, 1, 7, 9, 1, 1}, values(block));
    }

    @Test
    default void gemm_scalarsOnTheDevice_areReadAtEachReplay() {
        Matrix scalars = matrix(1, 2, 1, 0);
        Matrix target = matrix(1, 1, 0);
        Matrix two = matrix(1, 1, 2);
        Matrix three = matrix(1, 1, 3);
        try (Step step = backend().record(() -> backend().gemm(Transpose.NONE, scalars, two, three, target))) {
            step.run(1);
            assertArrayEquals(new float[] {6}, values(target));
            backend().upload(new float[] {-1, 0.5f}, scalars);
            step.run(1);
            assertArrayEquals(new float[] {-3}, values(target));
        }
    }

    @Test
    default void gemm_ofRandomViews_matchesReferenceAndTouchesOnlyTheTarget() {
        RandomViews.check(this, 60, views -> {
            Transpose transpose = views.oneOf(Transpose.values());
            int[] mkn = {views.size(), views.size(), views.size()};
            int[] left = transpose == Transpose.A ? new int[] {mkn[1], mkn[0]} : new int[] {mkn[0], mkn[1]};
            int[] right = transpose == Transpose.B ? new int[] {mkn[2], mkn[1]} : new int[] {mkn[1], mkn[2]};
            View a = views.apart(left[0], left[1]);
            a = views.oneIn(2) ? views.sparse(a) : a;
            View b = views.oneIn(3) ? views.overlapping(a, right[0], right[1]) : views.apart(right[0], right[1]);
            View c = views.apart(mkn[0], mkn[2]);
            float alpha = views.factor();
            float beta = views.oneIn(3) ? 0 : views.factor();

            backend().gemm(transpose, alpha, a.matrix(), b.matrix(), beta, c.matrix());

            double[] scalars = {alpha, beta};
            double[] expected = Reference.gemm(transpose, mkn, scalars, a.values(), b.values(), c.values());
            Tolerance.checkNorm(expected, views.values(c), Tolerance.GEMM_FP32);
            views.checkOnlyChanged(c);
        });
    }

    private Matrix left(Transpose transpose, int[] mkn, float[] a) {
        return transpose == Transpose.A ? matrix(mkn[1], mkn[0], a) : matrix(mkn[0], mkn[1], a);
    }

    private Matrix right(Transpose transpose, int[] mkn, float[] b) {
        return transpose == Transpose.B ? matrix(mkn[2], mkn[1], b) : matrix(mkn[1], mkn[2], b);
    }
}
