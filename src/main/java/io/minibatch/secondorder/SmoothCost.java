package io.minibatch.secondorder;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;

/** A cost of parameters on a device, with its derivatives, for methods that minimize it as a whole. */
public interface SmoothCost {
    /** Returns where the parameters and all vectors are. */
    Backend backend();

    /** Returns the point at which everything is computed, {@code [1, n]}; callers move it. */
    Matrix point();

    /** Returns the cost at the point. */
    double value();

    /**
     * Computes the gradient at the point.
     *
     * @param target {@code [1, n]}, overwritten
     */
    void gradient(Matrix target);

    /**
     * Computes the Hessian, or its Gauss–Newton approximation, times a vector, at the point where {@link #gradient} was
     * last computed.
     *
     * @param v {@code [1, n]}
     * @param target {@code [1, n]}, overwritten
     * @param gaussNewton whether to leave out what makes the product indefinite (Schraudolph 2002)
     */
    void curvature(Matrix v, Matrix target, boolean gaussNewton);
}
