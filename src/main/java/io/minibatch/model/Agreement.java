package io.minibatch.model;

/**
 * The agreement of a committee's members on an example.
 *
 * @param members at least 1
 * @param agreeing members whose class, or set of labels, is that of the committee; of a regression all
 * @param disagreement 0 if all members give the same outputs. For classes, the generalized Jensen–Shannon divergence of
 *     the members' outputs in bits: the entropy of the mean distribution minus the mean of the entropies, at most the
 *     logarithm to base 2 of the number of members or of classes. Outputs that are no distribution are divided by their
 *     sum, negative ones taken as 0. For labels, the mean over the labels of the divergence of p and 1 − p. For a
 *     regression, the standard deviation of the members' predictions, the mean over the predicted numbers. Lin,
 *     Divergence measures based on the Shannon entropy, 1991, equation (5.1).
 */
public record Agreement(int members, int agreeing, double disagreement) {
    /** Returns the agreement of a single model with itself. */
    public static Agreement ofOne() {
        return new Agreement(1, 1, 0);
    }

    /** Returns whether all members give the answer of the committee. */
    public boolean isUnanimous() {
        return agreeing == members;
    }

    /** Returns the number of members that agree, as {@code 5 of 7 members agree}. */
    @Override
    public String toString() {
        return agreeing + " of " + members + " members agree";
    }
}
