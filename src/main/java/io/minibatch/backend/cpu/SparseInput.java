package io.minibatch.backend.cpu;

import io.minibatch.backend.InputLayer;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A first layer that multiplies by the bytes of images that are not 0.
 *
 * <p>Under plain gradient descent its weights stay apart from the memory of the steps while these run, and decay
 * lazily. Other rules change all weights in the memory by a gradient there; so in each step the weights are loaded and
 * their gradient is stored.
 */
final class SparseInput implements InputLayer {
    private final CpuExecution execution;
    private final SparseBatch batch;
    private final SparseWeights weights;
    private final LazyDecay decay;

    /** Receives the gradient; under plain gradient descent, the weights themselves. */
    private final SparseWeights gradient;

    /** Errors in rows of the panels' width, null if they are taken as they are. */
    private final @Nullable Rows padded;

    SparseInput(CpuExecution execution, StepPlan plan, StepMemory memory, NonZeros lists) {
        this.execution = execution;
        CpuBatch examples = (CpuBatch) memory.batch();
        StepPlan.Layer layer = plan.layers().get(0);
        batch = new SparseBatch(examples, lists);
        weights = new SparseWeights((CpuMatrix) memory.parameters().values(), layer);
        if (SparseRule.decaysLazily(plan)) {
            decay = new LazyDecay((CpuMatrix) memory.rates(), examples.clock(), List.of(weights));
            gradient = weights;
        } else {
            decay = LazyDecay.none((CpuMatrix) memory.rates(), examples.clock());
            gradient = new SparseWeights((CpuMatrix) memory.parameters().gradient(), layer);
        }
        boolean fits = weights.width() == layer.outputs() || weights.usesPositionLists(plan.capacity());
        padded = fits ? null : Rows.allocate(plan.capacity(), weights.width());
    }

    @Override
    public void multiply(Matrix z) {
        if (gradient != weights) {
            execution.issue(new SparseWeights.Move(weights, SparseWeights::load));
        }
        execution.issue(new SparseProduct(batch, weights, decay, (CpuMatrix) z));
    }

    @Override
    public void update(Matrix delta) {
        CpuMatrix errors = (CpuMatrix) delta;
        Rows rows = padded == null ? Rows.of(errors) : padded;
        if (padded != null) {
            execution.issue(new Pad(errors, rows));
        }
        if (gradient != weights) {
            execution.issue(new SparseWeights.Move(gradient, SparseWeights::clear));
        } else {
            execution.issue(new LazyDecay.Begin(decay));
        }
        new SparseGradient(batch, gradient, decay, rows).operations().forEach(execution::issue);
        if (gradient != weights) {
            execution.issue(new SparseWeights.Move(gradient, SparseWeights::store));
        } else {
            execution.issue(new LazyDecay.End(decay));
        }
    }

    @Override
    public void close() {}

    /** Copies errors to rows of the panels' width. */
    private record Pad(CpuMatrix delta, Rows rows) implements Operation {
        @Override
        public int length() {
            return delta.rows;
        }

        @Override
        public long work() {
            return delta.size() / Panel.LANES;
        }

        @Override
        public void run(int from, int to) {
            for (int row = from; row < to; row++) {
                int at = delta.offset + row * delta.columns;
                System.arraycopy(delta.data, at, rows.data(), rows.row(row), delta.columns);
            }
        }
    }
}
