package io.minibatch.bench;

import io.minibatch.backend.BackendException;
import io.minibatch.network.Network;
import io.minibatch.train.DivergedException;
import io.minibatch.train.TimedSteps;
import io.minibatch.train.Workload;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Training throughput in examples per second, in steady state: gathering, forward, backward and update, with the
 * shuffles between epochs. Loading, evaluation and warming up are left out.
 *
 * @param batchSize examples of a full step
 * @param examplesPerStep the mean over an epoch, whose last step may have fewer
 * @param fused whether the steps are fused, not single operations
 * @param warmUpSeconds what was left out before the first round
 * @param secondsPerStep of each round, rising
 */
public record Throughput(
        int batchSize, double examplesPerStep, boolean fused, double warmUpSeconds, double[] secondsPerStep) {
    /** It takes at least so many steps: one to warm up and one a round. */
    public static final int MIN_STEPS = 8;

    private static final int ROUNDS = MIN_STEPS - 1;
    private static final double WARM_UP_SHARE = 0.3;

    /**
     * Measures.
     *
     * @param steps of the workload, none of them made yet
     * @param moreWarmUp seconds of warm-up above the usual, which do not count among {@code seconds}
     * @param seconds that it may take; it takes longer where {@link #MIN_STEPS} do
     * @param stopRequested asked about every tenth of a second, but not within a step
     * @return null if it was stopped
     * @throws DivergedException if the weights are not finite in the end
     * @throws BackendException if the device fails, or left the weights as they were
     */
    public static @Nullable Throughput measure(
            TimedSteps steps, Workload workload, double moreWarmUp, double seconds, BooleanSupplier stopRequested) {
        double examplesPerStep = (double) workload.data().size() / steps.stepsPerEpoch();
        Rounds rounds = new Rounds(steps, stopRequested);
        double warmUp = rounds.warmUp(moreWarmUp + WARM_UP_SHARE * seconds);
        double[] measured = rounds.measure((1 - WARM_UP_SHARE) * seconds);
        if (stopRequested.getAsBoolean()) {
            return null;
        }
        requireTrained(
                steps,
                workload.initial(),
                workload.options().hyperparameters().learningRate().eta());
        return new Throughput(workload.batchSize(), examplesPerStep, steps.isFused(), warmUp, measured);
    }

    /** Throws if the timed steps computed nothing, or only NaN or infinite values. */
    private static void requireTrained(TimedSteps steps, Network initial, double eta) {
        int first = steps.firstNonFinite();
        if (first > 0) {
            throw new DivergedException(steps.epochs(), first, steps.stepsPerEpoch(), eta);
        }
        if (!haveMoved(initial.parameters(), steps.network().parameters())) {
            throw new BackendException(
                    "no weight has moved: eta " + eta + " is too small, or the device computed nothing");
        }
    }

    /** By value, as a step of nothing may make -0 of 0. */
    private static boolean haveMoved(float[] from, float[] to) {
        return IntStream.range(0, from.length).anyMatch(i -> from[i] != to[i]);
    }

    /** Returns the examples per second of the median round. */
    public double examplesPerSecond() {
        return examplesPerStep / secondsPerStep[secondsPerStep.length / 2];
    }

    /** Returns half of the distance of the quartiles, as a part of the median. */
    public double spread() {
        int quarter = secondsPerStep.length / 4;
        double between = secondsPerStep[secondsPerStep.length - 1 - quarter] - secondsPerStep[quarter];
        return between / 2 / secondsPerStep[secondsPerStep.length / 2];
    }

    /** The warm-up and the rounds, until they are stopped. */
    private static final class Rounds {
        /** Of the warm-up, the least that its last part takes: the rounds are as long as that says. */
        private static final double LEAST_OF_WARM_UP = 0.1;

        private final TimedSteps steps;
        private final BooleanSupplier stopRequested;
        private double secondsPerStep;

        Rounds(TimedSteps steps, BooleanSupplier stopRequested) {
            this.steps = steps;
            this.stopRequested = stopRequested;
        }

        /** Returns the seconds that it took. */
        double warmUp(double wanted) {
            double spent = 0;
            int count = 1;
            do {
                double took = steps.run(count, stopRequested);
                spent += took;
                secondsPerStep = took / count;
                double missing = Math.max(wanted - spent, LEAST_OF_WARM_UP * wanted);
                count = count(Math.min(2.0 * count, missing / secondsPerStep));
            } while (spent < wanted && !stopRequested.getAsBoolean());
            return spent;
        }

        /** Returns the seconds of a step in each round, rising. */
        double[] measure(double wanted) {
            double[] rounds = new double[ROUNDS];
            int count = count(wanted / ROUNDS / secondsPerStep);
            for (int round = 0; round < ROUNDS && !stopRequested.getAsBoolean(); round++) {
                rounds[round] = steps.run(count, stopRequested) / count;
            }
            Arrays.sort(rounds);
            return rounds;
        }

        private static int count(double wanted) {
            return (int) Math.max(1, Math.min(wanted, Integer.MAX_VALUE));
        }
    }
}
