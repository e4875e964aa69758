package io.minibatch.bench;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.data.Dataset;
import io.minibatch.network.Network;
import io.minibatch.train.DivergedException;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.TrainingOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Measures the throughput of training over mini-batch sizes, one backend after the other. */
public final class BatchSweep {
    /**
     * Seconds by which the warm-up of a backend's first size is longer, as the JIT compiler needs half a second and more: the
     * sizes that come first would be measured too slow.
     */
    private static final double WARM_UP = 1.5;

    /** Of the time of a backend, the most for that; it matters where there are but a few seconds. */
    private static final double WARM_UP_SHARE = 0.5;

    /**
     * Where a step is expected to take more than this part of the seconds of a size, the size is left out: it would take
     * longer than it may, as a measurement has so many steps at least.
     */
    private static final double TOO_SLOW = 1.0 / Throughput.FEWEST_STEPS;

    private final TrainingOptions options;
    private final Network initial;
    private final Dataset training;
    private final Listener listener;
    private volatile boolean stopRequested;

    /** Told what was measured. */
    public interface Listener {
        /** Called when a backend is open. */
        void opened(String backend, String device);

        /** Called before a size is measured; {@code done} of {@code all} sizes of all backends are behind. */
        void begins(String backend, int batch, int done, int all, double secondsLeft);

        /** Called when it is. */
        void measured(String backend, Throughput throughput);

        /** Called in place of {@link #measured}, with one line that says why. */
        void leftOut(String backend, int batch, String reason);
    }

    /**
     * What came of it.
     *
     * @param measured by backend, by rising mini-batch size; without backends of which nothing was
     * @param stopped whether it ended before all sizes were measured or left out, as it was asked to
     */
    public record Result(Map<String, List<Throughput>> measured, boolean stopped) {}

    /** Creates a sweep; of the options the mini-batch size does not matter. */
    public BatchSweep(TrainingOptions options, Network initial, Dataset training, Listener listener) {
        this.options = options;
        this.initial = initial;
        this.training = training;
        this.listener = listener;
    }

    /** Ends it soon; the size that is being measured is dropped. May be called from any thread. */
    public void requestStop() {
        stopRequested = true;
    }

    /**
     * Measures.
     *
     * @param backends by name; each is opened and closed again
     * @param sizes rising
     * @param seconds for all together, about: a backend's first size is measured however long its steps take
     */
    public Result run(Map<String, Supplier<Backend>> backends, List<Integer> sizes, double seconds) {
        double warmUp = Math.min(WARM_UP, WARM_UP_SHARE * seconds / backends.size());
        Run run = new Run(backends.size(), sizes, warmUp, seconds / backends.size() - warmUp);
        backends.forEach(run::measure);
        return new Result(run.measured, run.done < run.all());
    }

    private static String reason(Throwable failed) {
        String message = String.valueOf(failed.getMessage());
        return failed instanceof OutOfMemoryError ? "out of memory (" + message + "), give Java more by -Xmx" : message;
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

    /** One sweep, and how far it is. */
    private final class Run {
        private final int backends;
        private final List<Integer> sizes;
        private final double warmUp;
        private final double secondsOfSize;
        private final Map<String, List<Throughput>> measured = new LinkedHashMap<>();
        private int begun;
        private int done;

        Run(int backends, List<Integer> sizes, double warmUp, double secondsOfSizes) {
            this.backends = backends;
            this.sizes = sizes;
            this.warmUp = warmUp;
            this.secondsOfSize = secondsOfSizes / sizes.size();
        }

        int all() {
            return backends * sizes.size();
        }

        private double secondsLeft() {
            int cold = done % sizes.size() == 0 ? backends - begun + 1 : backends - begun;
            return cold * warmUp + (all() - done) * secondsOfSize;
        }

        void measure(String name, Supplier<Backend> opening) {
            if (stopRequested) {
                return;
            }
            begun++;
            List<Throughput> ofBackend = new ArrayList<>();
            try (Backend backend = opening.get()) {
                measure(name, backend, ofBackend);
            } catch (BackendException | OutOfMemoryError failed) {
                // The device failed or is full: there is no sense in its larger sizes, but in what was measured.
                int place = Math.min(done - (begun - 1) * sizes.size(), sizes.size() - 1);
                String larger = place < sizes.size() - 1 ? "; and so are the larger ones" : "";
                listener.leftOut(name, sizes.get(place), reason(failed) + larger);
                done = stopRequested ? done : begun * sizes.size();
            }
            if (!ofBackend.isEmpty()) {
                measured.put(name, ofBackend);
            }
        }

        private void measure(String name, Backend backend, List<Throughput> ofBackend) {
            listener.opened(name, backend.device());
            for (int size : sizes) {
                if (stopRequested) {
                    return;
                }
                listener.begins(name, size, done, all(), secondsLeft());
                double expected = secondsOfStep(ofBackend, size);
                if (expected > TOO_SLOW * secondsOfSize) {
                    listener.leftOut(name, size, tooSlow(expected));
                } else if (!measure(name, backend, size, ofBackend)) {
                    return;
                }
                done++;
            }
        }

        /** Returns false where it was stopped. */
        private boolean measure(String name, Backend backend, int size, List<Throughput> ofBackend) {
            double moreWarmUp = ofBackend.isEmpty() ? warmUp : 0;
            try {
                Throughput throughput = Throughput.measure(
                        backend, options(size), initial, training, moreWarmUp, secondsOfSize, () -> stopRequested);
                if (throughput == null) {
                    return false;
                }
                ofBackend.add(throughput);
                listener.measured(name, throughput);
            } catch (DivergedException diverged) {
                double eta = options.hyperparameters().learningRate().eta();
                listener.leftOut(name, size, "diverged: not all weights are numbers at eta " + eta + ", lower --eta");
            }
            return true;
        }

        private String tooSlow(double secondsOfStep) {
            double enough = backends * WARM_UP + all() * secondsOfStep / TOO_SLOW;
            return String.format(
                    Locale.ROOT,
                    "a step would take about %.2f s; it needs --seconds %.0f",
                    secondsOfStep,
                    Math.ceil(1.1 * enough));
        }

        /** Returns what a step is expected to take by the last size that was measured, 0 where none was. */
        private double secondsOfStep(List<Throughput> ofBackend, int size) {
            return ofBackend.isEmpty()
                    ? 0
                    : size / ofBackend.get(ofBackend.size() - 1).examplesPerSecond();
        }
    }
}
