package io.minibatch.secondorder;

import io.minibatch.data.Dataset;

/** A method that minimises a cost as a whole, with whole gradients and curvature. */
public sealed interface Minimizer permits Newton, HessianFree, ConjugateGradient, Lbfgs {
    /** Told of each iteration, and asked whether to go on. */
    @FunctionalInterface
    interface Observer {
        /**
         * Called at the start, with 0, and after each iteration.
         *
         * @param value the cost
         * @param gradientNorm the length of its gradient
         * @return whether to go on
         */
        boolean shouldContinue(int iteration, double value, double gradientNorm);
    }

    /**
     * Moves the cost's point until the observer has enough or nothing is gained any more, which in float32 is where the cost
     * changes by less than its own rounding.
     *
     * @return why it ended, in a few words
     */
    String minimize(SmoothCost cost, Observer observer);

    /** Throws {@link IllegalArgumentException} where there are more parameters than the method is for. */
    default void requireFit(int parameters) {}

    /** Throws {@link IllegalArgumentException} where it does not take weights of examples and there are any. */
    default void requireFit(Dataset training) {
        if (usesCurvature() && training.examples().isWeighted()) {
            throw new IllegalArgumentException(training.name()
                    + ": examples have weights, which Newton's method and Hessian-free optimisation do not take; use L-BFGS or "
                    + "conjugate gradients");
        }
    }

    /** Whether it asks for products with the Hessian, which are of examples that all count the same. */
    default boolean usesCurvature() {
        return false;
    }

    /** It was the observer who ended it. */
    String STOPPED_BY_OBSERVER = "stopped by the observer";

    /** No shorter step leads further down. */
    String NO_DESCENT = "no further descent in float32";
}
