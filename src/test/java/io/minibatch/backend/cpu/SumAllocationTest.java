package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums that the host asks for many times an epoch allocate nothing once one as long was asked for. */
class SumAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long PATIENCE = 30_000_000_000L;
    private static final int CALLS = 200;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void dotAndSumOfMagnitudes_onceCompiled_allocateNothing(int threads) {
        try (Backend backend = new CpuBackend(threads)) {
            Matrix x = backend.allocate(300, 300);
            check(() -> backend.dot(x, x));
            check(() -> backend.sumOfMagnitudes(x));
        }
    }

    private static void check(DoubleSupplier sum) {
        long start = System.nanoTime();
        double total = 0;
        long allocated;
        do {
            allocated = -THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                total += sum.getAsDouble();
            }
            allocated += THREADS.getCurrentThreadAllocatedBytes();
        } while (allocated > 0 && System.nanoTime() - start < PATIENCE);
        assertEquals(0, total);
        assertEquals(0, allocated, "bytes in " + CALLS + " sums");
    }
}
