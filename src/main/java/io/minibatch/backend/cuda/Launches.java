package io.minibatch.backend.cuda;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Objective;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Targets;
import io.minibatch.random.Permutation;
import org.jspecify.annotations.Nullable;

/** Maps each operation to its kernel, arguments and launch geometry. */
final class Launches {
    static final int MOST_BLOCKS = 65_535;

    /** After the codes of the functions, which are their ordinals. */
    private static final int SOFTMAX = Elementwise.values().length;

    /** Rows of blocks of {@code gather_u8} and {@code gather_f32}: twice as many blocks as an H100 runs at once. */
    private static final int GATHER_BLOCKS = 2048;

    private final Kernels kernels;
    private final PartialSums sums;

    Launches(Kernels kernels, PartialSums sums) {
        this.kernels = kernels;
        this.sums = sums;
    }

    void shuffle(CudaBatch batch, long seed, int epoch) {
        int size = batch.examples().size();
        Permutation permutation = new Permutation(seed, epoch, size);
        Arguments arguments = kernels.arguments()
                .add(batch.order)
                .add(batch.state())
                .add(size)
                .add(epoch);
        arguments.add((int) seed).add((int) (seed >>> 32)).add(permutation.halfBits());
        for (int key : permutation.keys()) {
            arguments.add(key);
        }
        kernels.launch(Kernel.BATCH_SHUFFLE, blocks(size, 256));
    }

    void rewind(CudaBatch batch, long seed, int epoch) {
        int size = batch.examples().size();
        Arguments arguments = kernels.arguments()
                .add(batch.order)
                .add(batch.state())
                .add(size)
                .add(epoch);
        arguments.add((int) seed).add((int) (seed >>> 32));
        kernels.launch(Kernel.BATCH_REWIND, blocks(size, 256));
    }

    void augment(CudaBatch batch, Augmentation augmentation, CudaMatrix x) {
        AugmentLaunch.launch(kernels, batch, augmentation, x);
    }

    void gather(CudaBatch batch, CudaMatrix x) {
        kernels.arguments()
                .add(x.address())
                .add(batch.examples().inputs)
                .add(batch.order)
                .add(batch.state())
                .add(batch.examples().size())
                .add(x.rows())
                .add(x.columns());
        Kernel kernel = batch.examples().areImages() ? Kernel.GATHER_U8 : Kernel.GATHER_F32;
        kernels.launch(kernel, blocks(x.columns(), 1024), Math.min(x.rows(), GATHER_BLOCKS));
    }

    void checkFinite(CudaClock clock, CudaMatrix values) {
        kernels.arguments().add(clock.state).add(values.address()).add(values.size());
        kernels.launch(Kernel.CHECK_FINITE, blocks(values.size(), 1024));
    }

    void axpy(CudaMatrix alpha, CudaMatrix x, CudaMatrix y) {
        kernels.arguments()
                .add(y.address())
                .add(alpha.address())
                .add(x.address())
                .add(y.size());
        kernels.launch(Kernel.AXPY, blocks(y.size(), 1024));
    }

    void copy(CudaMatrix x, CudaMatrix y) {
        kernels.arguments().add(y.address()).add(x.address()).add(y.size());
        kernels.launch(Kernel.COPY, blocks(y.size(), 1024));
    }

    void rowSums(CudaMatrix x, CudaMatrix rowSums) {
        kernels.arguments()
                .add(rowSums.address())
                .add(x.address())
                .add(x.rows())
                .add(x.columns());
        kernels.launch(Kernel.ROW_SUMS, blocks(x.rows(), 4));
    }

    void dot(Address blockSums, Address x, Address y, int size) {
        kernels.arguments().add(blockSums).add(x).add(y).add(size);
        kernels.launch(Kernel.DOT_BLOCKS, BlockSums.blocks(size));
    }

    void magnitudes(Address blockSums, Address x, int size) {
        kernels.arguments().add(blockSums).add(x).add(size);
        kernels.launch(Kernel.MAGNITUDE_BLOCKS, BlockSums.blocks(size));
    }

    void scale(CudaMatrix alpha, CudaMatrix x) {
        kernels.arguments().add(x.address()).add(alpha.address()).add(x.size());
        kernels.launch(Kernel.SCALE, blocks(x.size(), 1024));
    }

    void clipNorm(float limit, CudaMatrix x) {
        int parts = PartialSums.clipBlocks(x.size());
        kernels.arguments().add(sums.parts).add(x.address()).add(x.size());
        kernels.launch(Kernel.SQUARE_SUMS, parts);
        kernels.arguments()
                .add(x.address())
                .add(sums.parts)
                .add(limit)
                .add(parts)
                .add(x.size());
        kernels.launch(Kernel.CLIP_NORM, blocks(x.size(), 1024));
    }

    void multiply(CudaMatrix x, CudaMatrix y, CudaMatrix z) {
        kernels.arguments().add(z.address()).add(x.address()).add(y.address()).add(z.size());
        kernels.launch(Kernel.MULTIPLY, blocks(z.size(), 1024));
    }

    void activate(Elementwise function, CudaMatrix bias, CudaMatrix z, CudaMatrix a, @Nullable Dropout dropout) {
        kernels.arguments()
                .add(a.address())
                .add(z.address())
                .add(bias.address())
                .add(z.rows())
                .add(z.columns());
        addDropout(dropout, z);
        kernels.launch(Kernel.biasActivation(function), blocks(z.size(), 1024));
    }

    void softmax(CudaMatrix bias, CudaMatrix z) {
        kernels.arguments().add(z.address()).add(bias.address()).add(z.rows()).add(z.columns());
        kernels.launch(Kernel.SOFTMAX, blocks(z.rows(), 4));
    }

    void activationGradient(
            Elementwise function,
            CudaMatrix values,
            CudaMatrix delta,
            BiasGradient biasGradient,
            @Nullable Dropout dropout) {
        kernels.arguments().add(delta.address());
        addBiasGradient(biasGradient, (CudaMatrix) biasGradient.bias());
        kernels.pending().add(values.address()).add(delta.rows()).add(delta.columns());
        addDropout(dropout, delta);
        kernels.launch(
                Kernel.activationGradient(function),
                blocks(delta.columns(), PartialSums.GRADIENT_COLUMNS),
                PartialSums.gradientBlocks(delta.rows(), delta.columns()));
    }

    /** Adds the destination of the sums, rate and bias (null for none), and the buffer of the blocks' partial sums. */
    private void addBiasGradient(BiasGradient biasGradient, @Nullable CudaMatrix bias) {
        CudaMatrix rate = (CudaMatrix) biasGradient.rate();
        kernels.pending()
                .add(((CudaMatrix) biasGradient.sums()).address())
                .add(rate == null ? Address.NULL : rate.address())
                .add(bias == null ? Address.NULL : bias.address())
                .add(sums.parts)
                .add(sums.tickets);
    }

    /** For at most {@link PartialSums#OUTPUT_COLUMNS} classes. */
    void output(
            Objective objective, CudaBatch batch, CudaMatrix bias, CudaMatrix z, CudaMatrix delta, BiasGradient step) {
        kernels.arguments().add(z.address()).add(delta.address());
        addBiasGradient(step, bias);
        kernels.pending().add(batch.state());
        addDesired(batch, objective.targets());
        kernels.pending()
                .add(z.rows())
                .add(z.columns())
                .add(outputCode(objective))
                .add(objective.outputGradient().ordinal());
        kernels.launch(Kernel.OUTPUT_LAYER, PartialSums.outputBlocks(z.rows()));
    }

    /** Adds labels, values and weights (null for none), the order, and the targets of labels. */
    private void addDesired(CudaBatch batch, Targets targets) {
        CudaExamples examples = batch.examples();
        kernels.pending()
                .add(examples.labels)
                .add(examples.values)
                .add(examples.weights)
                .add(batch.order)
                .add(targets.on())
                .add(targets.off());
    }

    /** Returns the code of an output layer's function in {@code functions.cuh}. */
    static int outputCode(Objective objective) {
        return objective.softmax() ? SOFTMAX : objective.function().ordinal();
    }

    /** Adds state, layer and threshold; without dropout, an address that nobody reads and zeros. */
    private void addDropout(@Nullable Dropout dropout, CudaMatrix unread) {
        if (dropout == null) {
            kernels.pending().add(unread.address()).add(0).add(0);
        } else {
            Address state = ((CudaClock) dropout.clock()).state;
            kernels.pending().add(state).add(dropout.layer()).add(dropout.threshold());
        }
    }

    void outputDelta(CudaBatch batch, Targets targets, CudaMatrix activations, CudaMatrix delta) {
        kernels.arguments().add(delta.address()).add(batch.state()).add(activations.address());
        addDesired(batch, targets);
        kernels.pending().add(delta.rows()).add(delta.columns());
        kernels.launch(Kernel.OUTPUT_DELTA, blocks(delta.size(), 256));
    }

    void tally(Objective objective, CudaBatch batch, CudaMatrix logits, CudaTally tally) {
        Address errors = batch.examples().areLabelled() ? Address.NULL : tally.errors;
        kernels.arguments()
                .add(tally.costs)
                .add(tally.correct)
                .add(errors)
                .add(tally.capacity())
                .add(logits.address());
        addDesired(batch, objective.targets());
        kernels.pending()
                .add(batch.state())
                .add(logits.rows())
                .add(logits.columns())
                .add(code(objective.loss()))
                .add(objective.function().ordinal());
        kernels.launch(Kernel.TALLY_ROWS, blocks(logits.rows(), 4));
        kernels.arguments()
                .add(tally.sums)
                .add(tally.counts)
                .add(tally.errorSums)
                .add(tally.costs)
                .add(tally.correct)
                .add(errors)
                .add(tally.capacity())
                .add(batch.state());
        kernels.launch(Kernel.TALLY_ADD, 1);
    }

    private static int code(Loss loss) {
        return switch (loss) {
            case QUADRATIC -> 0;
            case CROSS_ENTROPY -> 1;
            case LOG_LIKELIHOOD -> 2;
        };
    }

    void descend(Descent rule, CudaClock clock, CudaMatrix rates, ParameterBlock block) {
        CudaMatrix values = (CudaMatrix) block.values();
        CudaMatrix gradient = (CudaMatrix) block.gradient();
        CudaMatrix state = block.state() == null ? gradient : (CudaMatrix) block.state();
        kernels.arguments()
                .add(values.address())
                .add(gradient.address())
                .add(state.address())
                .add(rates.address())
                .add(clock.state)
                .add(values.size())
                .add(block.weights())
                .add(clock.stepsPerEpoch());
        kernels.launch(Kernel.descend(rule), blocks(values.size(), 1024));
    }

    void limitNorms(float limit, CudaMatrix weights) {
        kernels.arguments()
                .add(weights.address())
                .add(limit)
                .add(weights.rows())
                .add(weights.columns());
        kernels.launch(Kernel.LIMIT_NORMS, blocks(weights.columns(), 8));
    }

    /** Returns the number of blocks; kernels stride over the rest. */
    static int blocks(int elements, int perBlock) {
        return (int) Math.min(MOST_BLOCKS, ((long) elements + perBlock - 1) / perBlock);
    }
}
