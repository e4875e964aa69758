package io.minibatch.backend.cuda;

import io.minibatch.backend.Step;
import java.util.List;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** A captured step as two graphs, one of many steps and one of a single step for what remains. */
final class CudaStep implements Step {
    /** Steps in the large graph: the cost of a launch, some microseconds, is shared by so many. */
    private static final int MANY = 50;

    private final Context context;
    private final List<Launch> launches;
    private final CUgraphExec one;
    private final CUgraphExec many;
    private boolean closed;

    CudaStep(Context context, Runnable operations) {
        this.context = context;
        this.one = capture(operations, 1);
        try {
            this.many = capture(operations, MANY);
        } catch (RuntimeException | Error failure) {
            JCudaDriver.cuGraphExecDestroy(one);
            throw failure;
        }
        this.launches = context.takeLaunches();
    }

    private CUgraphExec capture(Runnable operations, int times) {
        CUgraph graph = new CUgraph();
        Cuda.check(
                JCudaDriver.cuStreamBeginCapture(
                        context.stream(), CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
                "beginning to record");
        try {
            for (int i = 0; i < times; i++) {
                operations.run();
            }
        } catch (RuntimeException | Error failure) {
            JCudaDriver.cuStreamEndCapture(context.stream(), graph);
            JCudaDriver.cuGraphDestroy(graph);
            throw failure;
        }
        int ended = JCudaDriver.cuStreamEndCapture(context.stream(), graph);
        Cuda.check(ended, "recording a step");
        CUgraphExec executable = new CUgraphExec();
        int instantiated = JCudaDriver.cuGraphInstantiate(executable, graph, 0);
        JCudaDriver.cuGraphDestroy(graph);
        Cuda.check(instantiated, "preparing a recorded step");
        return executable;
    }

    @Override
    public void run(int times) {
        context.makeCurrent();
        launches.forEach(context::launched);
        for (int i = 0; i < times / MANY; i++) {
            context.check(JCudaDriver.cuGraphLaunch(many, context.stream()), "replaying steps");
        }
        for (int i = 0; i < times % MANY; i++) {
            context.check(JCudaDriver.cuGraphLaunch(one, context.stream()), "replaying a step");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            JCudaDriver.cuGraphExecDestroy(one);
            JCudaDriver.cuGraphExecDestroy(many);
        }
    }
}
