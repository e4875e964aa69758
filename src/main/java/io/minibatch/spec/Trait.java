package io.minibatch.spec;

/** A property of a setting beside its value. */
public enum Trait {
    /** Only for training by mini-batches; a method that works on all examples at once refuses it. */
    STEPS,
    /** Describes the run as a whole, and has no meaning for the short trainings by which other settings are found. */
    WHOLE_RUN,
    /** Says where the data are. */
    PLACE,
    /** Cannot be searched: it does not change how well a network learns, or has no order. */
    FIXED,
    /** May be given another value when a run is resumed. */
    RESUMABLE,
    /** Belongs to a trial and not to a training: {@code train} has no option for it. */
    TRIAL
}
