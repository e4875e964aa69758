package io.minibatch.backend.cpu;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.StepClock;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Targets;
import org.jspecify.annotations.Nullable;

/** The operations that are issued and return nothing, and so can be recorded. */
abstract class IssuedOperations implements Backend {
    /** Returns what carries an operation out or records it. */
    abstract CpuExecution execution();

    /** Returns whether functions are computed by the Vector API. */
    abstract boolean usesVectors();

    @Override
    public final void gather(Batch batch, Matrix x) {
        CpuBatch from = (CpuBatch) batch;
        execution().issue(() -> new Gather(from, (CpuMatrix) x, from.examples().nonZeros()));
    }

    @Override
    public final void augment(Batch batch, Augmentation augmentation, Matrix x) {
        augmentation.checkFits(batch.examples());
        execution()
                .issue(new Augment(
                        (CpuBatch) batch,
                        augmentation,
                        (CpuMatrix) x,
                        execution().mostChunks()));
    }

    @Override
    public final void axpy(Matrix alpha, Matrix x, Matrix y) {
        execution().issue(new Axpy((CpuMatrix) alpha, (CpuMatrix) x, (CpuMatrix) y));
    }

    @Override
    public final void copy(Matrix x, Matrix y) {
        execution().issue(new Copy((CpuMatrix) x, (CpuMatrix) y));
    }

    @Override
    public final void rowSums(Matrix x, Matrix sums) {
        execution().issue(new RowSums((CpuMatrix) x, (CpuMatrix) sums));
    }

    @Override
    public final void scale(Matrix alpha, Matrix x) {
        execution().issue(new Scale((CpuMatrix) alpha, (CpuMatrix) x));
    }

    @Override
    public final void clipNorm(float limit, Matrix x) {
        SumOfSquares squares = new SumOfSquares((CpuMatrix) x);
        execution().issueAll(() -> {
            execution().issue(squares);
            execution().issue(new ClipNorm(limit, (CpuMatrix) x, squares));
        });
    }

    @Override
    public final void multiply(Matrix x, Matrix y, Matrix z) {
        execution().issue(new Multiply((CpuMatrix) x, (CpuMatrix) y, (CpuMatrix) z));
    }

    @Override
    public final void activate(Elementwise function, Matrix bias, Matrix z, Matrix a, @Nullable Dropout dropout) {
        execution()
                .issue(new Activate(
                        function,
                        (CpuMatrix) bias,
                        (CpuMatrix) z,
                        (CpuMatrix) a,
                        DropoutMask.of(dropout, z.size()),
                        usesVectors()));
    }

    @Override
    public final void softmax(Matrix bias, Matrix z) {
        execution().issue(new Softmax((CpuMatrix) bias, (CpuMatrix) z, usesVectors()));
    }

    @Override
    public final void activationGradient(
            Elementwise function, Matrix values, Matrix delta, BiasGradient biasGradient, @Nullable Dropout dropout) {
        execution()
                .issue(new ActivationGradient(
                        function,
                        (CpuMatrix) values,
                        (CpuMatrix) delta,
                        new ActivationGradient.Biases(
                                (CpuMatrix) biasGradient.sums(), (CpuMatrix) biasGradient.rate(), (CpuMatrix)
                                        biasGradient.bias()),
                        DropoutMask.of(dropout, delta.size()),
                        usesVectors()));
    }

    @Override
    public final void output(
            Objective objective, Batch batch, Matrix bias, Matrix z, Matrix delta, BiasGradient biasGradient) {
        execution().issueAll(() -> Backend.super.output(objective, batch, bias, z, delta, biasGradient));
    }

    @Override
    public final void outputDelta(Batch batch, Targets targets, Matrix activations, Matrix delta) {
        execution().issue(new OutputDelta((CpuBatch) batch, targets, (CpuMatrix) activations, (CpuMatrix) delta));
    }

    @Override
    public final void tally(Objective objective, Batch batch, Matrix logits, Tally tally) {
        execution().issue(new TallyCosts(objective, (CpuBatch) batch, (CpuMatrix) logits, (CpuTally) tally));
    }

    @Override
    public final void descend(Descent rule, StepClock clock, Matrix rates, ParameterBlock block) {
        Matrix state = block.state() == null ? block.gradient() : block.state();
        Descend.Block arrays = new Descend.Block(
                (CpuMatrix) block.values(), (CpuMatrix) block.gradient(), (CpuMatrix) state, block.weights());
        execution().issue(new Descend(rule, (CpuClock) clock, (CpuMatrix) rates, arrays));
    }

    @Override
    public final void limitNorms(float limit, Matrix weights) {
        execution().issue(new LimitNorms(limit, (CpuMatrix) weights));
    }
}
