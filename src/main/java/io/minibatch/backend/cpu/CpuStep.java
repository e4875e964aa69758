package io.minibatch.backend.cpu;

import io.minibatch.backend.ExclusiveUse;
import io.minibatch.backend.Step;

/** Operations with their operands, in order. */
final class CpuStep implements Step {
    private final ExclusiveUse use;
    private final ThreadTeam workers;
    private final Operation[] operations;

    CpuStep(ExclusiveUse use, ThreadTeam workers, Operation[] operations) {
        this.use = use;
        this.workers = workers;
        this.operations = operations;
    }

    @Override
    public void run(int times) {
        use.begin();
        try {
            for (Operation operation : operations) {
                operation.beforeSteps();
            }
            for (int i = 0; i < times; i++) {
                for (Operation operation : operations) {
                    workers.carryOut(operation);
                }
            }
            for (Operation operation : operations) {
                operation.afterSteps();
            }
        } finally {
            use.end();
        }
    }

    @Override
    public void close() {}
}
