package io.minibatch.backend.cuda;

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

/** The operations that are launches of kernels and nothing else, and so can be recorded. */
abstract class LaunchedOperations implements Backend {
    /** Returns what launches or captures an operation. */
    abstract Recorder recorder();

    abstract Launches launches();

    @Override
    public final void gather(Batch batch, Matrix x) {
        recorder().launch(() -> launches().gather((CudaBatch) batch, (CudaMatrix) x));
    }

    @Override
    public final void augment(Batch batch, Augmentation augmentation, Matrix x) {
        augmentation.checkFits(batch.examples());
        recorder().launch(() -> launches().augment((CudaBatch) batch, augmentation, (CudaMatrix) x));
    }

    @Override
    public final void axpy(Matrix alpha, Matrix x, Matrix y) {
        recorder().launch(() -> launches().axpy((CudaMatrix) alpha, (CudaMatrix) x, (CudaMatrix) y));
    }

    @Override
    public final void copy(Matrix x, Matrix y) {
        recorder().launch(() -> launches().copy((CudaMatrix) x, (CudaMatrix) y));
    }

    @Override
    public final void rowSums(Matrix x, Matrix sums) {
        recorder().launch(() -> launches().rowSums((CudaMatrix) x, (CudaMatrix) sums));
    }

    @Override
    public final void scale(Matrix alpha, Matrix x) {
        recorder().launch(() -> launches().scale((CudaMatrix) alpha, (CudaMatrix) x));
    }

    @Override
    public final void clipNorm(float limit, Matrix x) {
        recorder().launch(() -> launches().clipNorm(limit, (CudaMatrix) x));
    }

    @Override
    public final void multiply(Matrix x, Matrix y, Matrix z) {
        recorder().launch(() -> launches().multiply((CudaMatrix) x, (CudaMatrix) y, (CudaMatrix) z));
    }

    @Override
    public final void activate(Elementwise function, Matrix bias, Matrix z, Matrix a, @Nullable Dropout dropout) {
        recorder()
                .launch(() ->
                        launches().activate(function, (CudaMatrix) bias, (CudaMatrix) z, (CudaMatrix) a, dropout));
    }

    @Override
    public final void softmax(Matrix bias, Matrix z) {
        recorder().launch(() -> launches().softmax((CudaMatrix) bias, (CudaMatrix) z));
    }

    @Override
    public final void activationGradient(
            Elementwise function, Matrix values, Matrix delta, BiasGradient biasGradient, @Nullable Dropout dropout) {
        recorder()
                .launch(() -> launches()
                        .activationGradient(function, (CudaMatrix) values, (CudaMatrix) delta, biasGradient, dropout));
    }

    @Override
    public final void output(
            Objective objective, Batch batch, Matrix bias, Matrix z, Matrix delta, BiasGradient biasGradient) {
        if (z.columns() > PartialSums.OUTPUT_COLUMNS || objective.function().derivativeNeedsInput()) {
            recorder().issue(() -> Backend.super.output(objective, batch, bias, z, delta, biasGradient));
        } else {
            CudaMatrix offsets = (CudaMatrix) bias;
            recorder()
                    .launch(() -> launches()
                            .output(
                                    objective,
                                    (CudaBatch) batch,
                                    offsets,
                                    (CudaMatrix) z,
                                    (CudaMatrix) delta,
                                    biasGradient));
        }
    }

    @Override
    public final void outputDelta(Batch batch, Targets targets, Matrix activations, Matrix delta) {
        recorder()
                .launch(() -> launches()
                        .outputDelta((CudaBatch) batch, targets, (CudaMatrix) activations, (CudaMatrix) delta));
    }

    @Override
    public final void tally(Objective objective, Batch batch, Matrix logits, Tally tally) {
        recorder().launch(() -> launches().tally(objective, (CudaBatch) batch, (CudaMatrix) logits, (CudaTally) tally));
    }

    @Override
    public final void descend(Descent rule, StepClock clock, Matrix rates, ParameterBlock block) {
        recorder().launch(() -> launches().descend(rule, (CudaClock) clock, (CudaMatrix) rates, block));
    }

    @Override
    public final void limitNorms(float limit, Matrix weights) {
        recorder().launch(() -> launches().limitNorms(limit, (CudaMatrix) weights));
    }
}
