package io.minibatch.backend.cpu;

import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import org.jspecify.annotations.Nullable;

/**
 * Conditions for a first layer that multiplies by the bytes of images that are not 0, instead of by gathered
 * mini-batches. They follow from the data and the plan alone; the limits were measured, {@code native-notes/cpu.md}.
 */
final class SparseRule {
    /**
     * Minimum mini-batch size for other rules than plain gradient descent, which load the weights and store the
     * gradient in each step.
     */
    private static final int MIN_BATCH_OF_OTHER_RULES = 128;

    /** Maximum outputs of the first layer for each image of the mini-batch, likewise. */
    private static final int MOST_OUTPUTS = 4;

    /** Maximum weights behind the first layer of a small network. */
    private static final int MOST_WEIGHTS = 1 << 14;

    /**
     * Maximum vectors of first-layer outputs in a mini-batch of a small network; above, the usual operations are
     * faster.
     */
    private static final int MOST_VECTORS = 64;

    private SparseRule() {}

    /** Returns the lists by which a plan's first layer is to be computed, null for mini-batches that are gathered. */
    static @Nullable NonZeros lists(MatrixProduct product, StepPlan plan, StepMemory memory) {
        if (product.sparseUpTo() < 0 || !isSuitable(plan)) {
            return null;
        }
        NonZeros lists = ((CpuExamples) memory.batch().examples()).nonZeros();
        return lists == null || lists.density() > product.sparseUpTo() ? null : lists;
    }

    private static boolean isSuitable(StepPlan plan) {
        StepPlan.Layer first = plan.layers().get(0);
        StepPlan.Update update = plan.update();
        if (update == null || plan.augmentation() != null || first.dropout() > 0) {
            return false;
        }
        boolean paysInEachStep =
                plan.capacity() >= MIN_BATCH_OF_OTHER_RULES && first.outputs() <= MOST_OUTPUTS * plan.capacity();
        return decaysLazily(plan) || !update.isPlainDescent() && paysInEachStep;
    }

    /** Returns whether the steps are those of {@link LazyDecay}: plain gradient descent that nothing else follows. */
    static boolean decaysLazily(StepPlan plan) {
        StepPlan.Update update = plan.update();
        return update != null && update.isPlainDescent() && update.maxNorm() == 0;
    }

    /** Returns whether a network's steps are those of {@link SmallNetwork}. */
    static boolean isSmall(StepPlan plan) {
        StepPlan.Layer first = plan.layers().get(0);
        int vectors = SparseWeights.paddedWidth(first.outputs()) / Panel.LANES;
        return decaysLazily(plan)
                && vectors <= MOST_VECTORS / plan.capacity()
                && plan.weightCount() - first.inputs() * first.outputs() <= MOST_WEIGHTS
                && plan.layers().stream()
                        .allMatch(layer ->
                                layer.dropout() == 0 && !layer.function().derivativeNeedsInput());
    }
}
