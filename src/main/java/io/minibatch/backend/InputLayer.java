package io.minibatch.backend;

/**
 * The first layer of a plan's steps, computed from the data set itself instead of a gathered mini-batch. Its operations
 * may be recorded, and replace those of {@code io.minibatch.step.UnfusedStep} with the first layer's weights: after
 * each run of a recorded step, or each operation that is not recorded, the memory holds what these leave there.
 */
public interface InputLayer extends AutoCloseable {
    /**
     * {@code z ← x·W} for the next mini-batch x, to which the plan's batch moves on as by {@link Backend#gather}.
     *
     * @param z {@code [capacity, outputs]}, overwritten
     */
    void multiply(Matrix z);

    /**
     * Takes the gradient {@code xᵀ·δ}: where the plan's update is plain descent, {@code W ← (1 − ηλ/n)·W − η·xᵀ·δ};
     * else it overwrites that of W in the memory's gradient.
     *
     * @param delta δ, {@code [capacity, outputs]}
     */
    void update(Matrix delta);

    @Override
    void close();
}
