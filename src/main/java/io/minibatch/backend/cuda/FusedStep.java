package io.minibatch.backend.cuda;

import io.minibatch.backend.Batch;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.StepRun;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** Steps of a network that one block makes, see {@code fused.cu}. */
final class FusedStep implements Step {
    /** The size of {@code FusedNetwork}. */
    static final int NETWORK_BYTES = 96;

    private final FusedRuns runs;
    private final FusedShape shape;
    private final StepPlan plan;
    private final StepMemory memory;

    FusedStep(FusedRuns runs, FusedShape shape, StepPlan plan, StepMemory memory) {
        this.runs = runs;
        this.shape = shape;
        this.plan = plan;
        this.memory = memory;
    }

    FusedShape shape() {
        return shape;
    }

    @Override
    public void run(int times) {
        runs.run(List.of(new StepRun(this, times)));
    }

    /**
     * Appends the fields of {@code FusedNetwork}.
     *
     * @param steps how many the kernel may make
     */
    void describe(ByteBuffer to, int steps) {
        CudaBatch batch = (CudaBatch) memory.batch();
        ParameterBlock block = memory.parameters();
        CudaMatrix values = (CudaMatrix) block.values();
        CudaMatrix velocity = block.state() == null ? values : (CudaMatrix) block.state();
        to.putLong(values.address().value())
                .putLong(velocity.address().value())
                .putLong(((CudaMatrix) memory.rates()).address().value())
                .putLong(batch.state().value())
                .putLong(batch.order.value())
                .putLong(batch.examples().inputs.value())
                .putLong(batch.examples().labels.value())
                .putInt(batch.examples().size())
                .putInt(steps);
        describePlan(to, batch);
    }

    private void describePlan(ByteBuffer to, Batch batch) {
        Descent rule = Objects.requireNonNull(plan.update()).rule();
        List<StepPlan.Layer> layers = plan.layers();
        Elementwise hidden =
                layers.size() == 1 ? Elementwise.IDENTITY : layers.get(0).function();
        to.putInt(rule == Descent.NESTEROV ? 1 : 0)
                .putInt(hidden.ordinal())
                .putInt(Launches.outputCode(plan.objective()))
                .putInt(plan.objective().outputGradient().ordinal());
        for (int layer = 0; layer < 2; layer++) {
            double rate = layer < layers.size() ? layers.get(layer).dropout() : 0;
            to.putInt(new Dropout(batch.clock(), layer, rate).threshold());
        }
        to.putFloat(plan.objective().targets().on())
                .putFloat(plan.objective().targets().off());
    }

    /** Nothing is kept but what belongs to the caller. */
    @Override
    public void close() {}
}
