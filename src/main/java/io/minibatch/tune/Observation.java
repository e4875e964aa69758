package io.minibatch.tune;

/**
 * A point of a space and what came of it.
 *
 * @param loss the lower the better; not finite for a trial that failed
 * @param seconds that a whole training takes there, NaN where not known
 */
public record Observation(double[] point, double loss, double seconds) {}
