package io.minibatch.backend.cpu;

import io.minibatch.backend.InputLayer;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A first layer that multiplies by the bytes of images that are not 0, for plain gradient descent. */
final class SparseInput implements InputLayer {
    private final CpuExecution execution;
    private final SparseBatch batch;
    private final SparseWeights weights;
    private final LazyDecay decay;

    /** Errors in rows of the panels' width, null where they are taken as they are. */
    private final @Nullable Rows padded;

    SparseInput(CpuExecution execution, StepPlan plan, StepMemory memory, NonZeros lists) {
        this.execution = execution;
        CpuBatch examples = (CpuBatch) memory.batch();
        StepPlan.Layer layer = plan.layers().get(0);
        batch = new SparseBatch(examples, lists);
        weights = new SparseWeights((CpuMatrix) memory.parameters().values(), layer);
        decay = new LazyDecay((CpuMatrix) memory.rates(), examples.clock(), List.of(weights));
        int width = SparseWeights.paddedWidth(layer.outputs());
        boolean asTheyAre = width == layer.outputs() || weights.goByPosition(plan.capacity());
        padded = asTheyAre ? null : Rows.allocate(plan.capacity(), width);
    }

    @Override
    public void multiply(Matrix z) {
        execution.issue(new SparseProduct(batch, weights, decay, (CpuMatrix) z));
    }

    @Override
    public void update(Matrix delta) {
        CpuMatrix errors = (CpuMatrix) delta;
        Rows rows = padded == null ? Rows.of(errors) : padded;
        execution.issue(new Begin(errors, rows));
        new SparseGradient(batch, weights, decay, rows).operations().forEach(execution::issue);
        execution.issue(new LazyDecay.End(decay));
    }

    @Override
    public void close() {}

    /** Decays the weights, and pads the errors where that is needed. */
    private final class Begin implements Operation {
        private final CpuMatrix delta;
        private final Rows rows;

        Begin(CpuMatrix delta, Rows rows) {
            this.delta = delta;
            this.rows = rows;
        }

        @Override
        public int length() {
            return delta.rows;
        }

        @Override
        public long work() {
            return delta.size();
        }

        @Override
        public void beforeSteps() {
            decay.open();
        }

        @Override
        public void begin() {
            decay.decay();
        }

        @Override
        public void run(int from, int to) {
            for (int row = from; row < to && rows.data() != delta.data; row++) {
                System.arraycopy(
                        delta.data, delta.offset + row * delta.columns, rows.data(), rows.row(row), delta.columns);
            }
        }
    }
}
