package io.minibatch.backend.cpu;

import io.minibatch.backend.VectorModule;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A matrix W of a small layer, its rows padded to whole vectors, which hold anything, and its products with single
 * rows.
 *
 * <p>To be touched only where {@link VectorModule#isPresent()}.
 *
 * @param rows as wide as whole vectors
 */
record SmallMatrix(Rows rows, int count) {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Rows of W whose sums are in registers together. */
    private static final int BLOCK = 5;

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
     * {@code W ← W + scale·xᵀ·y}, over the first {@code valid} rows of x and y. Their products are added up before they
     * meet W, beside which those of single rows of a large mini-batch would be lost.
     *
     * @param x rows of as many elements as W has rows, or more
     * @param y rows of the width of W
     */
    void add(Rows x, Rows y, float scale, int valid) {
        if (valid == 1) {
            addProduct(x, y, scale);
            return;
        }
        for (int column = 0; column < rows.width(); column += LANES) {
            int k = 0;
            for (; k + BLOCK <= count; k += BLOCK) {
                addBlock(x, y, scale, valid, k, column);
            }
            for (; k < count; k++) {
                FloatVector sum = FloatVector.zero(SPECIES);
                for (int row = 0; row < valid; row++) {
                    FloatVector right = FloatVector.fromArray(SPECIES, y.data(), y.row(row) + column);
                    sum = FloatVector.broadcast(SPECIES, x.data()[x.row(row) + k])
                            .fma(right, sum);
                }
                add(sum, scale, rows.row(k) + column);
            }
        }
    }

    /** {@code W ← W + scale·xᵀ·y} of the first row of x and y. */
    private void addProduct(Rows x, Rows y, float scale) {
        float[] data = rows.data();
        float[] left = x.data();
        int width = rows.width();
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        for (int column = 0; column < width; column += LANES) {
            FloatVector right = FloatVector.fromArray(SPECIES, y.data(), y.start() + column);
            int i = rows.start() + column;
            for (int k = 0; k < count; k++) {
                FloatVector product =
                        FloatVector.broadcast(SPECIES, left[x.start() + k]).mul(right);
                factor.fma(product, FloatVector.fromArray(SPECIES, data, i)).intoArray(data, i);
                i += width;
            }
        }
    }

    private void addBlock(Rows x, Rows y, float scale, int valid, int k, int column) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        for (int row = 0; row < valid; row++) {
            FloatVector right = FloatVector.fromArray(SPECIES, y.data(), y.row(row) + column);
            int i = x.row(row) + k;
            s0 = FloatVector.broadcast(SPECIES, x.data()[i]).fma(right, s0);
            s1 = FloatVector.broadcast(SPECIES, x.data()[i + 1]).fma(right, s1);
            s2 = FloatVector.broadcast(SPECIES, x.data()[i + 2]).fma(right, s2);
            s3 = FloatVector.broadcast(SPECIES, x.data()[i + 3]).fma(right, s3);
            s4 = FloatVector.broadcast(SPECIES, x.data()[i + 4]).fma(right, s4);
        }
        int at = rows.row(k) + column;
        add(s0, scale, at);
        add(s1, scale, at + rows.width());
        add(s2, scale, at + 2 * rows.width());
        add(s3, scale, at + 3 * rows.width());
        add(s4, scale, at + 4 * rows.width());
    }

    private void add(FloatVector sum, float scale, int at) {
        FloatVector.broadcast(SPECIES, scale)
                .fma(sum, FloatVector.fromArray(SPECIES, rows.data(), at))
                .intoArray(rows.data(), at);
    }
}
