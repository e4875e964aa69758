package io.minibatch.tune;

/**
 * A point of a space and what came of it.
 *
 * @param loss the lower the better; of a trial that runs a guess, NaN where there is none
 * @param seconds that a whole training takes there, NaN where not known
 * @param running whether it has not ended
 */
public record Observation(double[] point, double loss, double seconds, boolean running) {}
