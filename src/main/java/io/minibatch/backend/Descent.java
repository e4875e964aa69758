package io.minibatch.backend;

/**
 * The update rules of parameters with gradient g. Penalties apply to weights, not to biases: for weights {@code g ← g +
 * l2·w + l1·sgn(w)} first, sgn(0) being 0, and {@code w ← (1 − shrink)·w} before the rule's own change.
 *
 * <p>All take the same {@link Rates}. {@code 1 − βᵗ} counts t from 1, the first step of epoch 0.
 */
public enum Descent {
    /** {@code w ← w − η·g}, the book's equations (20) and (21). */
    SGD(0),
    /** {@code v ← μ·v − η·g, w ← w + v}, the book's equations (107) and (108). State: v. */
    MOMENTUM(1),
    /**
     * {@code v ← μ·v − η·g, w ← w + μ·v − η·g}: Nesterov's gradient in the form of Sutskever et al. 2013, equations (3)
     * and (4), w being the point looked ahead to, at which the gradient is taken. State: v.
     */
    NESTEROV(1),
    /**
     * {@code m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², w ← w − η·m̂/(√v̂ + ε)} with {@code m̂ = m/(1 − β₁ᵗ)} and
     * {@code v̂ = v/(1 − β₂ᵗ)}, Kingma and Ba 2015, algorithm 1. State: m, v.
     */
    ADAM(2),
    /** {@code v ← β₂·v + (1 − β₂)·g², w ← w − η·g/(√v + ε)}, Hinton 2012, lecture 6e. State: v. */
    RMSPROP(1),
    /**
     * {@code w ← w − η·sgn(β₁·m + (1 − β₁)·g), m ← β₂·m + (1 − β₂)·g}, sgn(0) being 0, Chen et al. 2023, algorithm 2.
     * State: m.
     */
    LION(1),
    /** {@code s ← s + g², w ← w − η·g/(√s + ε)}, Duchi et al. 2011, the diagonal form of figure 1. State: s. */
    ADAGRAD(1);

    private final int stateRows;

    Descent(int stateRows) {
        this.stateRows = stateRows;
    }

    /** Returns how many numbers it keeps for each parameter. */
    public int stateRows() {
        return stateRows;
    }
}
