package io.minibatch.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.cpu.CpuBackend;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operations on views at random places of one allocation: refused just where an output shares an element with an input.
 */
class CheckedOverlapTest {
    private static final int BLOCK = 40;
    private static final int CASES = 400;

    private final CheckedBackend backend = new CheckedBackend(new CpuBackend(1));
    private final SplittableRandom random = new SplittableRandom(1);

    @AfterEach
    void close() {
        backend.close();
    }

    /**
     * An operation by the shapes that it takes, and by which of them, counted from 0, is written and which it must not
     * meet.
     */
    private record Case(String name, int[][] shapes, int[][] apart, Operation operation) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Operation {
        void run(Backend backend, Matrix[] views);
    }

    static Stream<Case> cases() {
        int[][] threeSquares = {{2, 2}, {2, 2}, {2, 2}};
        return Stream.of(
                new Case(
                        "gemm",
                        new int[][] {{2, 3}, {3, 2}, {2, 2}},
                        new int[][] {{2, 0}, {2, 1}},
                        (on, m) -> on.gemm(Transpose.NONE, 1, m[0], m[1], 1, m[2])),
                new Case(
                        "gemm with scalars on the device",
                        new int[][] {{1, 2}, {2, 3}, {3, 2}, {2, 2}},
                        new int[][] {{3, 0}, {3, 1}, {3, 2}},
                        (on, m) -> on.gemm(Transpose.NONE, m[0], m[1], m[2], m[3])),
                new Case(
                        "axpy",
                        new int[][] {{1, 1}, {2, 3}, {2, 3}},
                        new int[][] {{2, 0}, {2, 1}},
                        (on, m) -> on.axpy(m[0], m[1], m[2])),
                new Case("scale", new int[][] {{1, 1}, {3, 3}}, new int[][] {{1, 0}}, (on, m) -> on.scale(m[0], m[1])),
                new Case(
                        "multiply",
                        threeSquares,
                        new int[][] {{2, 0}, {2, 1}},
                        (on, m) -> on.multiply(m[0], m[1], m[2])),
                new Case(
                        "activate",
                        new int[][] {{1, 3}, {2, 3}, {2, 3}},
                        new int[][] {{1, 0}, {2, 0}, {2, 1}},
                        (on, m) -> on.activate(Elementwise.TANH, m[0], m[1], m[2], null)),
                new Case(
                        "softmax",
                        new int[][] {{1, 3}, {2, 3}},
                        new int[][] {{1, 0}},
                        (on, m) -> on.softmax(m[0], m[1])),
                new Case(
                        "activationGradient",
                        new int[][] {{2, 3}, {2, 3}, {1, 3}, {1, 1}, {1, 3}},
                        new int[][] {{1, 0}, {2, 0}, {2, 1}, {4, 0}, {4, 1}, {4, 2}, {4, 3}},
                        (on, m) -> on.activationGradient(
                                Elementwise.TANH, m[0], m[1], new BiasGradient(m[2], m[3], m[4]), null)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputThatSharesAnElement_isRefused_andNoOther(Case operation) {
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            refused += refuses(operation) ? 1 : 0;
        }
        assertTrue(refused > CASES / 20 && refused < CASES * 19 / 20, refused + " refused");
    }

    private boolean refuses(Case operation) {
        float[] before = new float[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            before[i] = (float) random.nextDouble();
        }
        Matrix block = backend.allocate(1, BLOCK);
        backend.upload(before, block);
        Matrix[] views = new Matrix[operation.shapes.length];
        BitSet[] elements = new BitSet[views.length];
        for (int v = 0; v < views.length; v++) {
            int rows = operation.shapes[v][0];
            int columns = operation.shapes[v][1];
            int start = random.nextInt(BLOCK - rows * columns + 1);
            views[v] = block.view(start, rows, columns);
            elements[v] = new BitSet();
            elements[v].set(start, start + rows * columns);
        }
        boolean shared = Stream.of(operation.apart).anyMatch(pair -> elements[pair[0]].intersects(elements[pair[1]]));
        String refusal = refusal(() -> operation.operation.run(backend, views));
        assertEquals(
                shared,
                refusal != null && refusal.contains(" overlaps the input "),
                () -> refusal + " of "
                        + Stream.of(elements).map(BitSet::toString).toList());
        if (refusal != null) {
            float[] after = new float[BLOCK];
            backend.download(block, after);
            assertArrayEquals(before, after);
        }
        block.close();
        return shared;
    }

    private static @Nullable String refusal(Runnable operation) {
        try {
            operation.run();
            return null;
        } catch (IllegalArgumentException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
