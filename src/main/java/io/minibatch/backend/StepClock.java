package io.minibatch.backend;

/**
 * Says on the device which step it is: the seed and the epoch that were set, and how many steps were begun in it. The
 * bias correction of {@link Descent}, {@link Dropout} and {@link Augmentation} go by it. It also keeps in which step
 * {@link Backend#outputDelta} first met a value that is not finite.
 */
public interface StepClock extends DeviceMemory {
    /** Returns how many steps an epoch has. */
    int stepsPerEpoch();
}
