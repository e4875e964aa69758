package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.classes;
import static io.minibatch.backend.contract.Samples.label;
import static io.minibatch.backend.contract.Samples.largest;
import static io.minibatch.backend.contract.Samples.random;
import static io.minibatch.backend.contract.Samples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Batch;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Targets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Costs and correct answers of mini-batches. */
interface TallyContract extends TestedBackend {
    Objective CROSS_ENTROPY = new Objective(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, Targets.ONE_HOT);

    @ParameterizedTest
    @MethodSource("io.minibatch.backend.contract.Samples#objectives")
    default void tally_sumsCostAndCorrectAnswersOfValidRows(Objective objective) {
        int size = 7;
        int capacity = 4;
        Batch batch = backend().allocateBatch(examples(new byte[size], size, 1), capacity);
        Tally tally = backend().allocateTally(capacity);
        Matrix x = backend().allocate(capacity, 1);
        float[] logits = random(1, capacity * classes());
        Matrix z = matrix(capacity, classes(), logits);
        for (int step = 0; step < batch.batchesPerEpoch(); step++) {
            backend().gather(batch, x);
            backend().tally(objective, batch, z, tally);
        }
        double cost = 0;
        long correct = 0;
        for (int i = 0; i < size; i++) {
            double[] row = row(logits, i % capacity);
            cost += Reference.cost(objective, row, label(i));
            correct += largest(row) == label(i) ? 1 : 0;
        }
        Tally.Totals totals = backend().take(tally);
        new Tolerance(1e-6, 1e-6).check(cost, totals.cost(), "cost");
        assertEquals(correct, totals.correct());
        assertEquals(size, totals.examples());
        assertEquals(new Tally.Totals(0, 0, 0), backend().take(tally));
    }

    @Test
    default void tally_crossEntropyOfConfidentlyWrongAnswer_isFinite() {
        Batch batch = backend().allocateBatch(examples(new byte[1], 1, 1), 1);
        Tally tally = backend().allocateTally(1);
        float[] logits = new float[classes()];
        Arrays.fill(logits, -1000);
        logits[(label(0) + 1) % classes()] = 1000;
        backend().gather(batch, backend().allocate(1, 1));
        backend().tally(CROSS_ENTROPY, batch, matrix(1, classes(), logits), tally);
        Tally.Totals totals = backend().take(tally);
        assertEquals(2000, totals.cost(), 1e-3);
        assertEquals(0, totals.correct());
    }

    @Test
    default void tally_logLikelihoodOfConfidentlyWrongAnswer_isFinite() {
        Batch batch = backend().allocateBatch(examples(new byte[1], 1, 1), 1);
        Tally tally = backend().allocateTally(1);
        float[] logits = new float[classes()];
        logits[(label(0) + 1) % classes()] = 1000;
        backend().gather(batch, backend().allocate(1, 1));
        Objective objective = new Objective(Loss.LOG_LIKELIHOOD, Elementwise.IDENTITY, Targets.ONE_HOT);
        backend().tally(objective, batch, matrix(1, classes(), logits), tally);
        assertEquals(1000, backend().take(tally).cost(), 1e-3);
    }

    @Test
    default void tally_equalLogits_countTheFirstAsTheAnswer() {
        int size = 2; // labels 1 and 0
        Batch batch = backend().allocateBatch(examples(new byte[size], size, 1), size);
        Tally tally = backend().allocateTally(size);
        backend().gather(batch, backend().allocate(size, 1));
        backend().tally(CROSS_ENTROPY, batch, backend().allocate(size, classes()), tally);
        assertEquals(1, backend().take(tally).correct());
    }

    @Test
    default void tally_notANumber_isNeverCorrect() {
        Batch batch = backend().allocateBatch(examples(new byte[1], 1, 1), 1);
        Tally tally = backend().allocateTally(1);
        float[] logits = new float[classes()];
        Arrays.fill(logits, Float.NaN);
        backend().gather(batch, backend().allocate(1, 1));
        backend().tally(CROSS_ENTROPY, batch, matrix(1, classes(), logits), tally);
        Tally.Totals totals = backend().take(tally);
        assertEquals(0, totals.correct());
        assertTrue(Double.isNaN(totals.cost()));
    }
}
