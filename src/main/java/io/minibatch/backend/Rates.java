package io.minibatch.backend;

/**
 * The numbers that the rule of a {@link Descent} takes in the steps of an epoch, beside the gradient. {@link #pack}
 * lays them out as every backend reads them: in the order of the components, and after them −η and {@code 1 − η·l2},
 * the alpha and beta of the product by which plain gradient descent changes the weights at once.
 *
 * @param eta the learning rate η
 * @param mu μ or β₁, 0 for rules that have neither
 * @param beta2 β₂, 0 for rules that have none
 * @param epsilon ε, 0 for rules that have none
 * @param l2 λ/n of L2
 * @param l1 λ/n of L1
 * @param shrink η·λ' of a decay beside the gradient
 */
public record Rates(double eta, double mu, double beta2, double epsilon, double l2, double l1, double shrink) {
    /** Index of each value in the packed form. */
    public static final int ETA = 0;

    public static final int MU = 1;
    public static final int BETA2 = 2;
    public static final int EPSILON = 3;
    public static final int L2 = 4;
    public static final int L1 = 5;
    public static final int SHRINK = 6;
    /** −η, and behind it {@code 1 − η·l2}. */
    public static final int PRODUCT = 7;

    /** Number of values in the packed form. */
    public static final int SIZE = 9;

    /** Returns these with another μ or β₁. */
    public Rates withMu(double other) {
        return new Rates(eta, other, beta2, epsilon, l2, l1, shrink);
    }

    /** Returns the numbers rounded to float32, {@code [1, SIZE]}. */
    public float[] pack() {
        return new float[] {
            (float) eta,
            (float) mu,
            (float) beta2,
            (float) epsilon,
            (float) l2,
            (float) l1,
            (float) shrink,
            (float) -eta,
            (float) (1 - eta * l2)
        };
    }
}
