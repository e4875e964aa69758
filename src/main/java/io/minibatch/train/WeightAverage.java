package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Opened;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.optimize.Averaging;
import org.jspecify.annotations.Nullable;

/**
 * The mean of a run's weights on the device: {@code average ← (1 − a)·average + a·w}, without waiting for the device.
 * Without averaging it is the trained network itself, and until the first weights are averaged it equals that.
 */
final class WeightAverage implements AutoCloseable {
    private final Backend backend;
    private final Averaging averaging;
    private final DeviceNetwork trained;
    private final DeviceNetwork mean;
    private final @Nullable Matrix factors;
    private final Opened opened = new Opened();
    private long count;

    /** Allocates a second network where weights are averaged; frees it where that fails. */
    WeightAverage(Backend backend, Averaging averaging, Network initial, DeviceNetwork trained) {
        this.backend = backend;
        this.averaging = averaging;
        this.trained = trained;
        if (averaging instanceof Averaging.None) {
            mean = trained;
            factors = null;
            return;
        }
        try {
            mean = opened.keep(new DeviceNetwork(backend, initial));
            factors = opened.keep(backend.allocate(1, 2));
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    /** Returns the network that is measured; {@link #refresh} completes its values. */
    DeviceNetwork network() {
        return mean;
    }

    /** Returns whether weights are averaged at the ends of the parts of an epoch. */
    boolean isWithinEpochs() {
        return averaging instanceof Averaging.Exponential;
    }

    /**
     * Continues the average of a state.
     *
     * @param epochs of the run
     * @throws CheckpointException if the state is of another averaging
     */
    void restore(TrainingState start, int epochs) {
        start.requireAverage(averaging, epochs);
        Average saved = start.average();
        boolean isOver = averaging instanceof Averaging.Stochastic last && last.averaged(start.epoch(), epochs) == 0;
        if (saved != null && saved.network() != null && !isOver) {
            backend.upload(saved.network().parameters(), mean.all());
            count = saved.count();
        }
    }

    /** Takes the weights after another part of an epoch, of so many steps. */
    void endPart(int steps) {
        if (averaging instanceof Averaging.Exponential moving) {
            count += steps;
            take(moving.share(steps, count));
        }
    }

    /** Takes the weights after an epoch, counted from 1, of so many. */
    void endEpoch(int epoch, int epochs) {
        if (averaging instanceof Averaging.Stochastic last && last.averaged(epoch, epochs) > 0) {
            count++;
            take(1.0 / count);
        }
    }

    private void take(double share) {
        if (factors != null) {
            backend.upload(new float[] {(float) (1 - share), (float) share}, factors);
            backend.scale(factors.view(0, 1, 1), mean.all());
            backend.axpy(factors.view(1, 1, 1), trained.all(), mean.all());
        }
    }

    /** Makes the network equal the trained one where nothing is averaged yet. */
    void refresh() {
        if (factors != null && count == 0) {
            backend.copy(trained.all(), mean.all());
        }
    }

    /** Returns a copy of the network. */
    Network download() {
        refresh();
        return mean.download();
    }

    /** Returns what a checkpoint keeps, null without averaging. */
    @Nullable
    Average state() {
        return factors == null ? null : new Average(averaging, count, count == 0 ? null : mean.download());
    }

    @Override
    public void close() {
        opened.close();
    }
}
