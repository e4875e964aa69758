package io.minibatch.trial;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task. A failure that would repeat on any executor is a value, so that the cluster does not retry it.
 *
 * @param outcome null if it failed or was stopped
 * @param failure what the trial would have thrown on this machine, or null
 */
record TrialResult(@Nullable Outcome outcome, @Nullable RuntimeException failure) implements Serializable {}
