package io.minibatch.backend;

/**
 * Steps to be run.
 *
 * @param times how often, 0 or more
 */
public record StepRun(Step step, int times) {
    public StepRun {
        if (times < 0) {
            throw new IllegalArgumentException("a step cannot be run " + times + " times");
        }
    }
}
