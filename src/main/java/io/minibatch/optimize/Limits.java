package io.minibatch.optimize;

/** Limits of the constants of update rules. */
final class Limits {
    private Limits() {}

    static void requireBeta(String name, double beta) {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to less than 1, not " + beta);
        }
    }

    static void requirePositive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be a number above 0, not " + value);
        }
    }
}
