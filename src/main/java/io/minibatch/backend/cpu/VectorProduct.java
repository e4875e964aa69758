package io.minibatch.backend.cpu;

import io.minibatch.backend.Transpose;
import io.minibatch.backend.VectorModule;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels of our own in Java's Vector API: blocks of five rows and two vectors of c, whose sums stay in registers. They
 * copy nothing and call nothing, so they are ahead of OpenBLAS where a product is small, and they are pure Java, like
 * EJML's, by which narrower products are taken.
 *
 * <p>To be touched only where {@link VectorModule#isPresent()}.
 */
record VectorProduct(EjmlProduct narrower) implements MatrixProduct {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int BLOCK = 5;

    /** Vectors that are multiplied and added. */
    private static final int VECTORS_PER_NANOSECOND = 4;

    /**
     * Rows of b that are transposed together, so that their copies stay in the first-level cache until all their lanes
     * are written.
     */
    private static final int TURNED_TOGETHER = 64;

    /**
     * Examples that are summed up at a time for a gradient of weights, so that the lines of a and b stay in the
     * first-level cache.
     */
    private static final int GRADIENT_DEPTH = 256;

    /** Rows of b, turned, for two vectors of columns of c; one array a thread, so that a step allocates nothing. */
    private static final ThreadLocal<float[]> TURNED = ThreadLocal.withInitial(() -> new float[0]);

    /** The sums of a block times alpha, one array a thread. */
    private static final ThreadLocal<float[]> SUMS = ThreadLocal.withInitial(() -> new float[2 * BLOCK * LANES]);

    VectorProduct() {
        this(new EjmlProduct());
    }

    /** Returns the floats of a vector. */
    int lanes() {
        return LANES;
    }

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public String name() {
        return "Java's Vector API (" + SPECIES.vectorBitSize() + " bits)";
    }

    @Override
    public Operation operation(Gemm gemm) {
        if (gemm.c().columns < LANES) {
            return narrower.operation(gemm);
        }
        return gemm.transpose() == Transpose.A && gemm.depth() > GRADIENT_DEPTH
                ? ByExamples.of(gemm)
                : new ByRows(gemm, true);
    }

    /** The gradient of some examples after the other's. */
    private record ByExamples(ByRows[] parts) implements Operation {
        static ByExamples of(Gemm gemm) {
            ByRows[] parts = new ByRows[(gemm.depth() + GRADIENT_DEPTH - 1) / GRADIENT_DEPTH];
            for (int i = 0; i < parts.length; i++) {
                int from = i * GRADIENT_DEPTH;
                int to = Math.min(from + GRADIENT_DEPTH, gemm.depth());
                parts[i] = new ByRows(gemm.ofExamples(from, to), i == 0);
            }
            return new ByExamples(parts);
        }

        @Override
        public int length() {
            return parts[0].length();
        }

        @Override
        public long work() {
            return parts.length * parts[0].work();
        }

        @Override
        public void run(int from, int to) {
            for (ByRows part : parts) {
                part.run(from, to);
            }
        }
    }

    /**
     * Every element of c is summed in order of depth by itself, so that its bits do not depend on where the rows are
     * cut.
     */
    private static final class ByRows implements Operation {
        private final Gemm gemm;
        private final CpuMatrix a;
        private final CpuMatrix b;
        private final CpuMatrix c;
        private final int depth;
        private final int rowStep;
        private final int depthStep;
        private final boolean turns;
        private final boolean scales;

        ByRows(Gemm gemm, boolean scales) {
            this.scales = scales;
            this.gemm = gemm;
            this.a = gemm.a();
            this.b = gemm.b();
            this.c = gemm.c();
            this.depth = gemm.depth();
            this.turns = gemm.transpose() == Transpose.B;
            this.rowStep = gemm.transpose() == Transpose.A ? 1 : a.columns;
            this.depthStep = gemm.transpose() == Transpose.A ? a.columns : 1;
        }

        /**
         * Blocks of rows; or pairs of vectors of columns where b is transposed, so that no two ranges transpose the
         * same rows.
         */
        @Override
        public int length() {
            return turns ? pairs() : (c.rows + BLOCK - 1) / BLOCK;
        }

        private int vectors() {
            return (c.columns + LANES - 1) / LANES;
        }

        private int pairs() {
            return (vectors() + 1) / 2;
        }

        @Override
        public long work() {
            return gemm.multiplications() / (VECTORS_PER_NANOSECOND * LANES);
        }

        @Override
        public void run(int from, int to) {
            if (turns) {
                for (int pair = from; pair < to; pair++) {
                    multiply(pair, 0, c.rows);
                }
            } else {
                for (int pair = 0; pair < pairs(); pair++) {
                    multiply(pair, from * BLOCK, Math.min(to * BLOCK, c.rows));
                }
            }
        }

        /**
         * Computes a pair of vectors of columns of some rows. The last vector ends where the row does and may overlap
         * its mate, but no other pair, whose results must not be scaled twice; where their number is odd, the first one
         * is its own mate.
         */
        private void multiply(int pair, int from, int to) {
            int vector = 2 * pair - vectors() % 2;
            int first = Math.max(vector, 0) * LANES;
            int second = Math.min((vector + 1) * LANES, c.columns - LANES);
            float[] data = turns ? turned(first, second) : b.data;
            int firstB = turns ? 0 : b.offset + first;
            int secondB = turns ? LANES : b.offset + second;
            int step = turns ? 2 * LANES : b.columns;
            for (int row = from; row < to; row += BLOCK) {
                int rows = Math.min(BLOCK, to - row);
                multiply(row, rows, data, firstB, secondB, step);
                store(row, rows, first, second);
            }
        }

        /** Returns the rows of b for two vectors of columns of c, one element of each of them after the other. */
        private float[] turned(int first, int second) {
            float[] turned = TURNED.get();
            if (turned.length < 2 * LANES * depth) {
                turned = new float[2 * LANES * depth];
                TURNED.set(turned);
            }
            for (int from = 0; from < depth; from += TURNED_TOGETHER) {
                int to = Math.min(from + TURNED_TOGETHER, depth);
                for (int lane = 0; lane < 2 * LANES; lane++) {
                    int row = lane < LANES ? first + lane : second + lane - LANES;
                    int start = b.offset + row * depth;
                    for (int k = from; k < to; k++) {
                        turned[k * 2 * LANES + lane] = b.data[start + k];
                    }
                }
            }
            return turned;
        }

        /**
         * Leaves the sums of a block, times alpha, in the thread's array: a vector that is handed to another method may
         * become an object, and a loop over objects takes ten times as long. Where there are fewer than five rows, the
         * last one is summed again.
         */
        private void multiply(int row, int rows, float[] data, int firstB, int secondB, int step) {
            FloatVector c00 = FloatVector.zero(SPECIES);
            FloatVector c01 = c00;
            FloatVector c10 = c00;
            FloatVector c11 = c00;
            FloatVector c20 = c00;
            FloatVector c21 = c00;
            FloatVector c30 = c00;
            FloatVector c31 = c00;
            FloatVector c40 = c00;
            FloatVector c41 = c00;
            float[] x = a.data;
            int x0 = a.offset + row * rowStep;
            int x1 = x0 + Math.min(1, rows - 1) * rowStep;
            int x2 = x0 + Math.min(2, rows - 1) * rowStep;
            int x3 = x0 + Math.min(3, rows - 1) * rowStep;
            int x4 = x0 + Math.min(4, rows - 1) * rowStep;
            int y0 = firstB;
            int y1 = secondB;
            int at = 0;
            for (int k = 0; k < depth; k++) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, data, y0);
                FloatVector b1 = FloatVector.fromArray(SPECIES, data, y1);
                FloatVector v = FloatVector.broadcast(SPECIES, x[x0 + at]);
                c00 = v.fma(b0, c00);
                c01 = v.fma(b1, c01);
                v = FloatVector.broadcast(SPECIES, x[x1 + at]);
                c10 = v.fma(b0, c10);
                c11 = v.fma(b1, c11);
                v = FloatVector.broadcast(SPECIES, x[x2 + at]);
                c20 = v.fma(b0, c20);
                c21 = v.fma(b1, c21);
                v = FloatVector.broadcast(SPECIES, x[x3 + at]);
                c30 = v.fma(b0, c30);
                c31 = v.fma(b1, c31);
                v = FloatVector.broadcast(SPECIES, x[x4 + at]);
                c40 = v.fma(b0, c40);
                c41 = v.fma(b1, c41);
                at += depthStep;
                y0 += step;
                y1 += step;
            }
            // Alpha has an exact type. Of a sum that a loop leaves the compiler knows it by a profile, if it has one
            // yet, or makes it an object.
            FloatVector alpha = FloatVector.broadcast(SPECIES, gemm.alpha());
            float[] sums = SUMS.get();
            alpha.mul(c00).intoArray(sums, 0);
            alpha.mul(c01).intoArray(sums, LANES);
            alpha.mul(c10).intoArray(sums, 2 * LANES);
            alpha.mul(c11).intoArray(sums, 3 * LANES);
            alpha.mul(c20).intoArray(sums, 4 * LANES);
            alpha.mul(c21).intoArray(sums, 5 * LANES);
            alpha.mul(c30).intoArray(sums, 6 * LANES);
            alpha.mul(c31).intoArray(sums, 7 * LANES);
            alpha.mul(c40).intoArray(sums, 8 * LANES);
            alpha.mul(c41).intoArray(sums, 9 * LANES);
        }

        /** Adds the sums of a block to c. Both vectors are read before one is written, because they may overlap. */
        private void store(int row, int rows, int first, int second) {
            float beta = scales ? gemm.beta() : 1;
            float[] sums = SUMS.get();
            for (int r = 0; r < rows; r++) {
                int start = c.offset + (row + r) * c.columns;
                FloatVector result0 = FloatVector.fromArray(SPECIES, sums, 2 * r * LANES);
                FloatVector result1 = FloatVector.fromArray(SPECIES, sums, (2 * r + 1) * LANES);
                if (beta != 0) {
                    FloatVector old0 = FloatVector.fromArray(SPECIES, c.data, start + first);
                    FloatVector old1 = FloatVector.fromArray(SPECIES, c.data, start + second);
                    old0.mul(beta).add(result0).intoArray(c.data, start + first);
                    old1.mul(beta).add(result1).intoArray(c.data, start + second);
                } else {
                    result0.intoArray(c.data, start + first);
                    result1.intoArray(c.data, start + second);
                }
            }
        }
    }
}
