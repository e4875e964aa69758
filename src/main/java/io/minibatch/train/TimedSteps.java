package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Opened;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import java.util.function.BooleanSupplier;

/**
 * Measures the time of training steps, epoch after epoch as in a training, with shuffles and without
 * evaluation. The learning rate stays η, whatever the schedule.
 */
public final class TimedSteps implements AutoCloseable {
    private static final double NANOSECONDS = 1e-9;

    private final Backend backend;
    private final long seed;
    private final DeviceNetwork network;
    private final MiniBatchSteps steps;
    private final Opened opened = new Opened();
    private final Pace pace;
    private int epoch;
    private int left;

    /**
     * Copies the network and the data to the device; frees them again where that fails.
     *
     * @param workload is not modified
     */
    public TimedSteps(Backend backend, Workload workload) {
        TrainingOptions options = workload.options();
        this.backend = backend;
        this.seed = options.seed();
        pace = new Pace(backend::synchronize);
        try {
            OwnDevice device = opened.keep(new OwnDevice(backend));
            network = opened.keep(new DeviceNetwork(backend, workload.initial()));
            Examples examples = device.examples(workload.data());
            steps = opened.keep(new MiniBatchSteps(device, options, network, examples));
            double eta = options.hyperparameters().learningRate().eta();
            backend.upload(options.rates(eta, 0, examples.size()).pack(), steps.rates());
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    public int stepsPerEpoch() {
        return steps.clock().stepsPerEpoch();
    }

    /** Returns whether the backend runs each step as one fused operation. */
    public boolean isFused() {
        return steps.isFused();
    }

    /**
     * Returns the seconds of a number of steps; undefined if they were stopped.
     *
     * @param stopRequested asked about every tenth of a second, but not within a step
     */
    public double run(int times, BooleanSupplier stopRequested) {
        long start = System.nanoTime();
        pace.restart();
        for (int missing = times; missing > 0 && !stopRequested.getAsBoolean(); ) {
            if (left == 0) {
                steps.startEpoch(seed, epoch++);
                left = stepsPerEpoch();
            }
            int next = pace.next(Math.min(missing, left));
            steps.runAll(next);
            pace.ran(next);
            left -= next;
            missing -= next;
        }
        backend.synchronize();
        return (System.nanoTime() - start) * NANOSECONDS;
    }

    /** Returns the number of epochs begun. */
    public int epochs() {
        return epoch;
    }

    /** Returns the first step of the epoch with a value that is not finite, 0 for none. */
    public int firstNonFinite() {
        return backend.firstNonFinite(steps.clock(), network.all());
    }

    public Network network() {
        return network.download();
    }

    @Override
    public void close() {
        opened.close();
    }
}
