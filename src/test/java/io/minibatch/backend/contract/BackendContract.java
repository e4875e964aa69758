package io.minibatch.backend.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Transpose;
import io.minibatch.random.Permutation;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation against {@link Reference}, at sizes that fit no tile, and the promises of record and replay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendContract {
    /** m, k, n of the products. */
    private static final int[][] SHAPES = {
        {1, 1, 1}, {3, 5, 7}, {31, 33, 1}, {1, 1025, 31}, {10, 784, 30}, {33, 30, 10}, {1024, 31, 33}
    };

    private Backend backend;

    /** Opens the backend under test. */
    protected abstract Backend open();

    @BeforeEach
    final void openChecked() {
        backend = new CheckedBackend(open());
    }

    @AfterEach
    final void close() {
        backend.close();
    }

    static Stream<Arguments> products() {
        return Stream.of(Transpose.values())
                .flatMap(transpose -> Arrays.stream(SHAPES).map(shape -> Arguments.of(transpose, shape)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("products")
    void gemm_matchesReference(Transpose transpose, int[] mkn) {
        float[] a = random(1, mkn[0] * mkn[1]);
        float[] b = random(2, mkn[1] * mkn[2]);
        float[] c = random(3, mkn[0] * mkn[2]);
        Matrix result = matrix(mkn[0], mkn[2], c);

        backend.gemm(transpose, -0.75f, left(transpose, mkn, a), right(transpose, mkn, b), 0.5f, result);

        double[] expected = Reference.gemm(transpose, mkn, new double[] {-0.75, 0.5}, a, b, c);
        Tolerance.checkNorm(expected, values(result), Tolerance.GEMM_FP32);
    }

    @Test
    void gemm_betaZero_ignoresWhatTheTargetHeld() {
        Matrix target = matrix(1, 1, Float.NaN);
        backend.gemm(Transpose.NONE, 2, matrix(1, 1, 3), matrix(1, 1, 5), 0, target);
        assertArrayEquals(new float[] {30}, values(target));
    }

    @Test
    void gemm_onViews_touchesOnlyTheView() {
        Matrix block = matrix(1, 6, 1, 1, 1, 1, 1, 1);
        backend.gemm(Transpose.NONE, 1, matrix(1, 1, 2), matrix(1, 2, 3, 4), 1, block.view(2, 1, 2));
        assertArrayEquals(new float[] {1, 1, 7, 9, 1, 1}, values(block));
    }

    @Test
    void gemm_scalarsOnTheDevice_areReadAtEachReplay() {
        Matrix scalars = matrix(1, 2, 1, 0);
        Matrix target = matrix(1, 1, 0);
        Matrix two = matrix(1, 1, 2);
        Matrix three = matrix(1, 1, 3);
        try (Step step = backend.record(() -> backend.gemm(Transpose.NONE, scalars, two, three, target))) {
            step.run(1);
            assertArrayEquals(new float[] {6}, values(target));
            backend.upload(new float[] {-1, 0.5f}, scalars);
            step.run(1);
            assertArrayEquals(new float[] {-3}, values(target));
        }
    }

    @Test
    void axpy_addsTheMultiple() {
        float[] x = random(1, 1025);
        float[] y = random(2, 1025);
        Matrix target = matrix(1, 1025, y);
        backend.axpy(matrix(1, 1, -0.3f), matrix(1, 1025, x), target);
        double[] expected = new double[1025];
        Arrays.setAll(expected, i -> y[i] + -0.3f * (double) x[i]);
        Tolerance.ELEMENTWISE.check(expected, values(target));
    }

    @Test
    void dot_matchesReference() {
        float[] x = random(1, 10_001);
        float[] y = random(2, 10_001);
        double expected = 0;
        for (int i = 0; i < x.length; i++) {
            expected += (double) x[i] * y[i];
        }
        assertEquals(expected, backend.dot(matrix(73, 137, x), matrix(73, 137, y)), 1e-9);
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void activate_matchesReference(Elementwise function) {
        float[] z = random(1, 31 * 33);
        float[] bias = random(2, 33);
        Matrix target = matrix(31, 33, z);
        backend.activate(function, matrix(1, 33, bias), target);
        double[] expected = new double[z.length];
        Arrays.setAll(expected, i -> Reference.apply(function, z[i] + (double) bias[i % 33]));
        Tolerance.ELEMENTWISE.check(expected, values(target));
    }

    @Test
    void activate_sigmoidOfHugeInput_saturates() {
        Matrix z = matrix(1, 4, -3e38f, -200, 200, 3e38f);
        backend.activate(Elementwise.SIGMOID, matrix(1, 4, 0, 0, 0, 0), z);
        assertArrayEquals(new float[] {0, 0, 1, 1}, values(z));
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void activationGradient_matchesReference(Elementwise function) {
        int rows = 33;
        int columns = 31;
        float[] a = uniform(1, rows * columns);
        float[] delta = random(2, rows * columns);
        Matrix target = matrix(rows, columns, delta);
        Matrix biasGradient = matrix(1, columns, random(3, columns));
        backend.activationGradient(function, matrix(rows, columns, a), target, biasGradient);
        double[] expected = new double[delta.length];
        double[] sums = new double[columns];
        for (int i = 0; i < delta.length; i++) {
            expected[i] = delta[i] * Reference.derivative(function, a[i]);
            sums[i % columns] += expected[i];
        }
        Tolerance.ELEMENTWISE.check(expected, values(target));
        Tolerance.sum(rows).check(sums, values(biasGradient));
    }

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
        Matrix delta = backend.allocate(3, classes());
        backend.gather(batch, x);
        backend.gather(batch, x);

        backend.outputDelta(batch, matrix(3, classes(), a), delta);

        double[] expected = new double[a.length];
        for (int row = 0; row < 2; row++) {
            for (int j = 0; j < classes(); j++) {
                int i = row * classes() + j;
                expected[i] = (a[i] - (j == label(3 + row) ? 1 : 0)) / 2;
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
        backend.outputDelta(batch, good, delta);
        assertEquals(0, backend.firstNonFinite(batch));
        backend.gather(batch, x);
        backend.outputDelta(batch, matrix(2, classes(), broken), delta);
        backend.gather(batch, x);
        backend.outputDelta(batch, matrix(2, classes(), broken), delta);
        assertEquals(2, backend.firstNonFinite(batch));
        backend.shuffle(batch, 1, 1);
        assertEquals(0, backend.firstNonFinite(batch));
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                Arguments.of(Loss.QUADRATIC, Elementwise.SIGMOID),
                Arguments.of(Loss.QUADRATIC, Elementwise.IDENTITY),
                Arguments.of(Loss.CROSS_ENTROPY, Elementwise.SIGMOID));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void tally_sumsCostAndCorrectAnswersOfValidRows(Loss loss, Elementwise function) {
        int size = 7;
        int capacity = 4;
        Batch batch = backend.allocateBatch(examples(new byte[size], size, 1), capacity);
        Tally tally = backend.allocateTally(capacity);
        Matrix x = backend.allocate(capacity, 1);
        float[] logits = random(1, capacity * classes());
        Matrix z = matrix(capacity, classes(), logits);
        for (int step = 0; step < batch.batchesPerEpoch(); step++) {
            backend.gather(batch, x);
            backend.tally(loss, function, batch, z, tally);
        }
        double cost = 0;
        long correct = 0;
        for (int i = 0; i < size; i++) {
            double[] row = row(logits, i % capacity);
            cost += Reference.cost(loss, function, row, label(i));
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
        backend.tally(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, batch, matrix(1, classes(), logits), tally);
        Tally.Totals totals = backend.take(tally);
        assertEquals(2000, totals.cost(), 1e-3);
        assertEquals(0, totals.correct());
    }

    @Test
    void tally_equalLogits_countTheFirstAsTheAnswer() {
        int size = 2; // labels 1 and 0
        Batch batch = backend.allocateBatch(examples(new byte[size], size, 1), size);
        Tally tally = backend.allocateTally(size);
        backend.gather(batch, backend.allocate(size, 1));
        backend.tally(Loss.QUADRATIC, Elementwise.SIGMOID, batch, backend.allocate(size, classes()), tally);
        assertEquals(1, backend.take(tally).correct());
    }

    @Test
    void tally_notANumber_isNeverCorrect() {
        Batch batch = backend.allocateBatch(examples(new byte[1], 1, 1), 1);
        Tally tally = backend.allocateTally(1);
        float[] logits = new float[classes()];
        Arrays.fill(logits, Float.NaN);
        backend.gather(batch, backend.allocate(1, 1));
        backend.tally(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, batch, matrix(1, classes(), logits), tally);
        Tally.Totals totals = backend.take(tally);
        assertEquals(0, totals.correct());
        assertTrue(Double.isNaN(totals.cost()));
    }

    @Test
    void record_carriesOutNothing() {
        Matrix y = matrix(1, 1, 5);
        Matrix one = matrix(1, 1, 1);
        backend.record(() -> backend.axpy(one, one, y)).close();
        assertArrayEquals(new float[] {5}, values(y));
    }

    @Test
    void record_replayedEqualsCalledBitForBit() {
        float[] called = iterate(false);
        float[] replayed = iterate(true);
        assertArrayEquals(called, replayed);
    }

    /** Three rounds of z ← σ(x·w + b), w ← w − 0.1·xᵀ·z over short mini-batches. */
    private float[] iterate(boolean recorded) {
        Batch batch = backend.allocateBatch(examples(bytes(9 * 31), 9, 31), 4);
        Matrix x = backend.allocate(4, 31);
        Matrix w = matrix(31, 33, random(1, 31 * 33));
        Matrix z = backend.allocate(4, 33);
        Matrix bias = matrix(1, 33, random(2, 33));
        Runnable round = () -> {
            backend.gather(batch, x);
            backend.gemm(Transpose.NONE, 1, x, w, 0, z);
            backend.activate(Elementwise.SIGMOID, bias, z);
            backend.gemm(Transpose.A, -0.1f, x, z, 1, w);
        };
        backend.shuffle(batch, 3, 0);
        if (recorded) {
            try (Step step = backend.record(round)) {
                step.run(2);
                step.run(1);
            }
        } else {
            round.run();
            round.run();
            round.run();
        }
        return values(w);
    }

    @Test
    void record_allocation_isRefusedAndLeavesTheBackendUsable() {
        assertThrows(IllegalStateException.class, () -> backend.record(() -> backend.allocate(1, 1)));
        assertArrayEquals(new float[] {0}, values(backend.allocate(1, 1)));
    }

    @Test
    void close_ofBackend_closesItsMemory() {
        Matrix matrix = backend.allocate(2, 2);
        Matrix view = matrix.view(0, 1, 2);
        backend.close();
        assertTrue(matrix.isClosed());
        assertTrue(view.isClosed());
    }

    @Test
    void close_ofMatrix_closesItsViewsAndNotTheReverse() {
        Matrix matrix = backend.allocate(2, 2);
        Matrix view = matrix.view(2, 1, 2);
        view.close();
        assertFalse(matrix.isClosed());
        matrix.close();
        assertTrue(view.isClosed());
        assertThrows(IllegalStateException.class, () -> backend.dot(view, view));
    }

    private Matrix matrix(int rows, int columns, float... values) {
        Matrix matrix = backend.allocate(rows, columns);
        backend.upload(values, matrix);
        return matrix;
    }

    private Matrix left(Transpose transpose, int[] mkn, float[] a) {
        return transpose == Transpose.A ? matrix(mkn[1], mkn[0], a) : matrix(mkn[0], mkn[1], a);
    }

    private Matrix right(Transpose transpose, int[] mkn, float[] b) {
        return transpose == Transpose.B ? matrix(mkn[2], mkn[1], b) : matrix(mkn[1], mkn[2], b);
    }

    private float[] values(Matrix matrix) {
        float[] values = new float[matrix.size()];
        backend.download(matrix, values);
        return values;
    }

    private Examples examples(byte[] images, int size, int features) {
        byte[] labels = new byte[size];
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) label(i);
        }
        return backend.upload(images, labels, features, classes());
    }

    private static int classes() {
        return 4;
    }

    private static int label(int example) {
        return (example * 3 + 1) % classes();
    }

    private static double[] row(float[] values, int row) {
        double[] result = new double[classes()];
        Arrays.setAll(result, j -> values[row * classes() + j]);
        return result;
    }

    private static int largest(double[] row) {
        int largest = 0;
        for (int j = 1; j < row.length; j++) {
            largest = row[j] > row[largest] ? j : largest;
        }
        return largest;
    }

    private static float[] random(int step, int size) {
        float[] values = new float[size];
        new RandomStream(11, Purpose.WEIGHTS, 0, step).gaussian(values);
        return values;
    }

    private static float[] uniform(int step, int size) {
        RandomStream stream = new RandomStream(11, Purpose.BIASES, 0, step);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = stream.uniform(i);
        }
        return values;
    }

    private static byte[] bytes(int size) {
        RandomStream stream = new RandomStream(11, Purpose.DIGITS, 0, 0);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) stream.bits(i);
        }
        return bytes;
    }
}
