package io.minibatch.optimize;

import java.util.Arrays;

/**
 * By what the learning rate is multiplied in each epoch. It is computed from the number of the epoch and the scores so
 * far alone, so a resumed run needs nothing else.
 */
public sealed interface Schedule {
    /**
     * Returns the factor of an epoch.
     *
     * @param epoch counted from 0
     * @param scores the scores of the epochs before it
     */
    double factor(int epoch, double[] scores);

    /**
     * Returns the factor within an epoch: that of its start, unless it {@link #changesWithinEpochs}.
     *
     * @param epoch counted from 0
     * @param done share of the epoch's steps that were made, from 0 to less than 1
     * @param scores the scores of the epochs before it
     */
    default double factor(int epoch, double done, double[] scores) {
        return factor(epoch, scores);
    }

    /** Returns whether the factor changes within epochs. */
    default boolean changesWithinEpochs() {
        return false;
    }

    /**
     * Returns by how much μ or β₁ is lowered, which never becomes negative.
     *
     * @param epoch counted from 0
     * @param done as in {@link #factor(int, double, double[])}
     */
    default double momentumDrop(int epoch, double done) {
        return 0;
    }

    /** Returns whether training should end because the rate has become too small. */
    default boolean isOver(double[] scores) {
        return false;
    }

    /** Returns whether the schedule depends on the scores. */
    default boolean needsScore() {
        return false;
    }

    /** 1. */
    record Constant() implements Schedule {
        @Override
        public double factor(int epoch, double[] scores) {
            return 1;
        }
    }

    /**
     * {@code divisor^−⌊epoch/every⌋}.
     *
     * @param every epochs, at least 1
     * @param divisor above 1
     */
    record Steps(int every, double divisor) implements Schedule {
        public Steps {
            requireEpochs("every", every);
            requireDivisor(divisor);
        }

        @Override
        public double factor(int epoch, double[] scores) {
            return Math.pow(divisor, -(epoch / every));
        }
    }

    /**
     * {@code decay^epoch}.
     *
     * @param decay above 0, at most 1
     */
    record Exponential(double decay) implements Schedule {
        public Exponential {
            if (!(decay > 0 && decay <= 1)) {
                throw new IllegalArgumentException(
                        "an exponential schedule's decay must be above 0 and at most 1, not " + decay);
            }
        }

        @Override
        public double factor(int epoch, double[] scores) {
            return Math.pow(decay, epoch);
        }
    }

    /**
     * {@code ½·(1 + cos(π·epoch/epochs))}, Loshchilov and Hutter 2017, equation (5) without restarts.
     *
     * @param epochs of the whole run, at least 1; later ones stay at the last factor above 0
     */
    record Cosine(int epochs) implements Schedule {
        public Cosine {
            requireEpochs("epochs", epochs);
        }

        @Override
        public double factor(int epoch, double[] scores) {
            return 0.5 * (1 + Math.cos(Math.PI * Math.min(epoch, epochs - 1) / epochs));
        }
    }

    /**
     * One cycle (Smith 2018, arXiv 1803.09820, section 4), with the numbers of PyTorch's {@code OneCycleLR}: the factor
     * rises from 1/25 to 1, then falls to 1/250,000; the momentum falls by 0.1, then rises to its value again. Each way
     * is half a cosine.
     *
     * @param epochs of the whole run, at least 1; later ones stay at the last factor
     * @param rise share of the run in which the factor rises, above 0 and below 1
     */
    record OneCycle(int epochs, double rise) implements Schedule {
        /** The standard share of the rise. */
        public static final double RISE = 0.3;

        private static final double START = 1.0 / 25;
        private static final double END = START / 1e4;
        private static final double MOMENTUM_DROP = 0.1;

        public OneCycle {
            requireEpochs("epochs", epochs);
            if (!(rise > 0 && rise < 1)) {
                throw new IllegalArgumentException("the rise of a cycle must be above 0 and below 1, not " + rise);
            }
        }

        @Override
        public double factor(int epoch, double[] scores) {
            return factor(epoch, 0, scores);
        }

        @Override
        public double factor(int epoch, double done, double[] scores) {
            return value(epoch, done, START, 1, END);
        }

        @Override
        public boolean changesWithinEpochs() {
            return true;
        }

        @Override
        public double momentumDrop(int epoch, double done) {
            return value(epoch, done, 0, MOMENTUM_DROP, 0);
        }

        private double value(int epoch, double done, double start, double peak, double end) {
            double place = Math.min(1, (epoch + done) / epochs);
            return place < rise ? between(start, peak, place / rise) : between(peak, end, (place - rise) / (1 - rise));
        }

        private static double between(double from, double to, double share) {
            return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * share));
        }
    }

    /**
     * Divided whenever the score has not improved for some epochs, the chapter's "learning rate schedule".
     *
     * @param patience epochs without a new best, since the last best or the last division, at least 1
     * @param divisor above 1, in the chapter 2 or 10
     * @param end the factor at which training is over: 1/1024 after ten halvings
     */
    record OnPlateau(int patience, double divisor, double end) implements Schedule {
        public OnPlateau {
            requireEpochs("patience", patience);
            requireDivisor(divisor);
            if (!(end >= 0 && end < 1)) {
                throw new IllegalArgumentException("the end of a schedule must be from 0 to less than 1, not " + end);
            }
        }

        @Override
        public double factor(int epoch, double[] scores) {
            double best = Double.NEGATIVE_INFINITY;
            double factor = 1;
            int waited = 0;
            for (double score : scores) {
                waited = score > best ? 0 : waited + 1;
                best = Math.max(best, score);
                if (waited == patience) {
                    factor /= divisor;
                    waited = 0;
                }
            }
            return factor;
        }

        @Override
        public boolean isOver(double[] scores) {
            return factor(scores.length, scores) <= end;
        }

        @Override
        public boolean needsScore() {
            return true;
        }
    }

    /**
     * {@code (epoch + 1)/epochs}, then another schedule (Goyal et al. 2017, section 2.2). That schedule starts when the
     * warm-up is over: its epoch 0 is the first epoch after the warm-up, and it sees the scores from that epoch on.
     *
     * @param epochs of the warm-up, at least 1; the last of them has the factor 1
     * @param then the schedule after the warm-up; a {@link Cosine} spans the remaining epochs of the run
     */
    record WarmUp(int epochs, Schedule then) implements Schedule {
        public WarmUp {
            requireEpochs("warm-up", epochs);
            if (then.changesWithinEpochs()) {
                throw new IllegalArgumentException(
                        "warm-up cannot be combined with a one-cycle schedule, which begins with a warm-up");
            }
        }

        @Override
        public double factor(int epoch, double[] scores) {
            return epoch < epochs ? (epoch + 1.0) / epochs : then.factor(epoch - epochs, afterwards(scores));
        }

        @Override
        public boolean isOver(double[] scores) {
            return then.isOver(afterwards(scores));
        }

        @Override
        public boolean needsScore() {
            return then.needsScore();
        }

        private double[] afterwards(double[] scores) {
            return Arrays.copyOfRange(scores, Math.min(epochs, scores.length), scores.length);
        }
    }

    private static void requireEpochs(String name, int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException(name + " must be at least 1 epoch, not " + epochs);
        }
    }

    private static void requireDivisor(double divisor) {
        if (!(divisor > 1) || Double.isInfinite(divisor)) {
            throw new IllegalArgumentException("a schedule's divisor must be above 1, not " + divisor);
        }
    }
}
