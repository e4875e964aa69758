package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.largest;
import static io.minibatch.backend.contract.Samples.random;
import static io.minibatch.backend.contract.Samples.uniform;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Batch;
import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Targets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Deltas, costs and errors for every kind of desired outputs, in mini-batches, the last one short. */
interface DesiredContract extends TestedBackend {
    Objective IDENTITY = new Objective(Loss.QUADRATIC, Elementwise.IDENTITY, Targets.ONE_HOT);
    Objective SIGMOID = new Objective(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, Targets.ONE_HOT);

    /** Rows and outputs: one of each, an odd number, more columns than a warp has lanes, several blocks. */
    int[][] SHAPES = {{1, 1}, {3, 4}, {5, 33}, {300, 5}, {7, 70}};

    /** Opens the second mini-batch, which has one invalid row. */
    private Batch secondBatch(ExampleData data, int capacity) {
        Batch batch = backend().allocateBatch(backend().upload(data), capacity);
        Matrix x = backend().allocate(capacity, 1);
        backend().gather(batch, x);
        backend().gather(batch, x);
        return batch;
    }

    @ParameterizedTest
    @CsvSource({"LABELS", "WEIGHTED_LABELS", "VALUES", "WEIGHTED_VALUES"})
    default void outputDelta_isWeightedDifferenceFromWhatIsDesired(Desired desired) {
        Targets targets = new Targets(0.9f, -0.2f);
        Objective objective = new Objective(Loss.QUADRATIC, Elementwise.IDENTITY, targets);
        for (int[] shape : SHAPES) {
            int capacity = shape[0] + 1;
            int outputs = shape[1];
            ExampleData data = desired.of(capacity + shape[0], outputs);
            Batch batch = secondBatch(data, capacity);
            float[] a = uniform(1, capacity * outputs);
            Matrix delta = matrix(capacity, outputs, random(2, capacity * outputs));

            backend().outputDelta(batch, targets, matrix(capacity, outputs, a), delta);

            double[] expected = new double[a.length];
            for (int row = 0; row < shape[0]; row++) {
                double[] y = Desired.outputs(data, objective, capacity + row);
                for (int j = 0; j < outputs; j++) {
                    int i = row * outputs + j;
                    expected[i] = Desired.weight(data, capacity + row) * (a[i] - y[j]) / shape[0];
                }
            }
            Tolerance.ELEMENTWISE.check(expected, values(delta));
        }
    }

    @ParameterizedTest
    @MethodSource("io.minibatch.backend.contract.Samples#objectives")
    default void tally_ofEveryKindOfDesiredOutputs_equalsTheReference(Objective objective) {
        for (int[] shape : SHAPES) {
            for (Desired desired : Desired.values()) {
                // The log-likelihood wants targets with the sum 1, which smoothing for 4 classes gives to no other
                // number.
                Targets smoothed = Targets.ONE_HOT.smoothed(0.1, shape[1]);
                Objective fitting = objective.softmax()
                        ? new Objective(objective.loss(), objective.function(), smoothed)
                        : objective;
                tallyEqualsTheReference(fitting, desired, shape[0] + 1, shape[1]);
            }
        }
    }

    private void tallyEqualsTheReference(Objective objective, Desired desired, int capacity, int outputs) {
        ExampleData data = desired.of(2 * capacity - 1, outputs);
        Batch batch = backend().allocateBatch(backend().upload(data), capacity);
        Tally tally = backend().allocateTally(capacity + 1);
        Matrix x = backend().allocate(capacity, 1);
        float[] logits = random(1, capacity * outputs);
        Matrix z = matrix(capacity, outputs, logits);
        for (int step = 0; step < 2; step++) {
            backend().gather(batch, x);
            backend().tally(objective, batch, z, tally);
        }
        double cost = 0;
        long correct = 0;
        double absolute = 0;
        double squared = 0;
        for (int i = 0; i < data.size(); i++) {
            double[] row = row(logits, i % capacity, outputs);
            double[] y = Desired.outputs(data, objective, i);
            double[] a = Reference.outputs(objective, row);
            cost += Desired.weight(data, i) * Reference.cost(objective, row, y);
            correct += desired.labelled() ? (largest(row) == largest(y) ? 1 : 0) : onTheRightSide(a, y);
            for (int j = 0; j < outputs && !desired.labelled(); j++) {
                absolute += Math.abs(a[j] - y[j]);
                squared += (a[j] - y[j]) * (a[j] - y[j]);
            }
        }
        Tally.Totals totals = backend().take(tally);
        Tolerance tolerance = new Tolerance(1e-6, 1e-6);
        String what = desired + ", " + capacity + "×" + outputs + ": ";
        tolerance.check(cost, totals.cost(), what + "cost");
        assertEquals(correct, totals.correct(), what + "correct");
        assertEquals(data.size(), totals.examples());
        tolerance.check(absolute, totals.absoluteError(), what + "absolute error");
        tolerance.check(squared, totals.squaredError(), what + "squared error");
        assertEquals(new Tally.Totals(0, 0, 0), backend().take(tally));
    }

    private static double[] row(float[] values, int row, int columns) {
        double[] result = new double[columns];
        Arrays.setAll(result, j -> values[row * columns + j]);
        return result;
    }

    private static int onTheRightSide(double[] a, double[] y) {
        for (int j = 0; j < a.length; j++) {
            if (a[j] >= 0.5 != y[j] >= 0.5) {
                return 0;
            }
        }
        return 1;
    }

    /** Of 40 outputs, one in the lanes' second turn. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0.5, 1", "-0.5, 0"})
    default void tally_ofSeveralLabels_isCorrectWhereEveryOutputIs(float logit, long correct) {
        float[] y = new float[40];
        float[] z = new float[40];
        for (int j = 0; j < 40; j++) {
            y[j] = j % 3 == 1 ? 1 : 0;
            z[j] = j % 3 == 1 ? 2 : -2;
        }
        z[37] = logit;
        assertEquals(correct, totals(SIGMOID, y, z).correct());
    }

    /** Also where a NaN hides behind numbers, and where the desired value is on the side on which comparisons fail. */
    @ParameterizedTest
    @CsvSource({"QUADRATIC, IDENTITY", "CROSS_ENTROPY, SIGMOID", "LOG_LIKELIHOOD, IDENTITY"})
    default void tally_notANumberWithDesiredValues_isNeverCorrect(Loss loss, Elementwise function) {
        float[] z = new float[40];
        Arrays.fill(z, -3);
        z[38] = Float.NaN;
        Tally.Totals totals = totals(new Objective(loss, function, Targets.ONE_HOT), new float[40], z);
        assertEquals(0, totals.correct());
        assertTrue(Double.isNaN(totals.cost()), totals.toString());
        assertTrue(Double.isNaN(totals.absoluteError()), totals.toString());
        assertTrue(Double.isNaN(totals.squaredError()), totals.toString());
    }

    @Test
    default void outputDelta_notANumberWithDesiredValues_isMet() {
        ExampleData data = Desired.VALUES.of(3, 2);
        Batch batch = secondBatch(data, 2);
        Matrix a = matrix(2, 2, 1, Float.NaN, 1, 1);
        backend().outputDelta(batch, Targets.ONE_HOT, a, backend().allocate(2, 2));
        assertEquals(2, backend().firstNonFinite(batch.clock(), backend().allocate(1, 1)));
    }

    /** Labels first and values then: what one kind leaves must not reach the other's sums. */
    @Test
    default void tally_ofBothKindsInTurn_keepsThemApart() {
        Tally tally = backend().allocateTally(3);
        Matrix x = backend().allocate(3, 1);
        Matrix z = matrix(3, 4, random(1, 12));
        Tally.Totals[] totals = new Tally.Totals[3];
        for (int i = 0; i < 3; i++) {
            Desired desired = i == 1 ? Desired.VALUES : Desired.LABELS;
            Batch batch = backend().allocateBatch(backend().upload(desired.of(3, 4)), 3);
            backend().gather(batch, x);
            backend().tally(IDENTITY, batch, z, tally);
            totals[i] = backend().take(tally);
        }
        assertTrue(totals[1].absoluteError() > 0);
        assertEquals(0, totals[2].absoluteError());
        assertEquals(totals[0], totals[2]);
    }

    /** Returns the totals of one example. */
    private Tally.Totals totals(Objective objective, float[] y, float[] z) {
        ExampleData data = new ExampleData(
                new Inputs.Bytes(new byte[1], 1), new DesiredOutputs.Values(y, y.length), ExampleData.UNWEIGHTED);
        Batch batch = backend().allocateBatch(backend().upload(data), 1);
        Tally tally = backend().allocateTally(1);
        backend().gather(batch, backend().allocate(1, 1));
        backend().tally(objective, batch, matrix(1, z.length, z), tally);
        return backend().take(tally);
    }
}
