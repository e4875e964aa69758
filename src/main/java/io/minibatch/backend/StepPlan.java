package io.minibatch.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A training step as values, without handles: everything but the numbers that {@link StepMemory} holds. It means the
 * sequence of operations that {@code io.minibatch.step.UnfusedStep} makes of it.
 *
 * @param capacity rows of a mini-batch, at least 1
 * @param layers from the first, at least one; each takes what the one before gives
 * @param objective the output layer's function, targets and cost
 * @param augmentation varies the images of each mini-batch, null for not
 * @param update changes the parameters, null for a step that leaves its gradient in memory and changes nothing
 */
public record StepPlan(
        int capacity,
        List<Layer> layers,
        Objective objective,
        @Nullable Augmentation augmentation,
        @Nullable Update update) {
    public StepPlan {
        layers = List.copyOf(layers);
        if (capacity < 1 || layers.isEmpty()) {
            throw new IllegalArgumentException("a step of " + capacity + " rows and " + layers.size() + " layers");
        }
        for (int l = 1; l < layers.size(); l++) {
            if (layers.get(l).inputs() != layers.get(l - 1).outputs()) {
                throw new IllegalArgumentException("layer " + (l + 1) + " takes "
                        + layers.get(l).inputs() + " values, but layer " + l + " gives "
                        + layers.get(l - 1).outputs());
            }
        }
    }

    /**
     * A fully connected layer and its place in a block that holds something for each parameter, the weights of all
     * layers before all biases.
     *
     * @param function applied to each weighted input; of the output layer, the objective says what is applied
     * @param dropout the share of its inputs that is dropped, from 0 to less than 1
     * @param weightsOffset where its weights {@code [inputs, outputs]} begin
     * @param biasesOffset where its biases {@code [1, outputs]} begin
     */
    public record Layer(
            int inputs, int outputs, Elementwise function, double dropout, int weightsOffset, int biasesOffset) {
        /** Returns the layer's weights in a block, {@code [inputs, outputs]}. */
        public Matrix weightsOf(Matrix block) {
            return block.view(weightsOffset, inputs, outputs);
        }

        /** Returns the layer's biases in a block, {@code [1, outputs]}. */
        public Matrix biasesOf(Matrix block) {
            return block.view(biasesOffset, 1, outputs);
        }
    }

    /**
     * The update of the parameters by their gradient.
     *
     * @param l1 whether weights have an L1 penalty; those of L2 and decay may be 0 in the {@link Rates}
     * @param maxNorm the limit of {@link Backend#limitNorms} after each step, 0 for none
     * @param clipNorm the limit of {@link Backend#clipNorm} on the gradient of all parameters, without penalties, 0 for
     *     none
     */
    public record Update(Descent rule, boolean l1, float maxNorm, float clipNorm) {
        /** Creates an update that takes gradients of any norm. */
        public Update(Descent rule, boolean l1, float maxNorm) {
            this(rule, l1, maxNorm, 0);
        }

        /**
         * Returns whether weights can be changed by the product that gives their gradient:
         * {@code W ← (1 − η·l2)·W − η·Xᵀδ}.
         */
        public boolean isPlainDescent() {
            return rule == Descent.SGD && !l1 && clipNorm == 0;
        }
    }

    /** Returns this plan with another augmentation. */
    public StepPlan with(@Nullable Augmentation other) {
        return new StepPlan(capacity, layers, objective, other, update);
    }

    /** Returns this plan with another update. */
    public StepPlan with(Update other) {
        return new StepPlan(capacity, layers, objective, augmentation, other);
    }

    /** Returns how many parameters are weights, which is where the biases begin. */
    public int weightCount() {
        return layers.get(0).biasesOffset();
    }

    public int parameterCount() {
        Layer last = layers.get(layers.size() - 1);
        return last.biasesOffset() + last.outputs();
    }
}
