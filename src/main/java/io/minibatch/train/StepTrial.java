package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * Times training steps for a fraction of a second, with temporary memory.
 * A measurement of throughput takes longer and is more accurate.
 */
final class StepTrial {
    /** Seconds of steps of a backend that is ahead, or that nothing is compared with yet. */
    private static final double SECONDS = 0.3;

    /** Maximum seconds of steps of a slower backend. */
    private static final double MOST_SECONDS = 2.5;

    /** A slower backend loses once the JIT compiler has been idle for this many seconds of steps. */
    private static final double IDLE = 0.25;

    /** The part of a round's time up to which a compiler that is at work counts as idle. */
    private static final double IDLE_SHARE = 0.2;

    /** Seconds of a round: far above the wait at its end, and short enough for a few dozen rounds. */
    private static final double ROUND = 0.01;

    private static final double MILLISECONDS = 1e-3;

    private final TimedSteps steps;

    private StepTrial(TimedSteps steps) {
        this.steps = steps;
    }

    /**
     * Returns the seconds of a step in the fastest round, shuffles included. The minimum leaves out what the JIT
     * compiler and other programs cost. It takes 0.3 s. A slower backend is given as long as the JIT compiler is at
     * work, 2.5 s at most, as code of Java's Vector API is many times slower before. Only a step that takes longer than
     * that makes the trial longer.
     *
     * @param rival seconds of a step that it is compared with, infinite for none
     * @throws BackendException if the device fails or has too little memory
     */
    static double secondsPerStep(Backend backend, Workload workload, double rival) {
        try (TimedSteps steps = new TimedSteps(backend, workload)) {
            return new StepTrial(steps).fastest(rival);
        }
    }

    private double fastest(double rival) {
        double best = Double.POSITIVE_INFINITY;
        double spent = 0;
        double idle = 0;
        double compiled = secondsOfCompiler();
        int count = 1;
        while (spent < SECONDS || best > rival && idle < IDLE && spent < MOST_SECONDS) {
            double took = steps.run(count, () -> false);
            double now = secondsOfCompiler();
            idle = now - compiled > IDLE_SHARE * took ? 0 : idle + took;
            compiled = now;
            spent += took;
            best = Math.min(best, took / count);
            count = (int) Math.max(1, Math.min(2.0 * count, ROUND / best));
        }
        return best;
    }

    /** Returns how long the JIT compiler has worked in all, 0 if the JVM has none or does not tell. */
    private static double secondsOfCompiler() {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        return compiler == null || !compiler.isCompilationTimeMonitoringSupported()
                ? 0
                : MILLISECONDS * compiler.getTotalCompilationTime();
    }
}
