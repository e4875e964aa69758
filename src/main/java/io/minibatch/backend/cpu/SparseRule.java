package io.minibatch.backend.cpu;

import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import org.jspecify.annotations.Nullable;

/** When a first layer multiplies by the bytes of images that are not 0, instead of by gathered mini-batches. */
final class SparseRule {
    /** The share of bytes that are not 0 up to which it pays. */
    static final double MOST_NON_ZERO = 0.25;

    private SparseRule() {}

    /** Returns the lists by which a plan's first layer is to be computed, null for mini-batches that are gathered. */
    static @Nullable NonZeros lists(MatrixProduct product, StepPlan plan, StepMemory memory) {
        StepPlan.Update update = plan.update();
        if (!product.usesVectors()
                || System.getProperty("dense") != null
                || update == null
                || !update.isPlainDescent()
                || update.maxNorm() > 0
                || plan.augmentation() != null
                || plan.layers().get(0).dropout() > 0) {
            return null;
        }
        NonZeros lists = ((CpuExamples) memory.batch().examples()).nonZeros();
        return lists == null || lists.density() > MOST_NON_ZERO ? null : lists;
    }

    /** Weights behind the first layer up to which a network is small. */
    private static final int MOST_WEIGHTS = 1 << 14;

    /** Returns whether a network's steps are those of {@link SmallNetwork}. */
    static boolean isSmall(StepPlan plan) {
        StepPlan.Layer first = plan.layers().get(0);
        return System.getProperty("notsmall") == null
                && plan.weightCount() - first.inputs() * first.outputs() <= MOST_WEIGHTS
                && plan.capacity() * SparseWeights.paddedWidth(first.outputs()) <= 64 * Panel.LANES
                && plan.layers().stream()
                        .allMatch(layer ->
                                layer.dropout() == 0 && !layer.function().derivativeNeedsInput());
    }
}
