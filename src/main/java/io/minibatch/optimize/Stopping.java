package io.minibatch.optimize;

/** When to give up hoping for a better score. Computed from the scores alone. */
public sealed interface Stopping {
    /**
     * Whether training should end.
     *
     * @param scores the scores of the epochs so far
     */
    boolean isOver(double[] scores);

    /** Returns whether the rule depends on the scores. */
    default boolean needsScore() {
        return true;
    }

    /** Returns the index of the first largest score, −1 for no scores. */
    static int best(double[] scores) {
        int best = -1;
        for (int i = 0; i < scores.length; i++) {
            if (best < 0 || scores[i] > scores[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Never. */
    record Never() implements Stopping {
        @Override
        public boolean isOver(double[] scores) {
            return false;
        }

        @Override
        public boolean needsScore() {
            return false;
        }
    }

    /**
     * The chapter's rule: no improvement in n epochs.
     *
     * @param patience n, at least 1
     */
    record NoImprovement(int patience) implements Stopping {
        public NoImprovement {
            requirePatience(patience);
        }

        @Override
        public boolean isOver(double[] scores) {
            return scores.length - 1 - best(scores) >= patience;
        }
    }

    /**
     * No improvement in as many epochs as a share of those it took to reach the best, and in no fewer than n. New bests
     * come ever more rarely: the gaps between them grow with the epoch, because what is left to gain shrinks while the
     * noise of the score does not. A fixed n is therefore either too impatient late in a long run or wasteful in a
     * short one.
     *
     * @param patience n, at least 1
     * @param share of the best epoch, above 0
     */
    record GrowingPatience(int patience, double share) implements Stopping {
        public GrowingPatience {
            requirePatience(patience);
            if (!(share > 0) || Double.isInfinite(share)) {
                throw new IllegalArgumentException("the share of growing patience must be above 0, not " + share);
            }
        }

        @Override
        public boolean isOver(double[] scores) {
            int best = best(scores);
            return scores.length - 1 - best >= Math.max(patience, share * (best + 1));
        }
    }

    private static void requirePatience(int patience) {
        if (patience < 1) {
            throw new IllegalArgumentException("patience must be at least 1 epoch, not " + patience);
        }
    }
}
