package io.minibatch.backend.cuda;

import static io.minibatch.backend.cuda.EmulatedSession.check;
import static io.minibatch.backend.cuda.EmulatedSession.complaint;
import static jcuda.driver.CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED;
import static jcuda.driver.CUresult.CUDA_ERROR_ILLEGAL_ADDRESS;
import static jcuda.driver.CUresult.CUDA_ERROR_INVALID_CONTEXT;
import static jcuda.driver.CUresult.CUDA_ERROR_INVALID_HANDLE;
import static jcuda.driver.CUresult.CUDA_ERROR_INVALID_VALUE;
import static jcuda.driver.CUresult.CUDA_ERROR_LAUNCH_FAILED;
import static jcuda.driver.CUresult.CUDA_ERROR_MISALIGNED_ADDRESS;
import static jcuda.driver.CUresult.CUDA_ERROR_NOT_FOUND;
import static jcuda.driver.CUresult.CUDA_ERROR_NOT_READY;
import static jcuda.driver.CUresult.CUDA_ERROR_OUT_OF_MEMORY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The emulated driver answers mistakes as the real one does, by the meanings that cuda.h gives its codes. */
class EmulatedDriverTest {
    private EmulatedSession session;

    @BeforeEach
    void open() {
        session = new EmulatedSession();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void threadWithoutContext_isRefused() {
        Address address = session.allocate(4);
        session.arguments.clear().add(address).add(0);
        assertFails(CUDA_ERROR_INVALID_CONTEXT, elsewhere(() -> JCudaDriver.cuMemAlloc(new Address(), 4)));
        assertFails(CUDA_ERROR_INVALID_CONTEXT, elsewhere(() -> JCudaDriver.cuMemFree(address)));
        assertFails(CUDA_ERROR_INVALID_CONTEXT, elsewhere(session::trySynchronize));
        assertFails(CUDA_ERROR_INVALID_CONTEXT, elsewhere(() -> JCudaDriver.cuMemGetInfo(new long[1], new long[1])));
        assertFails(CUDA_ERROR_INVALID_CONTEXT, elsewhere(() -> JCudaDriver.cuStreamCreate(new CUstream(), 0)));
        check(elsewhere(() -> {
            check(JCudaDriver.cuCtxSetCurrent(session.context));
            return session.trySynchronize();
        }));
    }

    @Test
    void contextReleasedByAll_isDestroyed() {
        session.close();
        assertFails(CUDA_ERROR_CONTEXT_IS_DESTROYED, JCudaDriver.cuMemAlloc(new Address(), 4));
        assertFails(CUDA_ERROR_INVALID_CONTEXT, JCudaDriver.cuDevicePrimaryCtxRelease(session.device));
    }

    @Test
    void lastRelease_reportsWhatWasNotFreed() {
        session.arguments.close();
        check(JCudaDriver.cuMemFree(session.allocate(16)));
        session.allocate(48);
        assertEquals("", complaint());
        check(JCudaDriver.cuDevicePrimaryCtxRelease(session.device));
        assertEquals("1 allocations were never freed, one of them of 48 bytes", complaint());
    }

    @Test
    void events_holdTheTimeAtWhichTheStreamGotThere() {
        CUevent start = new CUevent();
        CUevent end = new CUevent();
        float[] milliseconds = new float[1];
        check(JCudaDriver.cuEventCreate(start, 0));
        check(JCudaDriver.cuEventCreate(end, 0));
        assertFails(CUDA_ERROR_INVALID_HANDLE, JCudaDriver.cuEventElapsedTime(milliseconds, start, end));
        check(JCudaDriver.cuEventRecord(start, session.stream));
        check(JCudaDriver.cuEventRecord(end, session.stream));
        assertFails(CUDA_ERROR_NOT_READY, JCudaDriver.cuEventElapsedTime(milliseconds, start, end));
        check(session.trySynchronize());
        check(JCudaDriver.cuEventElapsedTime(milliseconds, start, end));
        assertTrue(milliseconds[0] >= 0);
        check(JCudaDriver.cuEventDestroy(start));
        assertFails(CUDA_ERROR_INVALID_HANDLE, JCudaDriver.cuEventElapsedTime(milliseconds, start, end));
        check(JCudaDriver.cuEventDestroy(end));
    }

    @Test
    void allocate_nothingOrTooMuch_isRefused() {
        assertFails(CUDA_ERROR_INVALID_VALUE, JCudaDriver.cuMemAlloc(new Address(), 0));
        assertFails(CUDA_ERROR_OUT_OF_MEMORY, JCudaDriver.cuMemAlloc(new Address(), 9L << 30));
    }

    @Test
    void free_twice_isRefused() {
        Address address = session.allocate(64);
        Address again = address.plus(0);
        check(JCudaDriver.cuMemFree(address));
        assertFails(CUDA_ERROR_INVALID_VALUE, JCudaDriver.cuMemFree(again));
        assertEquals("free of an address that was freed before", complaint());
    }

    @Test
    void free_insideAnAllocation_isRefused() {
        Address inside = session.allocate(64).plus(16);
        assertFails(CUDA_ERROR_INVALID_VALUE, JCudaDriver.cuMemFree(inside));
        assertEquals("free of an address that was not allocated", complaint());
    }

    @Test
    void copy_beyondAnAllocation_isRefused() {
        Address address = session.allocate(64);
        Pointer host = Pointer.to(EmulatedSession.direct(128));
        assertFails(CUDA_ERROR_INVALID_VALUE, JCudaDriver.cuMemcpyHtoD(address, host, 65));
        assertFails(CUDA_ERROR_INVALID_VALUE, JCudaDriver.cuMemcpyDtoH(host, address.plus(32), 33));
        check(JCudaDriver.cuMemcpyHtoD(address.plus(32), host, 32));
    }

    @Test
    void kernelThatTheModuleLacks_isNotFound() {
        assertFails(
                CUDA_ERROR_NOT_FOUND,
                JCudaDriver.cuModuleGetFunction(new CUfunction(), session.probes, "probe_nothing"));
    }

    /** Kinder than a device, on which nothing is promised for the handle of what was destroyed. */
    @Test
    void destroyedStream_isRefused() {
        check(JCudaDriver.cuStreamDestroy(session.stream));
        assertFails(CUDA_ERROR_INVALID_HANDLE, session.trySynchronize());
        session.arguments.clear().add(session.allocate(4)).add(0);
        assertFails(CUDA_ERROR_INVALID_HANDLE, session.launch("probe_store", 1, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 32, 1, 1, 0",
        "1, 65536, 1, 32, 1, 1, 0",
        "1, 1, 65536, 32, 1, 1, 0",
        "1, 1, 1, 0, 1, 1, 0",
        "1, 1, 1, 1025, 1, 1, 0",
        "1, 1, 1, 32, 33, 1, 0",
        "1, 1, 1, 1, 1, 65, 0",
        "1, 1, 1, 64, 1, 1, 49145",
    })
    void launch_beyondTheLimits_isRefused(int gx, int gy, int gz, int bx, int by, int bz, int shared) {
        session.arguments.clear().add(session.allocate(4096));
        int[] grid = {gx, gy, gz};
        int[] block = {bx, by, bz};
        assertFails(CUDA_ERROR_INVALID_VALUE, session.launch("probe_warps_apart", grid, block, shared));
        String complaint = complaint();
        assertTrue(complaint.startsWith("probe_warps_apart: a launch of "), complaint);
        session.synchronize();
    }

    @Test
    void launch_atTheLimits_isTaken() {
        session.arguments.clear().add(session.allocate(4)).add(0);
        int[] one = {1, 1, 1};
        check(session.launch("probe_store", new int[] {1, 65535, 1}, one, 0));
        check(session.launch("probe_store", one, new int[] {1024, 1, 1}, 49152));
        session.arguments.clear().add(session.allocate(4096));
        check(session.launch("probe_warps_apart", one, new int[] {64, 1, 1}, 49144));
        session.synchronize();
    }

    @Test
    void arguments_areCopiedByTheCall() {
        Address first = session.allocate(0f);
        Address second = session.allocate(0f);
        check(session.store(first, 0));
        session.arguments.clear().add(second).add(0);
        assertArrayEquals(new float[] {1}, session.floats(first, 1));
        assertArrayEquals(new float[] {0}, session.floats(second, 1));
    }

    @Test
    void illegalAddress_sticks() {
        Address values = session.allocate(64);
        check(session.store(values, 1 << 20));
        assertFails(CUDA_ERROR_ILLEGAL_ADDRESS, session.trySynchronize());
        assertEquals(
                "probe_store: thread 0 of block 0 touched memory that is not its own, 4194240 bytes after the end of"
                        + " 64 bytes",
                complaint());
        assertFails(CUDA_ERROR_ILLEGAL_ADDRESS, session.trySynchronize());
        assertFails(CUDA_ERROR_ILLEGAL_ADDRESS, JCudaDriver.cuMemAlloc(new Address(), 4));
        assertFails(CUDA_ERROR_ILLEGAL_ADDRESS, JCudaDriver.cuMemFree(values));
        assertFails(CUDA_ERROR_ILLEGAL_ADDRESS, JCudaDriver.cuStreamCreate(new CUstream(), 0));
        assertFails(
                CUDA_ERROR_ILLEGAL_ADDRESS,
                JCudaDriver.cuModuleGetFunction(new CUfunction(), session.probes, "probe_store"));
    }

    @Test
    void memoryBeforeAnAllocation_isIllegal() {
        check(session.store(session.allocate(4096), -1));
        assertFails(CUDA_ERROR_ILLEGAL_ADDRESS, session.trySynchronize());
        String complaint = complaint();
        assertTrue(complaint.endsWith("4 bytes before 4096 bytes"), complaint);
    }

    @Test
    void freedMemory_isIllegal() {
        Address values = session.allocate(64);
        Address freed = values.plus(0);
        check(JCudaDriver.cuMemFree(values));
        check(session.store(freed, 3));
        assertFails(CUDA_ERROR_ILLEGAL_ADDRESS, session.trySynchronize());
        String complaint = complaint();
        assertTrue(complaint.endsWith("in 64 bytes that were freed"), complaint);
    }

    /** Between the end of an allocation and the next multiple of 16 bytes nothing traps; freeing looks there. */
    @Test
    void bytesBesideAnAllocation_areLookedAtWhenItIsFreed() {
        Address values = session.allocate(4);
        check(session.store(values, 1));
        assertFails(CUDA_ERROR_ILLEGAL_ADDRESS, JCudaDriver.cuMemFree(values));
        assertEquals("somebody wrote beside an allocation of 4 bytes", complaint());
    }

    @Test
    void misalignedVector_sticks() {
        Address floats = session.allocate(256);
        session.arguments.clear().add(floats).add(floats.plus(4)).add(floats);
        check(session.launch("probe_vectors", 1, 1));
        assertFails(CUDA_ERROR_MISALIGNED_ADDRESS, session.trySynchronize());
        String complaint = complaint();
        assertTrue(
                complaint.matches(
                        "probe_vectors: thread 0 of block 0 takes address \\d+ for .*float4.*, which begins at"
                                + " multiples of 16 \\(probes\\.cu:\\d+\\)"),
                complaint);
        assertFails(CUDA_ERROR_MISALIGNED_ADDRESS, session.trySynchronize());
    }

    @Test
    void misalignedBytes_areFoundToo() {
        Address floats = session.allocate(256);
        session.arguments.clear().add(floats).add(floats).add(floats.plus(2));
        check(session.launch("probe_vectors", 1, 1));
        assertFails(CUDA_ERROR_MISALIGNED_ADDRESS, session.trySynchronize());
        assertTrue(complaint().contains("uchar4"));
    }

    /** A device hangs or does anything here; the emulated one names the kernel, a thread and the line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | waits at __syncthreads \\(probes\\.cu:\\d+\\) that 16 threads of its block never reach",
                "1 | waits at __syncthreads \\(probes\\.cu:\\d+\\) and thread \\d+ at probes\\.cu:\\d+",
                "2 | waits at __shfl_xor_sync \\(probes\\.cu:\\d+\\) for lanes that never come",
                "3 | is not in the mask of its own __shfl_xor_sync \\(probes\\.cu:\\d+\\)",
            })
    void divergence_failsTheLaunch(int way, String expected) {
        session.arguments.clear().add(session.allocate(256)).add(way);
        check(session.launch("probe_divergence", 1, 32));
        assertFails(CUDA_ERROR_LAUNCH_FAILED, session.trySynchronize());
        String complaint = complaint();
        assertTrue(complaint.matches("probe_divergence: thread \\d+ of block 0 " + expected), complaint);
        assertFails(CUDA_ERROR_LAUNCH_FAILED, JCudaDriver.cuMemAlloc(new Address(), 4));
    }

    private static int elsewhere(IntSupplier call) {
        return CompletableFuture.supplyAsync(call::getAsInt, command -> new Thread(command).start())
                .join();
    }

    static void assertFails(int expected, int result) {
        assertEquals(CUresult.stringFor(expected), CUresult.stringFor(result));
    }
}
