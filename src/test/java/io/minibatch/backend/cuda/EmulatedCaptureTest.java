package io.minibatch.backend.cuda;

import static io.minibatch.backend.cuda.EmulatedDriverTest.assertFails;
import static io.minibatch.backend.cuda.EmulatedSession.check;
import static jcuda.driver.CUresult.CUDA_ERROR_ILLEGAL_STATE;
import static jcuda.driver.CUresult.CUDA_ERROR_STREAM_CAPTURE_IMPLICIT;
import static jcuda.driver.CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
import static jcuda.driver.CUresult.CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
import static jcuda.driver.CUresult.CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD;
import static jcuda.driver.CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL;
import static jcuda.driver.CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED;
import static jcuda.driver.CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import jcuda.Pointer;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureStatus;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Capture on the emulated driver: what it takes, and what breaks it. A capture that forks to a second stream and does
 * not come back (904) cannot be tested, because the emulated driver has no events.
 */
class EmulatedCaptureTest {
    private static final int THREAD_LOCAL = CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;

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
    void capturedLaunches_runAtEachReplayAndNotBefore() {
        Address values = session.allocate(0f, 0f);
        begin(THREAD_LOCAL);
        check(session.store(values, 1));
        CUgraph graph = new CUgraph();
        check(end(graph));
        assertArrayEquals(new float[] {0, 0}, session.floats(values, 2));
        CUgraphExec executable = new CUgraphExec();
        check(JCudaDriver.cuGraphInstantiate(executable, graph, 0));
        check(JCudaDriver.cuGraphLaunch(executable, session.stream));
        assertArrayEquals(new float[] {0, 1}, session.floats(values, 2));
    }

    @Test
    void waiting_isNotSupported_andInvalidates() {
        assertBroken(session::trySynchronize);
        assertBroken(() -> JCudaDriver.cuStreamQuery(session.stream));
        assertBroken(JCudaDriver::cuCtxSynchronize);
    }

    @Test
    void allocatingAndFreeing_isNotSupported_andInvalidates() {
        Address before = session.allocate(4);
        assertBroken(() -> JCudaDriver.cuMemAlloc(new Address(), 4));
        assertBroken(() -> JCudaDriver.cuMemFree(before));
        assertBroken(() -> JCudaDriver.cuMemAllocHost(new Pointer(), 4));
    }

    @Test
    void afterABreak_allElseIsInvalidated_untilTheCaptureEnds() {
        Address values = session.allocate(4);
        begin(THREAD_LOCAL);
        assertFails(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, session.trySynchronize());
        assertFails(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, session.store(values, 0));
        assertEquals(CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_INVALIDATED, status());
        CUgraph graph = new CUgraph();
        assertFails(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, end(graph));
        assertEquals(new CUgraph(), graph);
        assertEquals(CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_NONE, status());
        check(session.store(values, 0));
        session.synchronize();
    }

    @Test
    void allocationByAnotherThread_breaksAGlobalCaptureOnly() {
        IntSupplier allocate = () -> JCudaDriver.cuMemAlloc(new Address(), 4);
        begin(CU_STREAM_CAPTURE_MODE_GLOBAL);
        assertFails(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, elsewhere(allocate));
        assertFails(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, end(new CUgraph()));
        begin(THREAD_LOCAL);
        check(elsewhere(allocate));
        check(end(new CUgraph()));
    }

    @Test
    void relaxedCapture_allowsAllocation() {
        begin(CU_STREAM_CAPTURE_MODE_RELAXED);
        check(JCudaDriver.cuMemAlloc(new Address(), 4));
        check(elsewhere(() -> end(new CUgraph())));
    }

    @Test
    void otherThread_cannotEndIt() {
        begin(THREAD_LOCAL);
        assertFails(CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD, elsewhere(() -> end(new CUgraph())));
        check(end(new CUgraph()));
    }

    @Test
    void beginningTwice_orEndingWithoutBeginning_isAnIllegalState() {
        assertFails(CUDA_ERROR_ILLEGAL_STATE, end(new CUgraph()));
        begin(THREAD_LOCAL);
        assertFails(CUDA_ERROR_ILLEGAL_STATE, JCudaDriver.cuStreamBeginCapture(session.stream, THREAD_LOCAL));
        check(end(new CUgraph()));
    }

    @Test
    void legacyStream_cannotBeCaptured() {
        assertFails(
                CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, JCudaDriver.cuStreamBeginCapture(new CUstream(), THREAD_LOCAL));
    }

    /** A copy that does not name a stream goes to the legacy one, which blocking streams are tied to. */
    @Test
    void copyBesideABlockingCapture_wouldBeAnImplicitDependency() {
        assertEquals(CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, copyDuringCapture(CUstream_flags.CU_STREAM_DEFAULT));
    }

    @Test
    void copyBesideANonBlockingCapture_runsAtOnce() {
        assertEquals(0, copyDuringCapture(CUstream_flags.CU_STREAM_NON_BLOCKING));
    }

    private int copyDuringCapture(int flags) {
        Address values = session.allocate(4);
        CUstream stream = new CUstream();
        check(JCudaDriver.cuStreamCreate(stream, flags));
        check(JCudaDriver.cuStreamBeginCapture(stream, THREAD_LOCAL));
        int result = JCudaDriver.cuMemcpyHtoD(values, Pointer.to(EmulatedSession.direct(4)), 4);
        int ended = JCudaDriver.cuStreamEndCapture(stream, new CUgraph());
        assertFails(result == 0 ? 0 : CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, ended);
        return result;
    }

    /** The emulator's own rule. */
    @Test
    void copyOfMemoryThatIsNotPageLocked_cannotBeCaptured() {
        Address values = session.allocate(4);
        Pointer pageable = Pointer.to(EmulatedSession.direct(4));
        ToIntFunction<Pointer> copy = host -> JCudaDriver.cuMemcpyHtoDAsync(values, host, 4, session.stream);
        assertBroken(() -> copy.applyAsInt(pageable));
        Pointer pinned = new Pointer();
        check(JCudaDriver.cuMemAllocHost(pinned, 4));
        begin(THREAD_LOCAL);
        check(copy.applyAsInt(pinned));
        check(end(new CUgraph()));
        check(JCudaDriver.cuMemFreeHost(pinned));
    }

    private void assertBroken(IntSupplier call) {
        begin(THREAD_LOCAL);
        assertFails(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, call.getAsInt());
        assertFails(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, end(new CUgraph()));
    }

    private void begin(int mode) {
        check(JCudaDriver.cuStreamBeginCapture(session.stream, mode));
    }

    private int end(CUgraph graph) {
        return JCudaDriver.cuStreamEndCapture(session.stream, graph);
    }

    private int status() {
        int[] status = new int[1];
        check(JCudaDriver.cuStreamIsCapturing(session.stream, status));
        return status[0];
    }

    private int elsewhere(IntSupplier call) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            check(JCudaDriver.cuCtxSetCurrent(session.context));
                            return call.getAsInt();
                        },
                        command -> new Thread(command).start())
                .join();
    }
}
