package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.ThreadMXBean;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.contract.BackendContract;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuBackendThreadsTest extends BackendContract {
    @Override
    protected Backend open() {
        return sharing(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void dot_anyNumberOfThreads_givesTheSameBits(int threads) {
        assertEquals(dot(1), dot(threads));
    }

    @Test
    void augment_anyNumberOfThreads_givesTheSameBits() {
        float[] alone = variants(1);
        for (int threads : new int[] {2, 3, 7}) {
            assertArrayEquals(alone, variants(threads), threads + " threads");
        }
    }

    @Test
    void augment_replayed_allocatesNothing() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (CpuBackend backend = new CpuBackend(1)) {
            Batch batch = backend.allocateBatch(backend.upload(new byte[64 * 100], new byte[100], 64, 1), 10);
            Matrix x = backend.allocate(10, 64);
            Step step = backend.record(() -> backend.augment(batch, AugmentationPreset.CIRESAN.of(8, 8), x));
            long least = Long.MAX_VALUE;
            // The JVM allocates on this thread in some blocks of steps; a step that allocates does so in all.
            for (int block = 0; least > 0 && block < 20; block++) {
                long before = bean.getCurrentThreadAllocatedBytes();
                step.run(5);
                least = Math.min(least, bean.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, least, "bytes in five steps");
        }
    }

    @Test
    void share_failureInAThread_reachesTheCaller() {
        try (ThreadTeam workers = new ThreadTeam(2)) {
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

    /** Returns a backend whose threads share all operations, however small. */
    private static CpuBackend sharing(int threads) {
        return new CpuBackend(threads, new EjmlProduct(), 0, true);
    }

    private static float[] variants(int threads) {
        int size = 50;
        byte[] images = new byte[size * 784];
        for (int i = 0; i < images.length; i++) {
            images[i] = (byte) (i * 31);
        }
        try (CpuBackend backend = sharing(threads)) {
            Batch batch = backend.allocateBatch(backend.upload(images, new byte[size], 784, 1), size);
            Matrix x = backend.allocate(size, 784);
            backend.shuffle(batch, 4, 2);
            backend.augment(batch, AugmentationPreset.CIRESAN.of(28, 28), x);
            float[] result = new float[x.size()];
            backend.download(x, result);
            return result;
        }
    }

    private static double dot(int threads) {
        try (CpuBackend backend = sharing(threads)) {
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
