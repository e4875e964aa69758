package io.minibatch.backend.cpu;

import io.minibatch.backend.Step;

/** Operations with their operands, in order. */
final class CpuStep implements Step {
    private final CpuExecution execution;
    private final ThreadTeam workers;
    private final Operation[] operations;

    CpuStep(CpuExecution execution, ThreadTeam workers, Operation[] operations) {
        this.execution = execution;
        this.workers = workers;
        this.operations = operations;
    }

    @Override
    public void run(int times) {
        execution.begin("run");
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
            execution.end();
        }
    }

    @Override
    public void close() {}
}
