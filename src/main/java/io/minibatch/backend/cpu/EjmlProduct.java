package io.minibatch.backend.cpu;

import static org.ejml.dense.block.TileMultiplication_F32.tileMultPlus;
import static org.ejml.dense.block.TileMultiplication_F32.tileMultPlusTransA;
import static org.ejml.dense.block.TileMultiplication_F32.tileMultPlusTransB;

import java.util.Arrays;

/** EJML: pure Java, everywhere. */
record EjmlProduct() implements MatrixProduct {
    /** Multiplications, each with its addition. */
    private static final int PER_NANOSECOND = 3;

    @Override
    public String name() {
        return "EJML";
    }

    @Override
    public Operation operation(Gemm gemm) {
        return new ByRows(gemm, gemm.a(), gemm.b(), gemm.c());
    }

    /**
     * Each range of rows of c is scaled, then EJML's tile kernel adds the product. A row is summed in the same order
     * wherever the rows are split.
     */
    private record ByRows(Gemm gemm, CpuMatrix a, CpuMatrix b, CpuMatrix c) implements Operation {
        @Override
        public int length() {
            return c.rows;
        }

        @Override
        public long work() {
            return gemm.multiplications() / PER_NANOSECOND;
        }

        @Override
        public void run(int from, int to) {
            float alpha = gemm.alpha();
            int rows = to - from;
            int rowC = c.offset + from * c.columns;
            scale(rowC, rowC + rows * c.columns);
            int width = c.columns;
            switch (gemm.transpose()) {
                case NONE -> {
                    int rowA = a.offset + from * a.columns;
                    tileMultPlus(
                            alpha, a.data, b.data, c.data, rows, a.columns, width, a.columns, width, width, rowA,
                            b.offset, rowC);
                }
                case A -> {
                    int columnA = a.offset + from;
                    tileMultPlusTransA(
                            alpha, a.data, b.data, c.data, a.rows, rows, width, a.columns, width, width, columnA,
                            b.offset, rowC);
                }
                case B -> {
                    int rowA = a.offset + from * a.columns;
                    tileMultPlusTransB(
                            alpha, a.data, b.data, c.data, rows, a.columns, width, a.columns, a.columns, width, rowA,
                            b.offset, rowC);
                }
            }
        }

        private void scale(int from, int to) {
            float beta = gemm.beta();
            float[] data = c.data;
            if (beta == 0) {
                Arrays.fill(data, from, to, 0);
            } else if (beta != 1) {
                for (int i = from; i < to; i++) {
                    data[i] *= beta;
                }
            }
        }
    }
}
