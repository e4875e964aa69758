package io.minibatch.backend.cpu;

import io.minibatch.backend.Step;

/** Operations with their operands, in order. */
final class CpuStep implements Step {
    private final Workers workers;
    private final Operation[] operations;

    CpuStep(Workers workers, Operation[] operations) {
        this.workers = workers;
        this.operations = operations;
    }

    @Override
    public void run(int times) {
        for (int i = 0; i < times; i++) {
            for (Operation operation : operations) {
                workers.carryOut(operation);
            }
        }
    }

    @Override
    public void close() {}
}
