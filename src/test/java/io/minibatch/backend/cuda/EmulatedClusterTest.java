package io.minibatch.backend.cuda;

import static io.minibatch.backend.cuda.EmulatedDriverTest.assertFails;
import static io.minibatch.backend.cuda.EmulatedSession.check;
import static io.minibatch.backend.cuda.EmulatedSession.complaint;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;
import static jcuda.driver.CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
import static jcuda.driver.CUresult.CUDA_ERROR_ILLEGAL_ADDRESS;
import static jcuda.driver.CUresult.CUDA_ERROR_INVALID_PTX;
import static jcuda.driver.CUresult.CUDA_ERROR_INVALID_VALUE;
import static jcuda.driver.CUresult.CUDA_ERROR_LAUNCH_FAILED;
import static jcuda.driver.CUresult.CUDA_ERROR_NOT_FOUND;
import static jcuda.driver.CUresult.CUDA_ERROR_NOT_SUPPORTED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clusters of blocks on the emulated driver: what they exchange, and the mistakes that the driver reports. */
class EmulatedClusterTest {
    /** {@code CUDA_ERROR_INVALID_CLUSTER_SIZE}, for which JCuda has no name. */
    private static final int INVALID_CLUSTER_SIZE = 912;

    private static final int[] WARP = {32, 1, 1};

    private final CUmodule module = new CUmodule();
    private EmulatedSession session;

    @BeforeEach
    void open() {
        session = new EmulatedSession();
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 90);
        check(JCudaDriver.cuModuleLoadData(module, EmulatedSession.ptx("probes90.ptx")));
    }

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {75, 89})
    void moduleWithClusters_isRefusedBelowCapability9(int capability) {
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, capability);
        assertFails(
                CUDA_ERROR_INVALID_PTX,
                JCudaDriver.cuModuleLoadData(new CUmodule(), EmulatedSession.ptx("probes90.ptx")));
        check(JCudaDriver.cuModuleLoadData(new CUmodule(), EmulatedSession.ptx("probes.ptx")));
    }

    @Test
    void fatbinWithTwoModules_givesThatOfTheCapability() {
        byte[] fatbin = fatbin("probes90.ptx", 90, "probes.ptx", 75);
        check(JCudaDriver.cuModuleLoadData(module, fatbin));
        check(JCudaDriver.cuModuleGetFunction(new CUfunction(), module, "probe_cluster_ranks"));
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 89);
        check(JCudaDriver.cuModuleLoadData(module, fatbin));
        check(JCudaDriver.cuModuleGetFunction(new CUfunction(), module, "probe_store"));
        assertFails(
                CUDA_ERROR_NOT_FOUND, JCudaDriver.cuModuleGetFunction(new CUfunction(), module, "probe_cluster_ranks"));
    }

    private static byte[] fatbin(String first, int firstCapability, String second, int secondCapability) {
        byte[] one = entry(first, firstCapability);
        byte[] other = entry(second, secondCapability);
        return ByteBuffer.allocate(16 + one.length + other.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xba55ed50)
                .putShort((short) 1)
                .putShort((short) 16)
                .putLong(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    private static byte[] entry(String name, int capability) {
        byte[] ptx = EmulatedSession.ptx(name);
        ByteBuffer entry = ByteBuffer.allocate(64 + ptx.length).order(ByteOrder.LITTLE_ENDIAN);
        entry.putShort((short) 1).putShort((short) 0x101).putInt(64).putLong(ptx.length);
        entry.putInt(28, capability);
        return entry.position(64).put(ptx).array();
    }

    @Test
    void blocks_knowTheirRankAndTheSizeOfTheirCluster() {
        Address out = session.allocate(2L * 12 * Integer.BYTES);
        session.arguments.clear().add(out);
        check(launch("probe_cluster_ranks", 12, WARP, 0));
        assertArrayEquals(
                IntStream.range(0, 12)
                        .flatMap(block -> IntStream.of(block % 4, 4))
                        .toArray(),
                session.ints(out, 2 * 12));
    }

    @ParameterizedTest
    @CsvSource({"40, 1", "1024, 3", "1, 20"})
    void blocks_readTheMemoryOfOthers(int threads, int rounds) {
        session.arguments.clear();
        Address out = session.allocate(16L * threads * Integer.BYTES);
        session.arguments.add(out).add(rounds);
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, 8);
        check(launch("probe_cluster_rounds", 16, new int[] {threads, 1, 1}, 2 * threads * Integer.BYTES));
        int[] expected = IntStream.range(0, 16)
                .map(block -> block / 8 * 8 + (block + rounds) % 8)
                .flatMap(from -> IntStream.range(from * threads, (from + 1) * threads))
                .toArray();
        assertArrayEquals(expected, session.ints(out, expected.length));
    }

    /** Memory that nobody wrote is NaN, which some thread reads in a random order of blocks and threads. */
    @Test
    void droppedBarrier_showsAsNaN() {
        Address out = session.allocate(64L * Float.BYTES);
        mistake(out, 0);
        int nan = 0;
        for (float value : session.floats(out, 64)) {
            nan += Float.isNaN(value) ? 1 : 0;
        }
        assertTrue(nan > 0);
    }

    @Test
    void blockThatEndsBeforeOthersHaveReadItsMemory_isReported() {
        mistake(session.allocate(64L * Float.BYTES), 1);
        assertFails(CUDA_ERROR_ILLEGAL_ADDRESS, session.trySynchronize());
        assertComplaint(
                "thread \\d+ of block [01] touched the shared memory of block [01] of its cluster, which has ended");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | thread 0 of block 0 waits at cluster_barrier \\(probes90\\.cu:\\d+\\) that 32 threads of its cluster never reach",
                "3 | thread 0 of block [01] waits at cluster_barrier \\(probes90\\.cu:\\d+\\) and thread 16 at probes90\\.cu:\\d+",
                "4 | thread 0 of block 0 waits at cluster_barrier \\(probes90\\.cu:\\d+\\) and thread 0 of block 1 at probes90\\.cu:\\d+",
            })
    void divergence_failsTheLaunch(int way, String expected) {
        mistake(session.allocate(64L * Float.BYTES), way);
        assertFails(CUDA_ERROR_LAUNCH_FAILED, session.trySynchronize());
        assertComplaint(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | asks for memory of block 2 in a cluster of 2 \\(probes90\\.cu:\\d+\\)",
                "6 | maps an address that is not in its dynamic shared memory \\(probes90\\.cu:\\d+\\)",
                "7 | touched memory that is not its own, .*",
            })
    void wrongAddress_failsTheLaunch(int way, String expected) {
        mistake(session.allocate(64L * Float.BYTES), way);
        assertFails(CUDA_ERROR_ILLEGAL_ADDRESS, session.trySynchronize());
        assertComplaint("thread \\d+ of block [01] " + expected);
    }

    @Test
    void gridThatIsNoMultipleOfTheCluster_isRefused() {
        session.arguments.clear().add(session.allocate(4));
        assertFails(CUDA_ERROR_INVALID_VALUE, launch("probe_cluster_ranks", 6, WARP, 0));
        assertEquals("probe_cluster_ranks: a cluster of 4 blocks does not divide a grid of 6", complaint());
    }

    @Test
    void staticSharedMemory_isRefused() {
        session.arguments.clear().add(session.allocate(4));
        assertFails(CUDA_ERROR_NOT_SUPPORTED, launch("probe_cluster_static", 2, WARP, 0));
        assertEquals(
                "probe_cluster_static: a cluster of 2 blocks has static shared memory, which the emulator cannot tell"
                        + " apart; make it dynamic",
                complaint());
    }

    /** Of 228 KiB a multiprocessor, a block takes 1 KiB more than it asks for: of 113 KiB there are two at once. */
    @ParameterizedTest
    @CsvSource({"4, 115712, 0", "4, 115713, 912", "8, 232448, 0", "7, 232448, 912", "3, 0, 912"})
    void clusterWithoutRoom_isRefused(int multiprocessors, int shared, int expected) {
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, multiprocessors);
        CUfunction function = EmulatedSession.function(module, "probe_cluster_rounds");
        check(JCudaDriver.cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 232448));
        session.arguments
                .clear()
                .add(session.allocate(8L * 1024 * Integer.BYTES))
                .add(0);
        assertEquals(expected, session.launch(function, new int[] {8, 1, 1}, new int[] {1024, 1, 1}, shared));
        if (expected == INVALID_CLUSTER_SIZE) {
            assertComplaint(
                    "a cluster of 8 blocks of 1024 threads and " + shared + " bytes .* the device has room for .*");
        }
        session.synchronize();
    }

    private void mistake(Address out, int way) {
        session.arguments.clear().add(out).add(way);
        check(launch("probe_cluster_mistakes", 2, WARP, 32 * Float.BYTES));
    }

    private int launch(String probe, int blocks, int[] threads, int shared) {
        return session.launch(EmulatedSession.function(module, probe), new int[] {blocks, 1, 1}, threads, shared);
    }

    private static void assertComplaint(String pattern) {
        String complaint = complaint();
        assertTrue(complaint.matches("probe_cluster_\\w+: " + pattern), complaint);
    }
}
