package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Step;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.optimize.Update;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * Times training steps for a fraction of a second, with memory of its own that is freed again.
 * A measurement of throughput takes longer and is more accurate.
 */
final class StepTrial {
    /** Seconds of steps of a backend that is ahead, or that nothing is compared with yet. */
    private static final double SECONDS = 0.3;

    /** The most seconds of steps of a backend that is behind. */
    private static final double MOST_SECONDS = 2.5;

    /** A backend that is behind has lost once the JIT compiler has been idle for so many seconds of steps. */
    private static final double IDLE = 0.25;

    /** The part of a round's time up to which a compiler that is at work counts as idle. */
    private static final double IDLE_SHARE = 0.2;

    /** Seconds of a round: far above the wait at its end, and short enough for a few dozen rounds. */
    private static final double ROUND = 0.01;

    private static final double NANOSECONDS = 1e-9;
    private static final double MILLISECONDS = 1e-3;

    private final Backend backend;
    private final Batch batch;
    private final Step step;
    private final long seed;
    private int epoch;
    private int left;

    private StepTrial(Backend backend, Batch batch, Step step, long seed) {
        this.backend = backend;
        this.batch = batch;
        this.step = step;
        this.seed = seed;
    }

    /**
     * Returns the seconds of a step in the fastest round, shuffles included. The minimum leaves out what the JIT compiler
     * and other programs cost. It takes 0.3 s. A backend that is behind is given as long as
     * the JIT compiler is at work, 2.5 s at most, as code of Java's Vector API is many times slower before. Only
     * a step that takes longer than that makes the trial longer.
     *
     * @param rival seconds of a step that it is compared with, infinite for none
     * @throws BackendException where the device fails or has too little memory
     */
    static double secondsPerStep(Backend backend, Workload workload, double rival) {
        Hyperparameters hyperparameters = workload.options().hyperparameters();
        Regularization regularization = hyperparameters.regularization();
        try (DeviceNetwork network = new DeviceNetwork(backend, workload.initial());
                Examples examples = Trainer.upload(backend, workload.data());
                Batch batch = backend.allocateBatch(examples, workload.batchSize());
                Update update = Update.onDevice(
                        backend, network, batch, hyperparameters.updateRule(), regularization.penalty());
                TrainingStep trainingStep = new TrainingStep(
                        backend,
                        batch,
                        network,
                        update,
                        regularization,
                        workload.options().augmentation());
                Step step = backend.record(trainingStep::run)) {
            update.setRates(hyperparameters.learningRate().eta(), 0);
            return new StepTrial(backend, batch, step, workload.options().seed()).fastest(rival);
        }
    }

    private double fastest(double rival) {
        double best = Double.POSITIVE_INFINITY;
        double spent = 0;
        double idle = 0;
        double compiled = secondsOfCompiler();
        int steps = 1;
        while (spent < SECONDS || best > rival && idle < IDLE && spent < MOST_SECONDS) {
            double took = run(steps);
            double now = secondsOfCompiler();
            idle = now - compiled > IDLE_SHARE * took ? 0 : idle + took;
            compiled = now;
            spent += took;
            best = Math.min(best, took / steps);
            steps = (int) Math.max(1, Math.min(2.0 * steps, ROUND / best));
        }
        return best;
    }

    /** Returns how long the JIT compiler has worked in all, 0 where the JVM has none or does not tell. */
    private static double secondsOfCompiler() {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        return compiler == null || !compiler.isCompilationTimeMonitoringSupported()
                ? 0
                : MILLISECONDS * compiler.getTotalCompilationTime();
    }

    private double run(int steps) {
        long start = System.nanoTime();
        for (int missing = steps; missing > 0; ) {
            if (left == 0) {
                backend.shuffle(batch, seed, epoch++);
                left = batch.batchesPerEpoch();
            }
            int times = Math.min(missing, left);
            step.run(times);
            left -= times;
            missing -= times;
        }
        backend.synchronize();
        return (System.nanoTime() - start) * NANOSECONDS;
    }
}
