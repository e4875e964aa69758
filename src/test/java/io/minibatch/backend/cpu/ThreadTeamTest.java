package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Transpose;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadTeamTest {
    @Test
    void carryOut_ofLittleWork_staysWhole() {
        assertEquals(1, ranges(ThreadTeam.LEAST_WORK - 1));
    }

    @Test
    void carryOut_ofMuchWork_isCutForTheThreads() {
        assertEquals(4, ranges(ThreadTeam.LEAST_WORK));
    }

    @Test
    void threads_startWithTheFirstSharedOperation() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (ThreadTeam team = new ThreadTeam(3)) {
            team.carryOut(operation(ThreadTeam.LEAST_WORK - 1, new AtomicInteger()));
            assertEquals(0, started(before));
            team.carryOut(operation(ThreadTeam.LEAST_WORK, new AtomicInteger()));
            assertEquals(2, started(before));
        }
        assertEquals(0, started(before));
    }

    private static long started(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().startsWith("minibatch-cpu-"))
                .count();
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

    /**
     * Returns the number of ranges into which a team of two cuts an operation; the caller takes the whole where it
     * computes alone.
     */
    private static int ranges(long work) {
        AtomicInteger ranges = new AtomicInteger();
        try (ThreadTeam team = new ThreadTeam(2)) {
            team.carryOut(operation(work, ranges));
        }
        return ranges.get();
    }

    private static Operation operation(long work, AtomicInteger ranges) {
        return new Operation() {
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
                ranges.incrementAndGet();
            }
        };
    }
}
