package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.classes;
import static io.minibatch.backend.contract.Samples.label;
import static io.minibatch.backend.contract.Samples.row;
import static io.minibatch.backend.contract.Samples.uniform;

import io.minibatch.backend.Batch;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Targets;
import org.junit.jupiter.api.Test;

/** The derivative of the mean cost by the output layer. */
interface OutputDeltaContract extends TestedBackend {
    @Test
    default void outputDelta_isTheMeanOverValidRowsAndZeroBelow() {
        Batch batch = backend().allocateBatch(examples(new byte[] {1, 2, 3, 4, 5}, 5, 1), 3);
        Matrix x = backend().allocate(3, 1);
        float[] a = uniform(1, 3 * classes());
        Targets targets = new Targets(0.9f, -0.2f);
        Matrix delta = backend().allocate(3, classes());
        backend().gather(batch, x);
        backend().gather(batch, x);

        backend().outputDelta(batch, targets, matrix(3, classes(), a), delta);

        double[] expected = new double[a.length];
        for (int row = 0; row < 2; row++) {
            for (int j = 0; j < classes(); j++) {
                int i = row * classes() + j;
                expected[i] = (a[i] - Reference.target(targets, j, label(3 + row))) / 2;
            }
        }
        Tolerance.ELEMENTWISE.check(expected, values(delta));
    }
}
