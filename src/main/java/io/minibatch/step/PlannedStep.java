package io.minibatch.step;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;

/** The steps of a plan: those of a backend that claims it, else the recorded {@link UnfusedStep}. */
public final class PlannedStep implements Step {
    private final Step step;
    private final UnfusedStep operations;

    private PlannedStep(Step step, UnfusedStep operations) {
        this.step = step;
        this.operations = operations;
    }

    /**
     * Returns the steps of a plan, ready to run.
     *
     * @param memory of the plan; the caller closes it after the step
     */
    public static Step of(Backend backend, StepPlan plan, StepMemory memory) {
        Step claimed = backend.claim(plan, memory);
        if (claimed != null) {
            return claimed;
        }
        UnfusedStep operations = new UnfusedStep(backend, plan, memory);
        try {
            return new PlannedStep(backend.record(operations::run), operations);
        } catch (RuntimeException | Error failed) {
            operations.close();
            throw failed;
        }
    }

    /** Returns whether a step that {@link #of} made is one that the backend claimed. */
    public static boolean isFused(Step made) {
        return !(made instanceof PlannedStep);
    }

    @Override
    public void run(int times) {
        step.run(times);
    }

    @Override
    public void close() {
        step.close();
        operations.close();
    }
}
