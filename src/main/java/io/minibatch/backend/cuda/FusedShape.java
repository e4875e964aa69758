package io.minibatch.backend.cuda;

import io.minibatch.backend.Descent;
import io.minibatch.backend.StepPlan;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The shape shared by all networks that one launch of a kernel of {@code fused.cu} trains, with its launch geometry. Of
 * the same plan on the same device, it is always the same.
 *
 * @param kernel for the update rule and the first layer's width
 * @param blocks that train one network: 1, or those of a cluster
 * @param width outputs of the first layer
 * @param classes outputs of the second layer, 0 for a network of one layer
 * @param capacity rows of a mini-batch
 * @param pairs of images in a tile; a tile is unpacked at once
 */
record FusedShape(Kernel kernel, int blocks, int inputs, int width, int classes, int capacity, int pairs) {
    /**
     * Tiles of a mini-batch at most. Each is unpacked twice in a step, with nothing loaded ahead, for about a
     * microsecond by estimate; with more, single operations are expected to be as fast.
     */
    private static final int MOST_TILES = 8;

    /** Neurons for which a thread holds the weights of each of its inputs, and pixels in a word. */
    private static final int FOUR = 4;

    private static final int CLUSTER_BLOCKS = 8;

    /** Shared memory that the kernels reserve first. */
    private static final int FACTS_BYTES = 256;

    private static final int WARP = 32;
    private static final int MOST_CAPACITY = 64;
    private static final int MAX_CLASSES = 32;

    /** Inputs of a thread, for whose weights it has registers. */
    private static final int SGD_SLICES = 16;

    private static final int MOMENTUM_SLICES = 25;

    /**
     * Returns the shape of a plan's network.
     *
     * @param sharedBytes how much dynamic shared memory a block of a kernel may have, 0 if the device cannot run it
     * @return null if no kernel makes such steps
     */
    static @Nullable FusedShape of(StepPlan plan, ToIntFunction<Kernel> sharedBytes) {
        StepPlan.Update update = plan.update();
        int width = plan.layers().get(0).outputs();
        if (update == null || !has(update) || !has(plan) || width > WARP * FOUR) {
            return null;
        }
        boolean momentum = update.rule() != Descent.SGD;
        int slices = momentum ? MOMENTUM_SLICES : SGD_SLICES;
        FusedShape alone = of(plan, Kernel.fused(momentum, lanes(width)), lanes(width), slices, 1, sharedBytes);
        return alone != null
                ? alone
                : of(plan, Kernel.fusedCluster(momentum), WARP, slices, CLUSTER_BLOCKS, sharedBytes);
    }

    private static @Nullable FusedShape of(
            StepPlan plan, Kernel kernel, int lanes, int slices, int blocks, ToIntFunction<Kernel> sharedBytes) {
        StepPlan.Layer first = plan.layers().get(0);
        int words = divided(first.inputs(), FOUR * blocks);
        if (words * FOUR > kernel.threads() / lanes * slices) {
            return null;
        }
        int classes = plan.layers().size() == 1 ? 0 : plan.layers().get(1).outputs();
        int most = sharedBytes.applyAsInt(kernel);
        int allPairs = divided(plan.capacity(), 2);
        for (int tiles = 1; tiles <= Math.min(MOST_TILES, allPairs); tiles++) {
            int pairs = divided(allPairs, tiles);
            FusedShape shape =
                    new FusedShape(kernel, blocks, first.inputs(), first.outputs(), classes, plan.capacity(), pairs);
            if (shape.sharedBytes() <= most) {
                return shape;
            }
        }
        return null;
    }

    /** Returns how many threads share an input. */
    private static int lanes(int width) {
        return width <= 8 * FOUR ? 8 : width <= 16 * FOUR ? 16 : WARP;
    }

    private static int divided(int number, int by) {
        return (number + by - 1) / by;
    }

    /** There is no register left for the sign of a weight beside its velocity. */
    private static boolean has(StepPlan.Update update) {
        boolean hasLimit = update.maxNorm() > 0 || update.clipNorm() > 0;
        return switch (update.rule()) {
            case SGD -> !hasLimit;
            case MOMENTUM, NESTEROV -> !hasLimit && !update.l1();
            default -> false;
        };
    }

    private static boolean has(StepPlan plan) {
        List<StepPlan.Layer> layers = plan.layers();
        StepPlan.Layer last = layers.get(layers.size() - 1);
        return plan.augmentation() == null
                && plan.capacity() <= MOST_CAPACITY
                && layers.size() <= 2
                && last.outputs() <= MAX_CLASSES
                && (layers.size() == 1 || !layers.get(0).function().derivativeNeedsInput())
                && !plan.objective().function().derivativeNeedsInput()
                && isContiguous(layers);
    }

    /** The weights of all layers, and behind them all biases. */
    private static boolean isContiguous(List<StepPlan.Layer> layers) {
        int weights = 0;
        int biases = layers.stream()
                .mapToInt(layer -> layer.inputs() * layer.outputs())
                .sum();
        for (StepPlan.Layer layer : layers) {
            if (layer.weightsOffset() != weights || layer.biasesOffset() != biases) {
                return false;
            }
            weights += layer.inputs() * layer.outputs();
            biases += layer.outputs();
        }
        return true;
    }

    /** Returns the dynamic shared memory of a block in bytes: the facts, and {@code FusedLayout::end} floats. */
    int sharedBytes() {
        int lanes = blocks == 1 ? lanes(width) : WARP;
        int padded = lanes * FOUR;
        boolean momentum = kernel.equals(Kernel.fused(true, lanes)) || kernel.equals(Kernel.fusedCluster(true));
        int words = divided(inputs, FOUR * blocks);
        int rows = divided(capacity, 2 * pairs) * pairs * 2;
        int tile = pairs * FOUR * (words | 1) * 2;
        int partial = kernel.threads() / WARP * pairs * padded * 2;
        int layers = 2 * rows * padded + capacity * MAX_CLASSES;
        int weights = classes == 0 ? 0 : divided(width * (classes | 1), FOUR) * FOUR;
        int small = (momentum ? 2 : 1) * (weights + padded + MAX_CLASSES);
        int active = pairs * divided(words, WARP);
        return FACTS_BYTES + (tile + partial + layers + small + active + 4 * MOST_CAPACITY) * Float.BYTES;
    }

    /**
     * Returns whether steps of one network take no longer than as single operations, whose time hardly depends on the
     * rows. The limits are those of an H100 (benchmarks/results/gpu-h100/README.md).
     */
    boolean isFaster() {
        if (classes == 0) {
            return capacity <= 12;
        }
        return capacity <= (kernel.equals(Kernel.fused(false, 8)) ? 24 : 16);
    }

    /** Launches steps of networks. */
    void launch(Kernels kernels, Address networks, int count, int from, int most) {
        kernels.arguments()
                .add(networks)
                .add(inputs)
                .add(width)
                .add(classes)
                .add(capacity)
                .add(pairs)
                .add(from)
                .add(most);
        kernels.launch(kernel, count * blocks, 1, sharedBytes());
    }
}
