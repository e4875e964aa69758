package io.minibatch.backend.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Targets;
import io.minibatch.random.Permutation;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gathering mini-batches, and what is computed from their labels. */
abstract class MiniBatchContract extends ArithmeticContract {
    private static final Objective CROSS_ENTROPY =
            new Objective(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, Targets.ONE_HOT);

    @Test
    void gather_takesEveryExampleOnceInTheOrderOfThePermutation() {
        int size = 23;
        int features = 31;
        byte[] images = bytes(size * features);
        Batch batch = backend.allocateBatch(examples(images, size, features), 5);
        Matrix x = backend.allocate(5, features);
        Permutation order = new Permutation(7, 3, size);
        assertEquals(5, batch.batchesPerEpoch());

        backend.shuffle(batch, 7, 3);
        for (int start = 0; start < size; start += 5) {
            backend.gather(batch, x);
            double[] expected = new double[5 * features];
            for (int row = 0; row < 5 && start + row < size; row++) {
                for (int j = 0; j < features; j++) {
                    expected[row * features + j] = (images[order.at(start + row) * features + j] & 0xFF) / 255.0;
                }
            }
            Tolerance.ELEMENTWISE.check(expected, values(x));
        }
    }

    @Test
    void rewind_startsAgainInTheGivenOrder() {
        Batch batch = backend.allocateBatch(examples(new byte[] {0, 51, 102, (byte) 255}, 4, 1), 4);
        Matrix x = backend.allocate(4, 1);
        backend.shuffle(batch, 1, 0);
        backend.gather(batch, x);
        backend.rewind(batch);
        backend.gather(batch, x);
        Tolerance.ELEMENTWISE.check(new double[] {0, 0.2, 0.4, 1}, values(x));
    }

    @Test
    void outputDelta_isTheMeanOverValidRowsAndZeroBelow() {
        Batch batch = backend.allocateBatch(examples(new byte[] {1, 2, 3, 4, 5}, 5, 1), 3);
        Matrix x = backend.allocate(3, 1);
        float[] a = uniform(1, 3 * classes());
        Targets targets = new Targets(0.9f, -0.2f);
        Matrix delta = backend.allocate(3, classes());
        backend.gather(batch, x);
        backend.gather(batch, x);

        backend.outputDelta(batch, targets, matrix(3, classes(), a), delta);

        double[] expected = new double[a.length];
        for (int row = 0; row < 2; row++) {
            for (int j = 0; j < classes(); j++) {
                int i = row * classes() + j;
                expected[i] = (a[i] - Reference.target(targets, j, label(3 + row))) / 2;
            }
        }
        Tolerance.ELEMENTWISE.check(expected, values(delta));
    }

    @Test
    void firstNonFinite_namesTheMiniBatch() {
        Batch batch = backend.allocateBatch(examples(new byte[6], 6, 1), 2);
        Matrix x = backend.allocate(2, 1);
        Matrix delta = backend.allocate(2, classes());
        Matrix good = backend.allocate(2, classes());
        float[] broken = new float[2 * classes()];
        broken[classes()] = Float.NaN;
        backend.gather(batch, x);
        backend.outputDelta(batch, Targets.ONE_HOT, good, delta);
        assertEquals(0, backend.firstNonFinite(batch.clock(), good));
        backend.gather(batch, x);
        backend.outputDelta(batch, Targets.ONE_HOT, matrix(2, classes(), broken), delta);
        backend.gather(batch, x);
        backend.outputDelta(batch, Targets.ONE_HOT, matrix(2, classes(), broken), delta);
        assertEquals(2, backend.firstNonFinite(batch.clock(), good));
        backend.shuffle(batch, 1, 1);
        assertEquals(0, backend.firstNonFinite(batch.clock(), good));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void firstNonFinite_ofParameters_isTheLastMiniBatch(float value) {
        Batch batch = backend.allocateBatch(examples(new byte[6], 6, 1), 2);
        Matrix x = backend.allocate(2, 1);
        float[] parameters = random(1, 2049);
        assertEquals(0, backend.firstNonFinite(batch.clock(), matrix(1, 2049, parameters)));
        parameters[2048] = value;
        Matrix broken = matrix(1, 2049, parameters);
        assertEquals(1, backend.firstNonFinite(batch.clock(), broken));
        backend.rewind(batch);
        backend.gather(batch, x);
        backend.gather(batch, x);
        assertEquals(2, backend.firstNonFinite(batch.clock(), broken));
    }

    @Test
    void gather_pastTheEnd_hasNoValidRows() {
        Batch batch = backend.allocateBatch(examples(new byte[] {51, 51, 51}, 3, 1), 2);
        Matrix x = backend.allocate(2, 1);
        float[][] expected = {{0.2f, 0.2f}, {0.2f, 0}, {0, 0}, {0, 0}};
        for (float[] rows : expected) {
            backend.gather(batch, x);
            assertArrayEquals(rows, values(x), 1e-6f);
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void output_isActivationDeltaAndGradientOneAfterTheOther(Objective objective) {
        for (int capacity : new int[] {3, 33, 700}) {
            for (boolean step : new boolean[] {false, true}) {
                outputMatchesItsParts(objective, capacity, step);
            }
        }
    }

    /** The second mini-batch of an epoch, of which one row is not valid. */
    private void outputMatchesItsParts(Objective objective, int capacity, boolean step) {
        int size = 2 * capacity - 1;
        Batch batch = backend.allocateBatch(examples(new byte[size], size, 1), capacity);
        Matrix x = backend.allocate(capacity, 1);
        backend.gather(batch, x);
        backend.gather(batch, x);
        float[] logits = random(1, capacity * classes());
        float[] offsets = random(2, classes());
        Matrix[] z = new Matrix[2];
        Matrix[] delta = new Matrix[2];
        Matrix[] bias = new Matrix[2];
        Matrix[] sums = new Matrix[2];
        for (int i = 0; i < 2; i++) {
            z[i] = matrix(capacity, classes(), logits);
            delta[i] = backend.allocate(capacity, classes());
            bias[i] = matrix(1, classes(), offsets);
            sums[i] = backend.allocate(1, classes());
        }
        Matrix rate = matrix(1, 1, -0.5f);

        backend.output(objective, batch, bias[0], z[0], delta[0], gradient(step, sums[0], rate, bias[0]));

        if (objective.softmax()) {
            backend.softmax(bias[1], z[1]);
        } else {
            backend.activate(objective.function(), bias[1], z[1]);
        }
        backend.outputDelta(batch, objective.targets(), z[1], delta[1]);
        BiasGradient parts = gradient(step, sums[1], rate, bias[1]);
        backend.activationGradient(objective.outputGradient(), z[1], delta[1], parts, null);
        Tolerance.ELEMENTWISE.check(doubles(z[1]), values(z[0]));
        Tolerance.ELEMENTWISE.check(doubles(delta[1]), values(delta[0]));
        Tolerance.sum(capacity).check(doubles(sums[1]), values(sums[0]));
        Tolerance.sum(capacity).check(doubles(bias[1]), values(bias[0]));
        assertEquals(step, !Arrays.equals(offsets, values(bias[0])));
    }

    private static BiasGradient gradient(boolean step, Matrix sums, Matrix rate, Matrix bias) {
        return step ? new BiasGradient(sums, rate, bias) : BiasGradient.of(sums);
    }

    private double[] doubles(Matrix matrix) {
        float[] values = values(matrix);
        double[] result = new double[values.length];
        Arrays.setAll(result, i -> values[i]);
        return result;
    }

    @Test
    void output_notANumber_isMet() {
        Batch batch = backend.allocateBatch(examples(new byte[4], 4, 1), 2);
        Matrix x = backend.allocate(2, 1);
        Matrix bias = backend.allocate(1, classes());
        float[] broken = new float[2 * classes()];
        broken[classes()] = Float.NaN;
        backend.gather(batch, x);
        backend.gather(batch, x);
        backend.output(
                CROSS_ENTROPY,
                batch,
                bias,
                matrix(2, classes(), broken),
                backend.allocate(2, classes()),
                BiasGradient.of(backend.allocate(1, classes())));
        assertEquals(2, backend.firstNonFinite(batch.clock(), bias));
    }

    static Stream<Objective> objectives() {
        Targets soft = Targets.ONE_HOT.smoothed(0.1, classes());
        Stream<Objective> quadratic = Stream.of(Elementwise.values())
                .filter(function -> !function.derivativeNeedsInput())
                .map(function -> new Objective(Loss.QUADRATIC, function, new Targets(1, -1)));
        return Stream.concat(
                quadratic,
                Stream.of(
                        new Objective(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, Targets.ONE_HOT),
                        new Objective(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, soft),
                        new Objective(Loss.LOG_LIKELIHOOD, Elementwise.IDENTITY, Targets.ONE_HOT),
                        new Objective(Loss.LOG_LIKELIHOOD, Elementwise.IDENTITY, soft)));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void tally_sumsCostAndCorrectAnswersOfValidRows(Objective objective) {
        int size = 7;
        int capacity = 4;
        Batch batch = backend.allocateBatch(examples(new byte[size], size, 1), capacity);
        Tally tally = backend.allocateTally(capacity);
        Matrix x = backend.allocate(capacity, 1);
        float[] logits = random(1, capacity * classes());
        Matrix z = matrix(capacity, classes(), logits);
        for (int step = 0; step < batch.batchesPerEpoch(); step++) {
            backend.gather(batch, x);
            backend.tally(objective, batch, z, tally);
        }
        double cost = 0;
        long correct = 0;
        for (int i = 0; i < size; i++) {
            double[] row = row(logits, i % capacity);
            cost += Reference.cost(objective, row, label(i));
            correct += largest(row) == label(i) ? 1 : 0;
        }
        Tally.Totals totals = backend.take(tally);
        new Tolerance(1e-6, 1e-6).check(cost, totals.cost(), "cost");
        assertEquals(correct, totals.correct());
        assertEquals(size, totals.examples());
        assertEquals(new Tally.Totals(0, 0, 0), backend.take(tally));
    }

    @Test
    void tally_crossEntropyOfConfidentlyWrongAnswer_isFinite() {
        Batch batch = backend.allocateBatch(examples(new byte[1], 1, 1), 1);
        Tally tally = backend.allocateTally(1);
        float[] logits = new float[classes()];
        Arrays.fill(logits, -1000);
        logits[(label(0) + 1) % classes()] = 1000;
        backend.gather(batch, backend.allocate(1, 1));
        backend.tally(CROSS_ENTROPY, batch, matrix(1, classes(), logits), tally);
        Tally.Totals totals = backend.take(tally);
        assertEquals(2000, totals.cost(), 1e-3);
        assertEquals(0, totals.correct());
    }

    @Test
    void tally_logLikelihoodOfConfidentlyWrongAnswer_isFinite() {
        Batch batch = backend.allocateBatch(examples(new byte[1], 1, 1), 1);
        Tally tally = backend.allocateTally(1);
        float[] logits = new float[classes()];
        logits[(label(0) + 1) % classes()] = 1000;
        backend.gather(batch, backend.allocate(1, 1));
        Objective objective = new Objective(Loss.LOG_LIKELIHOOD, Elementwise.IDENTITY, Targets.ONE_HOT);
        backend.tally(objective, batch, matrix(1, classes(), logits), tally);
        assertEquals(1000, backend.take(tally).cost(), 1e-3);
    }

    @Test
    void tally_equalLogits_countTheFirstAsTheAnswer() {
        int size = 2; // labels 1 and 0
        Batch batch = backend.allocateBatch(examples(new byte[size], size, 1), size);
        Tally tally = backend.allocateTally(size);
        backend.gather(batch, backend.allocate(size, 1));
        backend.tally(CROSS_ENTROPY, batch, backend.allocate(size, classes()), tally);
        assertEquals(1, backend.take(tally).correct());
    }

    @Test
    void tally_notANumber_isNeverCorrect() {
        Batch batch = backend.allocateBatch(examples(new byte[1], 1, 1), 1);
        Tally tally = backend.allocateTally(1);
        float[] logits = new float[classes()];
        Arrays.fill(logits, Float.NaN);
        backend.gather(batch, backend.allocate(1, 1));
        backend.tally(CROSS_ENTROPY, batch, matrix(1, classes(), logits), tally);
        Tally.Totals totals = backend.take(tally);
        assertEquals(0, totals.correct());
        assertTrue(Double.isNaN(totals.cost()));
    }
}
