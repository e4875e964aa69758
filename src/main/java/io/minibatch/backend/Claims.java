package io.minibatch.backend;

import org.jspecify.annotations.Nullable;

/** Work that a backend may claim as a whole instead of running single operations. By default it claims nothing. */
public interface Claims {
    /**
     * Takes over the steps of a plan, so that they are not recorded as single operations. Asked before
     * {@link Backend#record}. The claimed step replaces the recorded one exactly: after each {@code run(n)}, the memory
     * holds what n steps of {@code io.minibatch.step.UnfusedStep} leave there, the batch and its clock included. Only a
     * weight that is not finite may be met in a later step, where its input is not zero.
     *
     * @param memory of the plan; the caller closes it after the step
     * @return null if the plan must be recorded, which every backend may answer to every plan
     */
    default @Nullable Step claim(StepPlan plan, StepMemory memory) {
        return null;
    }

    /**
     * Takes over the first layer of a plan's steps where the data set allows more than a product with a gathered
     * mini-batch.
     *
     * @param memory of the plan; the caller closes it after the layer
     * @return null if mini-batches must be gathered, which every backend may answer to every plan
     */
    default @Nullable InputLayer claimInput(StepPlan plan, StepMemory memory) {
        return null;
    }

    /**
     * Takes over the forward pass of a plan, so that it is not made of single operations.
     *
     * @param plan its capacity, layers and output function; dropout, targets, augmentation and update have no effect
     * @param parameters laid out as the plan says; the caller closes them after the inference
     * @return null if the pass must be made of single operations, which every backend may answer to every plan
     */
    default @Nullable Inference claimInference(StepPlan plan, Matrix parameters) {
        return null;
    }
}
