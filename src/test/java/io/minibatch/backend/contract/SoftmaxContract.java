package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static io.minibatch.backend.contract.Samples.row;

import io.minibatch.backend.Matrix;
import io.minibatch.backend.contract.RandomViews.View;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The softmax of each row. */
interface SoftmaxContract extends TestedBackend {
    @Test
    default void softmax_matchesReference() {
        for (int columns : new int[] {1, 10, 31, 33, 100, 255, 256, 257, 700}) {
            int rows = 33;
            float[] z = random(1, rows * columns);
            float[] bias = random(2, columns);
            Matrix target = matrix(rows, columns, z);
            backend().softmax(matrix(1, columns, bias), target);
            double[] expected = new double[z.length];
            for (int row = 0; row < rows; row++) {
                int start = row * columns;
                double[] logits = new double[columns];
                Arrays.setAll(logits, j -> z[start + j] + (double) bias[j]);
                System.arraycopy(Reference.softmax(logits), 0, expected, start, columns);
            }
            Tolerance.ELEMENTWISE.check(expected, values(target));
        }
    }

    @Test
    default void softmax_hugeLogits_neitherOverflowsNorDividesByZero() {
        Matrix z = matrix(2, 3, 3e38f, 0, -3e38f, -1000, -1000, -1001);
        backend().softmax(matrix(1, 3, 0, 0, 0), z);
        double less = Math.exp(-1) / (2 + Math.exp(-1));
        double[] expected = {1, 0, 0, (1 - less) / 2, (1 - less) / 2, less};
        Tolerance.ELEMENTWISE.check(expected, values(z));
    }

    @Test
    default void softmax_ofRandomViews_sumsToOneInEachRow_andTouchesOnlyThem() {
        RandomViews.check(this, 30, views -> {
            int columns = views.size();
            View bias = views.apart(1, columns);
            View z = views.apart(views.size(), columns);
            backend().softmax(bias.matrix(), z.matrix());
            float[] actual = views.values(z);
            for (int row = 0; row < z.rows(); row++) {
                int start = row * columns;
                double[] logits = new double[columns];
                Arrays.setAll(logits, j -> z.values()[start + j] + (double) bias.values()[j]);
                float[] shares = Arrays.copyOfRange(actual, start, start + columns);
                Tolerance.ELEMENTWISE.check(Reference.softmax(logits), shares);
            }
            views.checkOnlyChanged(z);
        });
    }
}
