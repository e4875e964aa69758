package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepClock;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.step.PlannedStep;

/** Steps over the mini-batches of a data set on the device. */
final class MiniBatchSteps implements TrainingSteps {
    private final TrainingDevice device;
    private final StepMemory memory;
    private final Step step;

    MiniBatchSteps(TrainingDevice device, TrainingOptions options, DeviceNetwork network, Examples training) {
        this.device = device;
        Backend backend = device.backend();
        StepPlan plan = options.plan(network.architecture(), training.size());
        memory = StepMemory.allocate(backend, plan, training, network.all());
        try {
            step = PlannedStep.of(backend, plan, memory);
        } catch (RuntimeException | Error failed) {
            memory.close();
            throw failed;
        }
    }

    @Override
    public ParameterBlock parameters() {
        return memory.parameters();
    }

    @Override
    public Matrix rates() {
        return memory.rates();
    }

    @Override
    public StepClock clock() {
        return memory.batch().clock();
    }

    @Override
    public boolean isFused() {
        return PlannedStep.isFused(step);
    }

    @Override
    public void startEpoch(long seed, int epoch) {
        device.backend().shuffle(memory.batch(), seed, epoch);
    }

    @Override
    public int run(int most) {
        return device.run(step, most);
    }

    /** Makes so many steps by one call of the backend. */
    void runAll(int times) {
        step.run(times);
    }

    @Override
    public void close() {
        step.close();
        memory.close();
    }
}
