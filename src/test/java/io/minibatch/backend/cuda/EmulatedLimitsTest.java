package io.minibatch.backend.cuda;

import static io.minibatch.backend.cuda.EmulatedDriverTest.assertFails;
import static io.minibatch.backend.cuda.EmulatedSession.check;
import static io.minibatch.backend.cuda.EmulatedSession.complaint;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;
import static jcuda.driver.CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
import static jcuda.driver.CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK;
import static jcuda.driver.CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES;
import static jcuda.driver.CUresult.CUDA_ERROR_ILLEGAL_ADDRESS;
import static jcuda.driver.CUresult.CUDA_ERROR_INVALID_VALUE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jcuda.driver.CUfunction;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources of the emulated device, which follow its compute capability, and launches that ask for more. */
class EmulatedLimitsTest {
    private static final int[] ONE = {1, 1, 1};

    private EmulatedSession session;

    @BeforeEach
    void open() {
        session = new EmulatedSession();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @CsvSource({
        "75, 65536, 65536, 1024",
        "80, 166912, 167936, 2048",
        "86, 101376, 102400, 1536",
        "89, 101376, 102400, 1536",
        "90, 232448, 233472, 2048",
        "100, 232448, 233472, 2048",
        "120, 101376, 102400, 1536",
    })
    void resources_followTheCapability(int capability, int optIn, int shared, int threads) {
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, capability);
        assertEquals(capability / 10, attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR));
        assertEquals(optIn, attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN));
        assertEquals(shared, attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR));
        assertEquals(threads, attribute(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR));
        assertEquals(49152, attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK));
        assertEquals(65536, attribute(CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK));
        assertEquals(65536, attribute(CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR));
    }

    @Test
    void pretence_endsWithTheSession() {
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, 132);
        assertEquals(132, attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT));
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, -1);
        assertEquals(4, attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT));
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, 132);
        session.close();
        session = new EmulatedSession();
        assertEquals(4, attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT));
    }

    @Test
    void sharedMemory_beyond48KiB_isRefusedWithoutOptIn() {
        session.arguments.clear().add(session.allocate(4)).add(1);
        assertFails(CUDA_ERROR_INVALID_VALUE, session.launch("probe_dynamic_shared", ONE, ONE, 49153));
        assertEquals(
                "probe_dynamic_shared: a launch of 1x1x1 blocks of 1x1x1 threads with 0+49153 bytes of shared memory is"
                        + " beyond the limits, 1024 threads and 0+49152 bytes",
                complaint());
    }

    @ParameterizedTest
    @CsvSource({"75, 65536", "90, 232448"})
    void optIn_raisesTheLimitOfOneFunction(int capability, int bytes) {
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, capability);
        CUfunction function = session.function("probe_dynamic_shared");
        check(JCudaDriver.cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes));
        assertEquals(bytes, attribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES));
        Address out = session.allocate(Float.BYTES);
        session.arguments.clear().add(out).add(1024);
        check(session.launch("probe_dynamic_shared", ONE, new int[] {1024, 1, 1}, bytes));
        assertEquals(1023 * 512, session.floats(out, 1)[0]);
        session.arguments.clear().add(out).add(bytes / Float.BYTES);
        check(session.launch("probe_dynamic_shared", ONE, new int[] {1024, 1, 1}, bytes));
        assertEquals(Float.NaN, session.floats(out, 1)[0]);
        assertFails(CUDA_ERROR_INVALID_VALUE, session.launch("probe_dynamic_shared", ONE, ONE, bytes + 1));
        session.arguments.clear().add(out);
        assertFails(CUDA_ERROR_INVALID_VALUE, session.launch("probe_warps_apart", ONE, ONE, bytes - 8));
    }

    @Test
    void optIn_beyondTheDevice_isRefused() {
        CUfunction function = session.function("probe_warps_apart");
        assertEquals(8, attribute(function, CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES));
        assertEquals(49144, attribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES));
        assertFails(
                CUDA_ERROR_INVALID_VALUE,
                JCudaDriver.cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 65529));
        assertEquals(
                "probe_warps_apart: 65529 bytes of dynamic shared memory cannot be opted in to; the device allows 65528"
                        + " beside 8 static bytes",
                complaint());
        check(JCudaDriver.cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 65528));
    }

    @ParameterizedTest
    @CsvSource({"0, 400", "1, 400", "1, 388"})
    void writeBesideDynamicShared_failsTheLaunch(int way, int bytes) {
        session.arguments.clear().add((bytes + 3) / Float.BYTES).add(way);
        check(session.launch("probe_beside_shared", ONE, new int[] {32, 1, 1}, bytes));
        assertFails(CUDA_ERROR_ILLEGAL_ADDRESS, session.trySynchronize());
        String complaint = complaint();
        assertTrue(complaint.startsWith("probe_beside_shared: "), complaint);
    }

    @Test
    void launchBounds_limitTheThreads() {
        CUfunction function = session.function("probe_bounded");
        assertEquals(64, attribute(function, CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK));
        assertEquals(4, attribute(function, CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES));
        assertEquals(1024, attribute(session.function("probe_store"), CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK));
        Address out = session.allocate(Integer.BYTES);
        session.arguments.clear().add(out);
        assertFails(CUDA_ERROR_INVALID_VALUE, session.launch("probe_bounded", 1, 65));
        check(session.launch("probe_bounded", 1, 64));
        assertEquals(63, session.ints(out, 1)[0]);
    }

    private int attribute(int attribute) {
        int[] value = new int[1];
        check(JCudaDriver.cuDeviceGetAttribute(value, attribute, session.device));
        return value[0];
    }

    private static int attribute(CUfunction function, int attribute) {
        int[] value = new int[1];
        check(JCudaDriver.cuFuncGetAttribute(value, attribute, function));
        return value[0];
    }
}
