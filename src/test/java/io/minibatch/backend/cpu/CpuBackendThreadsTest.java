package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Transpose;
import io.minibatch.backend.contract.BackendContract;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuBackendThreadsTest extends BackendContract {
    @Override
    protected Backend open() {
        return new CpuBackend(3);
    }

    @ParameterizedTest
    @EnumSource(Transpose.class)
    void gemm_anyNumberOfThreads_givesTheSameBits(Transpose transpose) {
        float[] alone = product(1, transpose);
        for (int threads : new int[] {2, 3, 7}) {
            assertArrayEquals(alone, product(threads, transpose), threads + " threads");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void dot_anyNumberOfThreads_givesTheSameBits(int threads) {
        assertEquals(dot(1), dot(threads));
    }

    @Test
    void share_failureInAThread_reachesTheCaller() {
        try (Workers workers = new Workers(2)) {
            Operation failing = new Operation() {
                @Override
                public int length() {
                    return 2;
                }

                @Override
                public long work() {
                    return Long.MAX_VALUE;
                }

                @Override
                public void run(int from, int to) {
                    if (from == 1) {
                        throw new ArithmeticException("broken");
                    }
                }
            };
            assertThrows(IllegalStateException.class, () -> workers.carryOut(failing));
        }
    }

    private static float[] product(int threads, Transpose transpose) {
        int size = 67;
        try (CpuBackend backend = new CpuBackend(threads)) {
            Matrix a = random(backend, size, 1);
            Matrix b = random(backend, size, 2);
            Matrix c = random(backend, size, 3);
            backend.gemm(transpose, 0.7f, a, b, 0.3f, c);
            float[] result = new float[size * size];
            backend.download(c, result);
            return result;
        }
    }

    private static double dot(int threads) {
        try (CpuBackend backend = new CpuBackend(threads)) {
            return backend.dot(random(backend, 301, 1), random(backend, 301, 2));
        }
    }

    private static Matrix random(CpuBackend backend, int size, int step) {
        float[] values = new float[size * size];
        new RandomStream(5, Purpose.WEIGHTS, 0, step).gaussian(values);
        Matrix matrix = backend.allocate(size, size);
        backend.upload(values, matrix);
        return matrix;
    }
}
