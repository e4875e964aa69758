package io.minibatch.spec;

import io.minibatch.optimize.ConjugateGradient;
import io.minibatch.optimize.HessianFree;
import io.minibatch.optimize.Lbfgs;
import io.minibatch.optimize.Minimizer;
import io.minibatch.optimize.Newton;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A method of training: steps by mini-batches, or a minimiser that works on all training images at once. */
public enum Optimizer {
    SGD,
    MOMENTUM,
    NESTEROV,
    ADAM,
    ADAMW,
    RMSPROP,
    LBFGS,
    CG,
    HESSIAN_FREE,
    NEWTON;

    /** Returns the name on the command line and in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean takesMomentum() {
        return this == MOMENTUM || this == NESTEROV;
    }

    /** Returns the minimiser, null for a method of steps. */
    @Nullable
    Minimizer minimizer() {
        return switch (this) {
            case LBFGS -> new Lbfgs();
            case CG -> new ConjugateGradient();
            case HESSIAN_FREE -> new HessianFree();
            case NEWTON -> new Newton();
            case SGD, MOMENTUM, NESTEROV, ADAM, ADAMW, RMSPROP -> null;
        };
    }
}
