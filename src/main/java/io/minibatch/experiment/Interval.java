package io.minibatch.experiment;

/** The 95 % confidence interval of a mean, by Student's t distribution. */
record Interval(double low, double high) {
    /**
     * The 97.5 % quantiles for 1, 2, ... degrees of freedom; more have the last one, which makes the interval wider.
     */
    private static final double[] T = {
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448,
        2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484,
        2.0452, 2.0423
    };

    /**
     * Returns the interval around a mean.
     *
     * @param error the standard error of the mean
     * @param count how many values it is the mean of, at least 2
     */
    static Interval around(double mean, double error, long count) {
        double half = T[(int) Math.min(count - 1, T.length) - 1] * error;
        return new Interval(mean - half, mean + half);
    }
}
