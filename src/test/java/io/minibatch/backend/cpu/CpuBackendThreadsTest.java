package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.contract.BackendContract;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuBackendThreadsTest extends BackendContract {
    @Override
    protected Backend open() {
        return new CpuBackend(3);
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
