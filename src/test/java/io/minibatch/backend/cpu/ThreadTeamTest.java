package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Transpose;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadTeamTest {
    private static final int THREADS = 2;

    @Test
    void carryOut_ofLittleWork_staysOnTheCallersThread() {
        assertEquals(Set.of(Thread.currentThread()), threads(ThreadTeam.LEAST_WORK - 1));
    }

    @Test
    void carryOut_ofMuchWork_isShared() {
        assertEquals(THREADS, threads(ThreadTeam.LEAST_WORK).size());
    }

    /** 784-30-10 with mini-batches of 100 and less, 784-100-10 with 32: two threads were slower there. */
    @Test
    void products_ofSmallSteps_areNotShared() {
        assertTrue(work("Cooperlake", 100, 784, 30) < ThreadTeam.LEAST_WORK);
        assertTrue(work("Cooperlake", 32, 784, 100) < ThreadTeam.LEAST_WORK);
        assertTrue(vectorWork(100, 784, 30) < ThreadTeam.LEAST_WORK * 16 / new VectorProduct().lanes());
    }

    @Test
    void products_ofLargeSteps_areShared() {
        assertTrue(work("Cooperlake", 128, 784, 800) > ThreadTeam.LEAST_WORK);
        assertTrue(work("Haswell", 128, 784, 100) > ThreadTeam.LEAST_WORK);
        assertTrue(vectorWork(512, 784, 100) > ThreadTeam.LEAST_WORK);
    }

    /** The same product takes half as long in vectors that are twice as long. */
    @Test
    void work_ofAProduct_isItsTimeByTheKernelsThatRun() {
        assertEquals(2 * work("Cooperlake", 128, 784, 800), work("Haswell", 128, 784, 800));
        assertEquals(2 * work("Haswell", 128, 784, 800), work("Nehalem", 128, 784, 800));
    }

    private static long work(String kernels, int rows, int depth, int columns) {
        OpenBlasProduct loaded = GemmChoice.openBlas(OpenBlas.load());
        OpenBlasProduct faked = new OpenBlasProduct(loaded.blas(), loaded.version(), new OpenBlasKernels(kernels));
        return work(faked, rows, depth, columns);
    }

    private static long vectorWork(int rows, int depth, int columns) {
        return work(new VectorProduct(), rows, depth, columns);
    }

    private static long work(MatrixProduct product, int rows, int depth, int columns) {
        try (CpuBackend backend = new CpuBackend(1)) {
            CpuMatrix a = (CpuMatrix) backend.allocate(rows, depth);
            CpuMatrix b = (CpuMatrix) backend.allocate(depth, columns);
            CpuMatrix c = (CpuMatrix) backend.allocate(rows, columns);
            return product.operation(new Gemm(Transpose.NONE, (CpuMatrix) backend.allocate(1, 2), a, b, c))
                    .work();
        }
    }

    /** Returns the threads that carry out an operation whose first range waits until another thread takes a range, or a second has passed. */
    private static Set<Thread> threads(long work) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(work < ThreadTeam.LEAST_WORK ? 1 : THREADS);
        try (ThreadTeam team = new ThreadTeam(THREADS)) {
            team.carryOut(new Operation() {
                @Override
                public int length() {
                    return 4;
                }

                @Override
                public long work() {
                    return work;
                }

                @Override
                public void run(int from, int to) {
                    if (threads.add(Thread.currentThread())) {
                        all.countDown();
                    }
                    await(all);
                }
            });
        }
        return threads;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
