package io.minibatch.backend.cuda;

import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Loss;
import io.minibatch.random.Permutation;

/** Which kernel does which operation, with which arguments and which geometry. */
final class Launches {
    private static final int MOST_BLOCKS = 65_535;
    private static final int DOT_BLOCK = 4096;

    private final Kernels kernels;

    Launches(Kernels kernels) {
        this.kernels = kernels;
    }

    void shuffle(CudaBatch batch, long seed, int epoch) {
        int size = batch.examples().size();
        Permutation permutation = new Permutation(seed, epoch, size);
        Arguments arguments = kernels.arguments().add(batch.order).add(size).add(permutation.halfBits());
        for (int key : permutation.keys()) {
            arguments.add(key);
        }
        kernels.launch(Kernel.BATCH_SHUFFLE, blocks(size, 256));
    }

    void rewind(CudaBatch batch) {
        int size = batch.examples().size();
        kernels.arguments().add(batch.order).add(size);
        kernels.launch(Kernel.BATCH_REWIND, blocks(size, 256));
    }

    void gather(CudaBatch batch, CudaMatrix x) {
        CudaExamples examples = batch.examples();
        kernels.arguments().add(batch.state).add(examples.size()).add(batch.capacity());
        kernels.launch(Kernel.BATCH_ADVANCE, 1);
        kernels.arguments()
                .add(x.address())
                .add(examples.images)
                .add(batch.order)
                .add(batch.state)
                .add(x.rows())
                .add(x.columns());
        kernels.launch(Kernel.GATHER_U8, blocks(x.columns(), 1024), Math.min(x.rows(), MOST_BLOCKS));
    }

    void axpy(CudaMatrix alpha, CudaMatrix x, CudaMatrix y) {
        kernels.arguments()
                .add(y.address())
                .add(alpha.address())
                .add(x.address())
                .add(y.size());
        kernels.launch(Kernel.AXPY, blocks(y.size(), 1024));
    }

    static int dotBlocks(int size) {
        return (size + DOT_BLOCK - 1) / DOT_BLOCK;
    }

    void dot(Address sums, CudaMatrix x, CudaMatrix y) {
        kernels.arguments().add(sums).add(x.address()).add(y.address()).add(x.size());
        kernels.launch(Kernel.DOT_BLOCKS, dotBlocks(x.size()));
    }

    void activate(Elementwise function, CudaMatrix bias, CudaMatrix z) {
        kernels.arguments().add(z.address()).add(bias.address()).add(z.rows()).add(z.columns());
        Kernel kernel = switch (function) {
            case IDENTITY -> Kernel.BIAS_ACTIVATION_IDENTITY;
            case SIGMOID -> Kernel.BIAS_ACTIVATION_SIGMOID;
        };
        kernels.launch(kernel, blocks(z.size(), 1024));
    }

    void activationGradient(Elementwise function, CudaMatrix activations, CudaMatrix delta, CudaMatrix biasGradient) {
        kernels.arguments()
                .add(delta.address())
                .add(biasGradient.address())
                .add(activations.address())
                .add(delta.rows())
                .add(delta.columns());
        Kernel kernel = switch (function) {
            case IDENTITY -> Kernel.ACTIVATION_GRADIENT_IDENTITY;
            case SIGMOID -> Kernel.ACTIVATION_GRADIENT_SIGMOID;
        };
        kernels.launch(kernel, blocks(delta.columns(), 8));
    }

    void outputDelta(CudaBatch batch, CudaMatrix activations, CudaMatrix delta) {
        kernels.arguments()
                .add(delta.address())
                .add(batch.state)
                .add(activations.address())
                .add(batch.examples().labels)
                .add(batch.order)
                .add(delta.rows())
                .add(delta.columns());
        kernels.launch(Kernel.OUTPUT_DELTA, blocks(delta.size(), 256));
    }

    void tally(Loss loss, Elementwise function, CudaBatch batch, CudaMatrix logits, CudaTally tally) {
        kernels.arguments()
                .add(tally.costs)
                .add(tally.correct)
                .add(logits.address())
                .add(batch.examples().labels)
                .add(batch.order)
                .add(batch.state)
                .add(logits.rows())
                .add(logits.columns())
                .add(loss == Loss.QUADRATIC ? 0 : 1)
                .add(function == Elementwise.IDENTITY ? 0 : 1);
        kernels.launch(Kernel.TALLY_ROWS, blocks(logits.rows(), 4));
        kernels.arguments()
                .add(tally.sums)
                .add(tally.counts)
                .add(tally.costs)
                .add(tally.correct)
                .add(batch.state);
        kernels.launch(Kernel.TALLY_ADD, 1);
    }

    /** Enough blocks for what one of them takes; the kernels stride over what is left. */
    private static int blocks(int elements, int perBlock) {
        return Math.min(MOST_BLOCKS, (elements + perBlock - 1) / perBlock);
    }
}
