package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Step;
import io.minibatch.data.Dataset;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.optimize.Update;
import java.util.Arrays;

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
    private static final int ROUNDS = 7;
    private static final double WARM_UP_SHARE = 0.3;
    private static final double NANOSECONDS = 1e-9;

    /**
     * Measures.
     *
     * @param initial where the training starts; not modified
     * @param seconds that it may take; it takes longer where a few steps do
     */
    public static Throughput measure(
            Backend backend, TrainingOptions options, Network initial, Dataset training, double seconds) {
        Hyperparameters hyperparameters = options.hyperparameters();
        Regularization regularization = hyperparameters.regularization();
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
            update.setRates(hyperparameters.learningRate().eta(), 0);
            double examplesPerStep = (double) training.size() / batch.batchesPerEpoch();
            return new Clock(backend, batch, step, options.seed()).measure(examplesPerStep, seconds);
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
        private final Backend backend;
        private final Batch batch;
        private final Step step;
        private final long seed;
        private int epoch;
        private int left;

        Clock(Backend backend, Batch batch, Step step, long seed) {
            this.backend = backend;
            this.batch = batch;
            this.step = step;
            this.seed = seed;
        }

        Throughput measure(double examplesPerStep, double seconds) {
            double warmUp = 0;
            double perStep = 0;
            for (int steps = 1; warmUp < WARM_UP_SHARE * seconds; steps *= 2) {
                double took = run(steps);
                warmUp += took;
                perStep = took / steps;
            }
            double[] rounds = new double[ROUNDS];
            double ofRound = (1 - WARM_UP_SHARE) * seconds / ROUNDS;
            int steps = (int) Math.max(1, Math.min(ofRound / perStep, Integer.MAX_VALUE));
            for (int round = 0; round < ROUNDS; round++) {
                rounds[round] = run(steps) / steps;
            }
            Arrays.sort(rounds);
            return new Throughput(batch.capacity(), examplesPerStep, warmUp, rounds);
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
}
