package io.minibatch.optimize;

/** When to give up hoping for a better evaluation accuracy. Computed from the accuracies alone. */
public sealed interface Stopping {
    /**
     * Whether training should end.
     *
     * @param accuracies the evaluation accuracies of the epochs so far
     */
    boolean isOver(double[] accuracies);

    /** Whether the best network is what a run is after, and not the last. */
    default boolean wantsBest() {
        return true;
    }

    /** Returns the index of the first largest, −1 where there is none. */
    static int best(double[] accuracies) {
        int best = -1;
        for (int i = 0; i < accuracies.length; i++) {
            if (best < 0 || accuracies[i] > accuracies[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Never. */
    record Never() implements Stopping {
        @Override
        public boolean isOver(double[] accuracies) {
            return false;
        }

        @Override
        public boolean wantsBest() {
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
        public boolean isOver(double[] accuracies) {
            return accuracies.length - 1 - best(accuracies) >= patience;
        }
    }

    /**
     * No improvement in as many epochs as a share of those it took to reach the best, and in no fewer than n. New bests come
     * ever more rarely: the gaps between them grow with the epoch, because what is left to gain shrinks while the noise of
     * the accuracy does not. A fixed n is therefore either too impatient late in a long run or wasteful in a short one.
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
        public boolean isOver(double[] accuracies) {
            int best = best(accuracies);
            return accuracies.length - 1 - best >= Math.max(patience, share * (best + 1));
        }
    }

    private static void requirePatience(int patience) {
        if (patience < 1) {
            throw new IllegalArgumentException("patience must be at least 1 epoch, not " + patience);
        }
    }
}
