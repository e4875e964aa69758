package io.minibatch.backend.cuda;

import io.minibatch.backend.Step;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.StepRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes whole steps of small networks in one launch: claims their plans, and runs the steps of several networks at once. */
final class FusedRuns {
    /** Networks of a launch; more are divided. */
    private static final int MOST_NETWORKS = 1024;

    /**
     * Steps of a launch; more are divided, because a driver may end a launch that takes two seconds. A step of the largest
     * shape takes some 10 µs by estimate, and no more than 0.1 ms on the slowest device.
     */
    static final int MOST_STEPS = 2000;

    private final Context context;
    private final Kernels kernels;
    private final Staging staging;
    private final Address networks;

    /** What {@link #networks} holds. */
    private byte[] uploaded = {};

    private int mostSteps = MOST_STEPS;

    FusedRuns(DeviceParts parts, CudaMemory memory) {
        this.context = parts.context();
        this.kernels = parts.kernels();
        this.staging = parts.staging();
        this.networks = memory.allocate((long) MOST_NETWORKS * FusedStep.NETWORK_BYTES);
    }

    /** Limits the steps of a launch to fewer than {@link #MOST_STEPS}. */
    void limitSteps(int most) {
        mostSteps = most;
    }

    /** Returns the steps of a plan, null where no kernel makes them. */
    @Nullable
    Step claim(StepPlan plan, StepMemory memory) {
        FusedShape shape = FusedShape.of(plan, kernels::allowSharedMemory);
        return shape == null ? null : new FusedStep(this, shape, plan, memory);
    }

    /** Returns how many networks of a plan the device trains at the same time: a block on each multiprocessor. */
    int together(StepPlan plan) {
        FusedShape shape = FusedShape.of(plan, kernels::allowSharedMemory);
        int blocks = context.device().multiprocessors();
        return shape == null ? 1 : Math.max(1, Math.min(MOST_NETWORKS, blocks / shape.blocks()));
    }

    /** Runs steps, those of networks of the same shape in one launch. */
    void run(List<StepRun> runs) {
        context.use().run(() -> {
            context.makeCurrent();
            Map<FusedShape, List<StepRun>> together = new LinkedHashMap<>();
            for (StepRun run : runs) {
                if (run.step() instanceof FusedStep step) {
                    together.computeIfAbsent(step.shape(), shape -> new ArrayList<>())
                            .add(run);
                } else {
                    run.step().run(run.times());
                }
            }
            together.forEach(this::launch);
        });
    }

    private void launch(FusedShape shape, List<StepRun> runs) {
        for (int first = 0; first < runs.size(); first += MOST_NETWORKS) {
            launchAtOnce(shape, runs.subList(first, Math.min(runs.size(), first + MOST_NETWORKS)));
        }
    }

    private void launchAtOnce(FusedShape shape, List<StepRun> runs) {
        int most = runs.stream().mapToInt(StepRun::times).max().orElse(0);
        boolean equal = runs.stream().allMatch(run -> run.times() == most);
        ByteBuffer fields =
                ByteBuffer.allocate(runs.size() * FusedStep.NETWORK_BYTES).order(ByteOrder.nativeOrder());
        // Where all make the same number of steps, the kernel's argument limits them, and the same fields serve each
        // run.
        runs.forEach(run -> ((FusedStep) run.step()).describe(fields, equal ? Integer.MAX_VALUE : run.times()));
        upload(fields.array());
        for (int from = 0; from < most; from += mostSteps) {
            shape.launch(kernels, networks, runs.size(), equal ? 0 : from, Math.min(mostSteps, most - from));
        }
    }

    private void upload(byte[] fields) {
        if (!Arrays.equals(fields, uploaded)) {
            staging.upload(fields, networks);
            uploaded = fields;
        }
    }
}
