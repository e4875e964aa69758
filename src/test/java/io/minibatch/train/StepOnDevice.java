package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.step.UnfusedStep;
import java.util.Set;

/** A network on a device with the operations of one of its training's steps, which are not recorded. */
final class StepOnDevice implements AutoCloseable {
    final DeviceNetwork network;
    final StepPlan plan;
    final StepMemory memory;
    final UnfusedStep operations;

    StepOnDevice(Backend backend, Network initial, Examples examples, Hyperparameters hyperparameters) {
        TrainingOptions options = new TrainingOptions(hyperparameters, new Monitoring(Set.of(), 0), 1);
        network = new DeviceNetwork(backend, initial);
        plan = options.plan(initial.architecture(), examples.size());
        memory = StepMemory.allocate(backend, plan, examples, network.all());
        operations = new UnfusedStep(backend, plan, memory);
        double eta = hyperparameters.learningRate().eta();
        backend.upload(options.rates(eta, 0, examples.size()).pack(), memory.rates());
    }

    Batch batch() {
        return memory.batch();
    }

    @Override
    public void close() {
        operations.close();
        memory.close();
        network.close();
    }
}
