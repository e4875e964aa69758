package io.minibatch.step;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.InputLayer;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Opened;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.Transpose;
import io.minibatch.network.ForwardPass;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sequence of operations that a {@link StepPlan} specifies: gather or augment, forward, the output layer, then
 * layer by layer from the last: the delta of the layer before, by the old weights, and the update; at last the limit of
 * the norms. The book's equations (BP1) to (BP4).
 *
 * <p>Activations and errors are allocated here; {@link #run()} allocates nothing and may be recorded.
 */
public final class UnfusedStep implements AutoCloseable {
    private final Backend backend;
    private final StepPlan plan;
    private final Batch batch;
    private final ForwardPass forward;
    private final List<Matrix> weights;
    private final Matrix outputBiases;
    private final @Nullable InputLayer input;
    private final LayerUpdate update;
    private final Runnable finish;
    private final List<Matrix> deltas = new ArrayList<>();
    private final Opened opened = new Opened();

    /** Allocates what a step needs beside its memory, which the caller closes later. */
    public UnfusedStep(Backend backend, StepPlan plan, StepMemory memory) {
        this.backend = backend;
        this.plan = plan;
        this.batch = memory.batch();
        Matrix values = memory.parameters().values();
        this.weights =
                plan.layers().stream().map(layer -> layer.weightsOf(values)).toList();
        this.outputBiases = plan.layers().get(weights.size() - 1).biasesOf(values);
        try {
            this.input = backend.claimInput(plan, memory);
            if (input != null) {
                opened.keep(input);
            }
            this.forward = opened.keep(new ForwardPass(backend, plan, values, batch.clock()));
            for (StepPlan.Layer layer : plan.layers()) {
                deltas.add(opened.keep(backend.allocate(plan.capacity(), layer.outputs())));
            }
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
        StepPlan.Update planned = plan.update();
        if (planned != null && planned.isPlainDescent()) {
            this.update = new PlainDescent(backend, plan, memory);
            this.finish = new ParameterUpdate.NormLimit(backend, plan, values)::run;
        } else {
            this.update = new WholeGradient(backend, plan, memory.parameters().gradient());
            this.finish = planned == null
                    ? () -> {}
                    : new ParameterUpdate(backend, plan, batch.clock(), memory.rates(), memory.parameters())::run;
        }
    }

    /** Makes one step. */
    public void run() {
        int last = deltas.size() - 1;
        runForward();
        backend.output(
                plan.objective(), batch, outputBiases, forward.output(), deltas.get(last), update.biasGradient(last));
        for (int l = last; l >= 0; l--) {
            if (l > 0) {
                backPropagate(l);
            }
            if (l == 0 && input != null) {
                input.update(deltas.get(0));
            } else {
                update.updateWeights(l, forward.inputOf(l), deltas.get(l));
            }
        }
        finish.run();
    }

    private void runForward() {
        Augmentation augmentation = plan.augmentation();
        if (input != null) {
            input.multiply(forward.firstProduct());
            forward.runFromFirstProduct();
            return;
        }
        if (augmentation == null) {
            backend.gather(batch, forward.input());
        } else {
            backend.augment(batch, augmentation, forward.input());
        }
        forward.runToProduct();
    }

    /** Returns the forward pass, as {@link #run} left it. */
    public ForwardPass forward() {
        return forward;
    }

    /** Returns δ of a layer, as {@link #run} left it. */
    public Matrix delta(int layer) {
        return deltas.get(layer);
    }

    /** {@code δˡ⁻¹ = δˡ·Wˡᵀ ⊙ f'}, (BP2). */
    private void backPropagate(int layer) {
        backend.gemm(Transpose.B, 1, deltas.get(layer), weights.get(layer), 0, deltas.get(layer - 1));
        forward.gradient(layer - 1, deltas.get(layer - 1), update.biasGradient(layer - 1));
    }

    @Override
    public void close() {
        opened.close();
    }
}
