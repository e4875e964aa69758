package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static io.minibatch.backend.contract.Samples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Matrix;
import io.minibatch.backend.contract.RandomViews.View;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit of the length of incoming weights. */
interface LimitNormsContract extends TestedBackend {
    @ParameterizedTest
    @ValueSource(ints = {33, 256, 257, 700})
    default void limitNorms_shortensOnlyColumnsThatAreTooLong(int columns) {
        int rows = 97;
        float[] w = random(1, rows * columns);
        for (int row = 0; row < rows; row++) {
            w[row * columns + 4] = 0;
            w[row * columns + 5] *= 0.1f;
        }
        Matrix target = matrix(rows, columns, w);
        backend().limitNorms(3, target);
        double[] norms = new double[columns];
        for (int i = 0; i < w.length; i++) {
            norms[i % columns] += (double) w[i] * w[i];
        }
        double[] expected = new double[w.length];
        Arrays.setAll(expected, i -> w[i] * Math.min(1, 3 / Math.sqrt(Math.max(1e-30, norms[i % columns]))));
        Tolerance.ELEMENTWISE.check(expected, values(target));
        assertEquals(w[5], values(target)[5]);
    }

    @Test
    default void limitNorms_ofRandomViews_leavesNoColumnLonger_andTouchesOnlyThem() {
        RandomViews.check(this, 30, views -> {
            View weights = views.apart(views.size(), views.size());
            float limit = Math.abs(views.factor()) + 0.1f;
            backend().limitNorms(limit, weights.matrix());
            double[] before = norms(weights.values(), weights.columns());
            double[] expected = new double[weights.values().length];
            Arrays.setAll(expected, i -> weights.values()[i] * Math.min(1, limit / before[i % weights.columns()]));
            float[] actual = views.values(weights);
            Tolerance.ELEMENTWISE.check(expected, actual);
            for (double norm : norms(actual, weights.columns())) {
                assertTrue(norm <= limit * (1 + 1e-6), () -> "a column of length " + norm + " of at most " + limit);
            }
            views.checkOnlyChanged(weights);
        });
    }

    private static double[] norms(float[] weights, int columns) {
        double[] squares = new double[columns];
        for (int i = 0; i < weights.length; i++) {
            squares[i % columns] += (double) weights[i] * weights[i];
        }
        return Arrays.stream(squares).map(Math::sqrt).toArray();
    }
}
