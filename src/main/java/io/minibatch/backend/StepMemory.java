package io.minibatch.backend;

import org.jspecify.annotations.Nullable;

/**
 * The memory of a {@link StepPlan}'s steps that outlives them: whoever computes the steps leaves the same numbers in it
 * after each. Activations and errors are not part of it.
 *
 * @param batch gives the mini-batches; its clock counts the steps
 * @param parameters values, gradient and state; only a plan without an update promises what the gradient holds
 * @param rates {@code [1, }{@link Rates#SIZE}{@code ]}, packed
 */
public record StepMemory(Batch batch, ParameterBlock parameters, Matrix rates) implements AutoCloseable {
    /**
     * Allocates everything but the values.
     *
     * @param values {@code [1, parameters]}, laid out as the plan says; the caller closes it
     */
    public static StepMemory allocate(Backend backend, StepPlan plan, Examples examples, Matrix values) {
        Opened opened = new Opened();
        try {
            Batch batch = opened.keep(backend.allocateBatch(examples, plan.capacity()));
            Matrix rates = opened.keep(backend.allocate(1, Rates.SIZE));
            return new StepMemory(batch, allocateBlock(backend, plan, values), rates);
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    /** Allocates the gradient and the state of a plan's update, for values that the caller closes. */
    public static ParameterBlock allocateBlock(Backend backend, StepPlan plan, Matrix values) {
        StepPlan.Update update = plan.update();
        int stateRows = update == null ? 0 : update.rule().stateRows();
        Matrix gradient = backend.allocate(1, plan.parameterCount());
        try {
            @Nullable Matrix state = stateRows == 0 ? null : backend.allocate(stateRows, plan.parameterCount());
            return new ParameterBlock(values, gradient, state, plan.weightCount());
        } catch (RuntimeException | Error failed) {
            gradient.close();
            throw failed;
        }
    }

    /** Frees everything but the values. */
    @Override
    public void close() {
        rates.close();
        parameters.closeAllButValues();
        batch.close();
    }
}
