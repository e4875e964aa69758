/**
 * One step of training: the sequence of operations that a {@link io.minibatch.backend.StepPlan} means, and the choice
 * between a backend's own form of it and that sequence.
 */
@NullMarked
package io.minibatch.step;

import org.jspecify.annotations.NullMarked;
