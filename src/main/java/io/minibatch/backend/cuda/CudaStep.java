package io.minibatch.backend.cuda;

import io.minibatch.backend.Step;
import java.util.List;
import java.util.Set;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUresult;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * A captured step, as graphs of one and of several steps: the host's cost of a launch, some microseconds, is shared by
 * so many. Those of several are captured when they are first needed.
 */
final class CudaStep implements Step {
    private static final int[] STEPS = {50, 10, 1};

    /** Of a capture during which a call was made that may wait for the device, such as an allocation by a library. */
    private static final Set<Integer> UNSAFE_CALL =
            Set.of(CUresult.CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);

    private final Context context;
    private final Runnable operations;
    private final List<Launch> launches;
    private final @Nullable CUgraphExec[] graphs = new CUgraphExec[STEPS.length];
    private int nodes;
    private int mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
    private boolean closed;

    /** Captures one step, so that what cannot be recorded is found at once. */
    CudaStep(Context context, Runnable operations) {
        this.context = context;
        this.operations = operations;
        graph(STEPS.length - 1);
        this.launches = context.takeLaunches();
    }

    private CUgraphExec graph(int which) {
        CUgraphExec graph = graphs[which];
        if (graph == null) {
            graph = capture(STEPS[which]);
            graphs[which] = graph;
        }
        return graph;
    }

    /**
     * Captures in thread-local mode, in which a call that may wait for the device breaks the capture. Where a library
     * makes one, relaxed mode, which lets it pass, is what is left; it is tried once and kept.
     */
    private CUgraphExec capture(int times) {
        CUgraph graph = new CUgraph();
        context.check(JCudaDriver.cuStreamBeginCapture(context.stream(), mode), "beginning to record");
        int ended;
        try {
            for (int i = 0; i < times; i++) {
                operations.run();
            }
            ended = JCudaDriver.cuStreamEndCapture(context.stream(), graph);
        } catch (RuntimeException | Error failure) {
            ended = JCudaDriver.cuStreamEndCapture(context.stream(), graph);
            if (!mayPassRelaxed(ended)) {
                JCudaDriver.cuGraphDestroy(graph);
                throw failure;
            }
        }
        if (mayPassRelaxed(ended)) {
            mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED;
            return capture(times);
        }
        context.check(ended, "recording a step");
        try {
            nodes = nodes(graph) / times;
            CUgraphExec executable = new CUgraphExec();
            Cuda.check(JCudaDriver.cuGraphInstantiate(executable, graph, 0), "preparing a recorded step");
            return executable;
        } finally {
            JCudaDriver.cuGraphDestroy(graph);
        }
    }

    private static int nodes(CUgraph graph) {
        long[] count = new long[1];
        Cuda.check(JCudaDriver.cuGraphGetNodes(graph, null, count), "counting what a step launches");
        return (int) count[0];
    }

    /** Returns how many kernels, copies and memsets one step launches. */
    int nodes() {
        return nodes;
    }

    private boolean mayPassRelaxed(int ended) {
        return UNSAFE_CALL.contains(ended) && mode != CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED;
    }

    @Override
    public void run(int times) {
        context.use().run(() -> replay(times));
    }

    private void replay(int times) {
        context.makeCurrent();
        launches.forEach(context::launched);
        int left = times;
        for (int which = 0; which < STEPS.length; which++) {
            for (; left >= STEPS[which]; left -= STEPS[which]) {
                context.check(JCudaDriver.cuGraphLaunch(graph(which), context.stream()), "replaying recorded steps");
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            context.use().runUnlessClosed(this::free);
        }
    }

    private void free() {
        closed = true;
        for (CUgraphExec graph : graphs) {
            if (graph != null) {
                JCudaDriver.cuGraphExecDestroy(graph);
            }
        }
    }
}
