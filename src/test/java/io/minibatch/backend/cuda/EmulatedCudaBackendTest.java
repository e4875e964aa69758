package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Transpose;
import io.minibatch.backend.contract.BackendContract;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract on the emulated driver, and what only a device does. */
class EmulatedCudaBackendTest extends BackendContract {
    @Override
    protected Backend open() {
        return EmulatedCuda.open();
    }

    @Test
    void close_freesEveryAllocation() {
        CudaBackend backend = EmulatedCuda.open();
        backend.allocate(3, 5);
        backend.allocateTally(7);
        backend.allocate(1, 1).close();
        assertTrue(backend.allocations() > 0);
        backend.close();
        assertEquals(0, backend.allocations());
    }

    @Test
    void allocate_moreThanThereIs_saysHowMuchWasAskedAndFree() {
        EmulatedCuda.assumeEmulated();
        try (CudaBackend backend = EmulatedCuda.open()) {
            BackendException thrown =
                    assertThrows(BackendException.class, () -> backend.allocate(1, Integer.MAX_VALUE));
            String message = String.valueOf(thrown.getMessage());
            assertTrue(
                    message.matches("out of device memory: 8589934588 bytes were requested, \\d+ of 8192 MiB are free"),
                    message);
        }
    }

    @Test
    void anotherThread_canUseTheBackend() throws InterruptedException {
        try (CudaBackend backend = EmulatedCuda.open()) {
            Matrix matrix = backend.allocate(1, 2);
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Thread other = new Thread(() -> backend.upload(new float[] {3, 4}, matrix));
            other.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
            other.start();
            other.join();
            assertEquals(null, failure.get());
            assertEquals(25, backend.dot(matrix, matrix));
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1.00146484375", "TF32, 1.001953125", "BFLOAT16, 1"})
    void precision_roundsTheFactorsOfProducts(Precision precision, float expected) {
        EmulatedCuda.assumeEmulated();
        try (CudaBackend backend = EmulatedCuda.open(precision)) {
            Matrix factor = backend.allocate(1, 1);
            Matrix one = backend.allocate(1, 1);
            Matrix product = backend.allocate(1, 1);
            backend.upload(new float[] {1 + 3 * 0x1p-11f}, factor);
            backend.upload(new float[] {1}, one);
            // Of the transposes, the one whose products are cuBLAS's whatever their size.
            backend.gemm(Transpose.A, 1, factor, one, 0, product);
            float[] actual = new float[1];
            backend.download(product, actual);
            assertEquals(expected, actual[0]);
        }
    }

    @Test
    void device_namesTheDriver() {
        EmulatedCuda.assumeEmulated();
        try (CudaBackend backend = EmulatedCuda.open()) {
            assertEquals("emulated driver, compute capability 7.5, driver for CUDA 12.6", backend.device());
            assertFalse(backend.name().isEmpty());
        }
        try (CudaBackend backend = EmulatedCuda.open(Precision.TF32)) {
            assertTrue(backend.device().endsWith(", products in tf32"), backend.device());
        }
    }
}
