package io.minibatch.backend.cpu;

import io.minibatch.backend.VectorModule;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A matrix W of a small layer, its rows padded with zeros to whole vectors, and its products with single rows.
 *
 * <p>To be touched only where {@link VectorModule#isPresent()}.
 *
 * @param rows as wide as whole vectors
 */
record SmallMatrix(Rows rows, int count) {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Returns the width of rows of so many elements. */
    static int paddedWidth(int columns) {
        return (columns + LANES - 1) / LANES * LANES;
    }

    /**
     * {@code y ← scale·x·W}.
     *
     * @param x a row of as many elements as W has rows
     * @param y a row of the width of W, overwritten
     */
    void multiply(float[] x, int from, float scale, float[] y, int at) {
        float[] data = rows.data();
        int width = rows.width();
        for (int column = 0; column < width; column += LANES) {
            FloatVector s = FloatVector.zero(SPECIES);
            FloatVector t = s;
            FloatVector u = s;
            FloatVector v = s;
            int i = rows.start() + column;
            int k = 0;
            for (; k + 3 < count; k += 4) {
                s = FloatVector.broadcast(SPECIES, x[from + k]).fma(FloatVector.fromArray(SPECIES, data, i), s);
                i += width;
                t = FloatVector.broadcast(SPECIES, x[from + k + 1]).fma(FloatVector.fromArray(SPECIES, data, i), t);
                i += width;
                u = FloatVector.broadcast(SPECIES, x[from + k + 2]).fma(FloatVector.fromArray(SPECIES, data, i), u);
                i += width;
                v = FloatVector.broadcast(SPECIES, x[from + k + 3]).fma(FloatVector.fromArray(SPECIES, data, i), v);
                i += width;
            }
            for (; k < count; k++) {
                s = FloatVector.broadcast(SPECIES, x[from + k]).fma(FloatVector.fromArray(SPECIES, data, i), s);
                i += width;
            }
            FloatVector.broadcast(SPECIES, scale).mul(s.add(t).add(u.add(v))).intoArray(y, at + column);
        }
    }

    /**
     * {@code W ← W + (xScale·x)ᵀ·(yScale·y)}.
     *
     * @param x a row of as many elements as W has rows
     * @param y a row of the width of W
     */
    void add(float[] x, int from, float xScale, float[] y, int at, float yScale) {
        float[] data = rows.data();
        int width = rows.width();
        for (int column = 0; column < width; column += LANES) {
            FloatVector right =
                    FloatVector.broadcast(SPECIES, yScale).mul(FloatVector.fromArray(SPECIES, y, at + column));
            int i = rows.start() + column;
            for (int k = 0; k < count; k++) {
                FloatVector left = FloatVector.broadcast(SPECIES, x[from + k] * xScale);
                left.fma(right, FloatVector.fromArray(SPECIES, data, i)).intoArray(data, i);
                i += width;
            }
        }
    }
}
