package io.minibatch.bench;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Step;
import io.minibatch.data.Dataset;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.optimize.Update;
import io.minibatch.train.DivergedException;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Regularization;
import io.minibatch.train.TrainingLoop;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingStep;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How many examples a second training takes in steady state: gathering, forward, backward and update, with the shuffles between
 * epochs. Loading, evaluation and warming up are left out.
 *
 * @param batchSize examples of a full step
 * @param examplesPerStep the mean over an epoch, whose last step may have fewer
 * @param warmUpSeconds what was left out before the first round
 * @param secondsPerStep of each round, rising
 */
public record Throughput(int batchSize, double examplesPerStep, double warmUpSeconds, double[] secondsPerStep) {
    /** It takes at least so many steps: one to warm up and one a round. */
    public static final int FEWEST_STEPS = 8;

    private static final int ROUNDS = FEWEST_STEPS - 1;
    private static final double WARM_UP_SHARE = 0.3;
    private static final double NANOSECONDS = 1e-9;

    /**
     * Measures.
     *
     * @param initial where the training starts; not modified
     * @param moreWarmUp seconds of warm-up above the usual, which do not count among {@code seconds}
     * @param seconds that it may take; it takes longer where {@link #FEWEST_STEPS} do
     * @param stopRequested asked about every tenth of a second, but not within a step
     * @return null where it was stopped
     * @throws DivergedException where the weights are not finite in the end
     * @throws BackendException where the device has no room for it, fails, or left the weights as they were
     */
    public static @Nullable Throughput measure(
            Backend backend,
            TrainingOptions options,
            Network initial,
            Dataset training,
            double moreWarmUp,
            double seconds,
            BooleanSupplier stopRequested) {
        Hyperparameters hyperparameters = options.hyperparameters();
        Regularization regularization = hyperparameters.regularization();
        double eta = hyperparameters.learningRate().eta();
        int capacity = Math.min(hyperparameters.batchSize(), training.size());
        try (DeviceNetwork network = new DeviceNetwork(backend, initial);
                Examples examples =
                        backend.upload(training.images(), training.labels(), training.features(), training.classes());
                Batch batch = backend.allocateBatch(examples, capacity);
                Update update = Update.onDevice(
                        backend, network, batch, hyperparameters.updateRule(), regularization.penalty());
                TrainingStep trainingStep =
                        new TrainingStep(backend, batch, network, update, regularization, options.augmentation());
                Step step = backend.record(trainingStep::run)) {
            update.setRates(eta, 0);
            double examplesPerStep = (double) training.size() / batch.batchesPerEpoch();
            Clock clock = new Clock(backend, batch, step, options.seed(), stopRequested);
            Throughput measured =
                    clock.measure(examplesPerStep, moreWarmUp + WARM_UP_SHARE * seconds, (1 - WARM_UP_SHARE) * seconds);
            if (measured != null) {
                clock.requireTrained(network, initial, eta);
            }
            return measured;
        }
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

    /** Runs steps, an epoch after the other, and takes their time. */
    private static final class Clock {
        /** Of the warm-up, the least that its last part takes: the rounds are as long as that says. */
        private static final double LEAST_OF_WARM_UP = 0.1;

        private final Backend backend;
        private final Batch batch;
        private final Step step;
        private final long seed;
        private final BooleanSupplier stopRequested;
        private int epoch;
        private int left;
        private int stepsOfPiece = 1;

        Clock(Backend backend, Batch batch, Step step, long seed, BooleanSupplier stopRequested) {
            this.backend = backend;
            this.batch = batch;
            this.step = step;
            this.seed = seed;
            this.stopRequested = stopRequested;
        }

        @Nullable
        Throughput measure(double examplesPerStep, double forWarmUp, double forRounds) {
            double warmUp = 0;
            double perStep = 0;
            int steps = 1;
            do {
                double took = run(steps);
                warmUp += took;
                perStep = took / steps;
                stepsOfPiece = steps(TrainingLoop.PART_SECONDS / perStep);
                double missing = Math.max(forWarmUp - warmUp, LEAST_OF_WARM_UP * forWarmUp);
                steps = steps(Math.min(2.0 * steps, missing / perStep));
            } while (warmUp < forWarmUp && !stopRequested.getAsBoolean());
            double[] rounds = new double[ROUNDS];
            steps = steps(forRounds / ROUNDS / perStep);
            for (int round = 0; round < ROUNDS && !stopRequested.getAsBoolean(); round++) {
                rounds[round] = run(steps) / steps;
            }
            Arrays.sort(rounds);
            return stopRequested.getAsBoolean()
                    ? null
                    : new Throughput(batch.capacity(), examplesPerStep, warmUp, rounds);
        }

        private static int steps(double wanted) {
            return (int) Math.max(1, Math.min(wanted, Integer.MAX_VALUE));
        }

        /** Returns the seconds that it took, or anything where it was stopped. */
        private double run(int steps) {
            long start = System.nanoTime();
            for (int missing = steps; missing > 0 && !stopRequested.getAsBoolean(); ) {
                if (left == 0) {
                    backend.shuffle(batch, seed, epoch++);
                    left = batch.batchesPerEpoch();
                }
                int times = Math.min(Math.min(missing, left), stepsOfPiece);
                step.run(times);
                left -= times;
                missing -= times;
            }
            backend.synchronize();
            return (System.nanoTime() - start) * NANOSECONDS;
        }

        /** A time is of no training where nothing was computed, or only with what are no numbers. */
        void requireTrained(DeviceNetwork network, Network initial, double eta) {
            int first = backend.firstNonFinite(batch, network.all());
            if (first > 0) {
                throw new DivergedException(epoch, first, batch.batchesPerEpoch(), eta);
            }
            if (!haveMoved(initial.parameters(), network.download().parameters())) {
                throw new BackendException(
                        "no weight has moved: eta " + eta + " is too small, or the device computed nothing");
            }
        }

        /** By value, as a step of nothing may make -0 of 0. */
        private static boolean haveMoved(float[] from, float[] to) {
            return IntStream.range(0, from.length).anyMatch(i -> from[i] != to[i]);
        }
    }
}
