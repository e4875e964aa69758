package io.minibatch.bench;

import io.minibatch.backend.Backend;
import io.minibatch.data.Dataset;
import io.minibatch.network.Network;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Throughput;
import io.minibatch.train.TrainingOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Measures the throughput of training over mini-batch sizes, one backend after the other. */
public final class BatchSweep {
    /** Where a step is expected to take so many times the seconds that a size may take, larger sizes are left out. */
    private static final double TOO_SLOW = 1;

    private final TrainingOptions options;
    private final Network initial;
    private final Dataset training;
    private final Listener listener;
    private volatile boolean stopped;

    /** Told what was measured. */
    public interface Listener {
        /** Called before a size is measured; {@code done} of {@code all} sizes of all backends are behind. */
        void begins(String backend, int batch, int done, int all);

        /** Called when it is. */
        void measured(String backend, Throughput throughput);

        /** Called in place of a size whose step would take too long. */
        void leftOut(String backend, int batch, double secondsOfStep);
    }

    /** Creates a sweep; of the options the mini-batch size does not matter. */
    public BatchSweep(TrainingOptions options, Network initial, Dataset training, Listener listener) {
        this.options = options;
        this.initial = initial;
        this.training = training;
        this.listener = listener;
    }

    /** Ends it after the size that is being measured. May be called from any thread. */
    public void requestStop() {
        stopped = true;
    }

    /**
     * Measures.
     *
     * @param backends by name; each is opened and closed again
     * @param sizes rising
     * @param seconds for all together, about
     * @return by backend, what was measured until it was done or stopped
     */
    public Map<String, List<Throughput>> run(
            Map<String, Supplier<Backend>> backends, List<Integer> sizes, double seconds) {
        int all = backends.size() * sizes.size();
        double secondsOfSize = seconds / all;
        int done = 0;
        Map<String, List<Throughput>> measured = new LinkedHashMap<>();
        for (Map.Entry<String, Supplier<Backend>> each : backends.entrySet()) {
            List<Throughput> ofBackend = new ArrayList<>();
            measured.put(each.getKey(), ofBackend);
            try (Backend backend = each.getValue().get()) {
                for (int size : sizes) {
                    if (stopped) {
                        return measured;
                    }
                    listener.begins(each.getKey(), size, done++, all);
                    double expected = secondsOfStep(ofBackend, size);
                    if (expected > TOO_SLOW * secondsOfSize) {
                        listener.leftOut(each.getKey(), size, expected);
                    } else {
                        Throughput throughput =
                                Throughput.measure(backend, options(size), initial, training, secondsOfSize);
                        ofBackend.add(throughput);
                        listener.measured(each.getKey(), throughput);
                    }
                }
            }
        }
        return measured;
    }

    /** Returns what a step is expected to take by the last size that was measured, 0 where none was. */
    private static double secondsOfStep(List<Throughput> measured, int size) {
        return measured.isEmpty() ? 0 : size / measured.get(measured.size() - 1).examplesPerSecond();
    }

    private TrainingOptions options(int batch) {
        Hyperparameters given = options.hyperparameters();
        return new TrainingOptions(
                new Hyperparameters(
                        given.epochs(),
                        batch,
                        given.learningRate(),
                        given.updateRule(),
                        given.regularization(),
                        given.stopping()),
                options.monitoring(),
                options.seed(),
                options.augmentation());
    }
}
