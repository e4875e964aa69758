package io.minibatch.optimize;

/**
 * The learning rate of each epoch: {@code η·factor}.
 *
 * @param eta the η it starts from, more than 0
 * @param schedule gives the factor
 */
public record LearningRate(double eta, Schedule schedule) {
    public LearningRate {
        if (!(eta > 0) || Double.isInfinite(eta)) {
            throw new IllegalArgumentException("eta must be a number above 0, not " + eta);
        }
    }

    /** Returns the same rate for all epochs. */
    public static LearningRate constant(double eta) {
        return new LearningRate(eta, new Schedule.Constant());
    }

    /**
     * Returns η of an epoch.
     *
     * @param scores the scores of the epochs before it, from the first; empty if not monitored
     */
    public double at(int epoch, double[] scores) {
        return eta * schedule.factor(epoch, scores);
    }

    /**
     * Returns η within an epoch.
     *
     * @param done share of the epoch's steps that were made, from 0 to less than 1
     * @param scores the scores of the epochs before it, from the first; empty if not monitored
     */
    public double at(int epoch, double done, double[] scores) {
        return eta * schedule.factor(epoch, done, scores);
    }
}
