package io.minibatch.secondorder;

import io.minibatch.data.Dataset;

/** A method that minimizes a cost as a whole, with whole gradients and curvature. */
public sealed interface Minimizer permits Newton, HessianFree, ConjugateGradient, Lbfgs {
    /** Observes each iteration and decides whether the method continues. */
    @FunctionalInterface
    interface Observer {
        /**
         * Called at the start, with 0, and after each iteration.
         *
         * @param value the cost
         * @param gradientNorm the length of its gradient
         * @return whether to continue
         */
        boolean shouldContinue(int iteration, double value, double gradientNorm);
    }

    /**
     * Moves the cost's point until the observer stops the method or no step improves the cost, which in float32 is
     * where the cost changes by less than its own rounding.
     *
     * @return the reason why it ended, in a few words
     */
    String minimize(SmoothCost cost, Observer observer);

    /** Throws {@link IllegalArgumentException} if there are more parameters than the method is for. */
    default void requireFit(int parameters) {}

    /** Throws {@link IllegalArgumentException} if it does not take weights of examples and there are any. */
    default void requireFit(Dataset training) {
        if (usesCurvature() && training.examples().isWeighted()) {
            throw new IllegalArgumentException(training.name()
                    + ": examples have weights, which Newton's method and Hessian-free optimization do not take; use L-BFGS or "
                    + "conjugate gradients");
        }
    }

    /** Returns whether the method multiplies by the Hessian; it then takes no weights of examples. */
    default boolean usesCurvature() {
        return false;
    }

    /** The result when the observer stopped the method. */
    String STOPPED_BY_OBSERVER = "stopped by the observer";

    /** The result when no step along the direction lowers the cost. */
    String NO_DESCENT = "no further descent in float32";
}
