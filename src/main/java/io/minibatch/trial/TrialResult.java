package io.minibatch.trial;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a task sends back. What would fail again on any executor is a value here, so that the cluster does not try it again.
 *
 * @param outcome null where it failed or was stopped
 * @param failure what the trial would have thrown on this machine, or null
 */
record TrialResult(@Nullable Outcome outcome, @Nullable RuntimeException failure) implements Serializable {}
