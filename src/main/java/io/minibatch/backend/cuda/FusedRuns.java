package io.minibatch.backend.cuda;

import io.minibatch.backend.BackendException;
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

/**
 * Makes whole steps of small networks in one launch: claims their plans, and runs the steps of several networks at
 * once.
 */
final class FusedRuns {
    /** Networks of a launch; more are divided. */
    private static final int MOST_NETWORKS = 1024;

    /**
     * Steps of a launch of as many networks as the device trains at once; more are divided, because a driver may end a
     * launch that takes two seconds. By estimate, a step of the largest shape takes 20 µs on a large device, and no
     * more than 0.2 ms on a small one.
     */
    static final int MOST_STEPS = 2000;

    private final Recorder recorder;
    private final int multiprocessors;
    private final Kernels kernels;
    private final Staging staging;
    private final Address networks;

    /** The content of {@link #networks}. */
    private byte[] uploaded = {};

    private int mostSteps = MOST_STEPS;
    private boolean clustersFit = true;
    private boolean claimsSlower;

    FusedRuns(DeviceParts parts, Recorder recorder, CudaMemory memory) {
        this.recorder = recorder;
        this.multiprocessors = parts.context().device().multiprocessors();
        this.kernels = parts.kernels();
        this.staging = parts.staging();
        this.networks = memory.allocate((long) MOST_NETWORKS * FusedStep.NETWORK_BYTES);
    }

    /** Limits the steps of a launch to fewer than {@link #MOST_STEPS}. */
    void limitSteps(int most) {
        mostSteps = most;
    }

    /** Claims also what single operations make in less time. */
    void claimSlower() {
        claimsSlower = true;
    }

    /**
     * Returns the steps of a plan, null if single operations are faster, or no kernel makes them: it takes images with
     * labels and without weights.
     */
    @Nullable
    Step claim(StepPlan plan, StepMemory memory) {
        FusedShape shape = shape(plan);
        if (shape == null || !((CudaBatch) memory.batch()).examples().areUnweightedLabelledImages()) {
            return null;
        }
        FusedStep step = new FusedStep(this, shape, plan, memory);
        if (shape.blocks() > 1) {
            tryCluster(step);
        }
        return shape(plan) == null ? null : step;
    }

    private @Nullable FusedShape shape(StepPlan plan) {
        FusedShape shape = FusedShape.of(plan, kernels::allowSharedMemory);
        if (shape == null || !(claimsSlower || shape.isFaster())) {
            return null;
        }
        boolean fits = (shape.blocks() == 1 || clustersFit && shape.blocks() <= multiprocessors);
        return fits ? shape : null;
    }

    /**
     * Launches no step of a cluster. A device may have too few multiprocessors side by side for one, which a launch
     * alone tells: JCuda cannot ask.
     */
    private void tryCluster(FusedStep step) {
        try {
            upload(describe(List.of(new StepRun(step, 0)), false));
            step.shape().launch(kernels, networks, 1, 0, 0);
        } catch (BackendException refused) {
            clustersFit = false;
        }
    }

    /** Returns how many networks of a plan the device trains at the same time: a block on each multiprocessor. */
    int together(StepPlan plan) {
        FusedShape shape = shape(plan);
        return shape == null ? 1 : Math.max(1, Math.min(MOST_NETWORKS, multiprocessors / shape.blocks()));
    }

    /** Runs steps, those of networks of the same shape in one launch. */
    void run(List<StepRun> runs) {
        recorder.eager("run", () -> {
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
        // Where all make the same number of steps, the kernel's argument limits them: the same fields serve each run.
        upload(describe(runs, equal));
        int waves = (runs.size() * shape.blocks() + multiprocessors - 1) / multiprocessors;
        int atOnce = Math.max(1, mostSteps / waves);
        for (int made = 0; made < most; ) {
            int next = Math.min(atOnce, most - made);
            shape.launch(kernels, networks, runs.size(), equal ? 0 : made, next);
            made += next;
        }
    }

    /** Returns the fields of networks, each with the number of its steps, or without a limit. */
    private static byte[] describe(List<StepRun> runs, boolean unlimited) {
        ByteBuffer fields =
                ByteBuffer.allocate(runs.size() * FusedStep.NETWORK_BYTES).order(ByteOrder.nativeOrder());
        for (StepRun run : runs) {
            ((FusedStep) run.step()).describe(fields, unlimited ? Integer.MAX_VALUE : run.times());
        }
        return fields.array();
    }

    private void upload(byte[] fields) {
        if (!Arrays.equals(fields, uploaded)) {
            uploaded = new byte[0];
            staging.upload(fields, networks);
            uploaded = fields;
        }
    }
}
