package io.minibatch.backend.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Matrices of random shapes at random offsets of one allocation. Between them lie numbers that no operation may change.
 * Everything follows from the seed.
 */
final class RandomViews {
    private static final int BLOCK = 1 << 15;
    private static final int MOST_BETWEEN = 9;

    /** Around the widths of vectors, tiles and blocks of threads. */
    private static final int[] EDGES = {7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65};

    /** A matrix of the allocation, and what it held at first. */
    record View(Matrix matrix, int start, float[] values) {
        int rows() {
            return matrix.rows();
        }

        int columns() {
            return matrix.columns();
        }
    }

    private final TestedBackend tested;
    private final SplittableRandom random;
    private final Matrix block;
    private final float[] before = new float[BLOCK];
    private int end;

    private RandomViews(TestedBackend tested, long seed) {
        this.tested = tested;
        random = new SplittableRandom(seed);
        for (int i = 0; i < BLOCK; i++) {
            before[i] = (float) (random.nextDouble() * 4 - 2);
        }
        block = tested.matrix(1, BLOCK, before);
    }

    /** Checks a property for the seeds from 1 to {@code cases}; a failure names its seed. */
    static void check(TestedBackend tested, int cases, Consumer<RandomViews> property) {
        for (int seed = 1; seed <= cases; seed++) {
            RandomViews views = new RandomViews(tested, seed);
            try {
                property.accept(views);
            } catch (AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
            views.block.close();
        }
    }

    /** Returns a number of rows or columns, from 1 to 65. */
    int size() {
        return random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(1, 25);
    }

    /** Returns true once in {@code times}. */
    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** Returns a number in [−2, 2) other than 0. */
    float factor() {
        float factor = (float) (random.nextDouble() * 4 - 2);
        return factor == 0 ? 1 : factor;
    }

    <T> T oneOf(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Returns a matrix that lies after the others, apart from them. */
    View apart(int rows, int columns) {
        int start = end + random.nextInt(MOST_BETWEEN + 1);
        end = start + rows * columns;
        return view(start, rows, columns);
    }

    /** Returns a matrix that begins inside another, as two inputs may. */
    View overlapping(View other, int rows, int columns) {
        int start = other.start + random.nextInt(other.values.length);
        end = Math.max(end, start + rows * columns);
        return view(start, rows, columns);
    }

    /** Returns a scalar in device memory. */
    View scalar() {
        return apart(1, 1);
    }

    /** Makes four of five elements 0. */
    View sparse(View dense) {
        for (int i = 0; i < dense.values.length; i++) {
            dense.values[i] = oneIn(5) ? dense.values[i] : 0;
        }
        return with(dense, dense.values);
    }

    /** Gives a matrix other values. */
    View with(View view, float[] values) {
        System.arraycopy(values, 0, before, view.start, values.length);
        tested.backend().upload(values, view.matrix);
        return new View(view.matrix, view.start, values);
    }

    float[] values(View view) {
        return tested.values(view.matrix);
    }

    /** Fails unless everything except these matrices holds the bits that it held at first. */
    void checkOnlyChanged(View... outputs) {
        float[] after = tested.values(block);
        float[] expected = before.clone();
        for (View output : outputs) {
            System.arraycopy(after, output.start, expected, output.start, output.values.length);
        }
        int different = Arrays.mismatch(expected, after);
        assertEquals(-1, different, "first element outside the outputs that changed");
    }

    private View view(int start, int rows, int columns) {
        float[] values = Arrays.copyOfRange(before, start, start + rows * columns);
        return new View(block.view(start, rows, columns), start, values);
    }
}
