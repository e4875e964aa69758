package io.minibatch.bench;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.data.Dataset;
import io.minibatch.network.Network;
import io.minibatch.train.DivergedException;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.TimedSteps;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Measures the throughput of training over mini-batch sizes, one backend after the other. */
public final class BatchSweep {
    /**
     * Seconds by which the warm-up of a backend's first size is longer, as the JIT compiler needs half a second and
     * more: the sizes that come first would be measured too slow.
     */
    private static final double WARM_UP = 1.5;

    /** Of the time of a backend, the most for that; it matters where there are but a few seconds. */
    private static final double WARM_UP_SHARE = 0.5;

    /**
     * If a step is expected to take more than this part of the seconds of a size, the size is left out: it would
     * take longer than it may, as a measurement has so many steps at least.
     */
    private static final double TOO_SLOW = 1.0 / Throughput.MIN_STEPS;

    private final TrainingOptions options;
    private final Network initial;
    private final Dataset training;
    private final Listener listener;
    private volatile boolean stopRequested;

    /** Receives measurements. */
    public interface Listener {
        /** Called when a backend is open. */
        void opened(String backend, String device);

        /** Called before a size is measured; {@code done} of {@code all} sizes of all backends are behind. */
        void started(String backend, int batch, int done, int all, double secondsLeft);

        /** Called when it is. */
        void measured(String backend, Throughput throughput);

        /** Called in place of {@link #measured}, with one line that says why. */
        void skipped(String backend, int batch, String reason);
    }

    /**
     * The result of a sweep.
     *
     * @param measured by backend, by rising mini-batch size; without backends that measured nothing
     * @param unfused likewise, as single operations where the steps of {@code measured} are fused
     * @param all how many were to be measured of both together
     * @param stopped whether it ended before all sizes were measured or left out, as it was asked to
     */
    public record Result(
            Map<String, List<Throughput>> measured, Map<String, List<Throughput>> unfused, int all, boolean stopped) {
        /** Returns how many were measured. */
        public int count() {
            return Stream.of(measured, unfused)
                    .flatMap(part -> part.values().stream())
                    .mapToInt(List::size)
                    .sum();
        }
    }

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
     * Measures each backend, and then as single operations the mini-batch sizes at which its steps are fused. Each of
     * the two takes half of the time of such a size.
     *
     * @param backends by name; each is opened and closed again
     * @param sizes rising
     * @param seconds for all together, about: a backend's first size is measured however long its steps take
     */
    public Result run(Map<String, Contender> backends, List<Integer> sizes, double seconds) {
        Run run = new Run(backends.size(), sizes, seconds);
        backends.forEach(run::measure);
        return new Result(run.measured, run.unfused, run.all, run.done < run.all);
    }

    private static String reason(Throwable failed) {
        String message = String.valueOf(failed.getMessage());
        return failed instanceof OutOfMemoryError ? "out of memory (" + message + "), give Java more by -Xmx" : message;
    }

    private Workload workload(int batch) {
        Hyperparameters given = options.hyperparameters();
        Hyperparameters ofBatch = given.withBatchSize(batch);
        return new Workload(initial, options.with(ofBatch), training);
    }

    /** One sweep, and how far it is. */
    private final class Run {
        private final List<Integer> sizes;
        private final double seconds;
        private final double secondsOfBackend;
        private final Map<String, List<Throughput>> measured = new LinkedHashMap<>();
        private final Map<String, List<Throughput>> unfused = new LinkedHashMap<>();
        private double secondsOfOthers;
        private int all;
        private int done;

        Run(int backends, List<Integer> sizes, double seconds) {
            this.sizes = sizes;
            this.seconds = seconds;
            secondsOfBackend = seconds / backends;
            secondsOfOthers = seconds;
            all = backends * sizes.size();
        }

        void measure(String name, Contender contender) {
            secondsOfOthers -= secondsOfBackend;
            Supplier<Backend> opening = contender.unfused();
            Series own = new Series(this, name, sizes, secondsOfBackend, opening != null);
            keep(measured, name, own.measure(contender.opening()));
            List<Integer> fused = own.measured.stream()
                    .filter(Throughput::fused)
                    .map(Throughput::batchSize)
                    .toList();
            if (opening != null && !fused.isEmpty()) {
                all += fused.size();
                Series single = new Series(this, Contender.unfused(name), fused, own.secondsKept, false);
                keep(unfused, name, single.measure(opening));
            }
        }

        private void keep(Map<String, List<Throughput>> part, String name, List<Throughput> ofBackend) {
            if (!ofBackend.isEmpty()) {
                part.put(name, ofBackend);
            }
        }
    }

    /** The sizes of a backend, one after the other. */
    private final class Series {
        private final Run run;
        private final String name;
        private final List<Integer> sizes;
        private final double seconds;
        private final boolean halvesFused;
        private final double warmUp;
        private final double secondsOfSize;
        private final List<Throughput> measured = new ArrayList<>();
        private double secondsKept;
        private int place;

        /**
         * @param halvesFused whether a size takes half of its seconds where its steps are fused; the others are kept
         */
        Series(Run run, String name, List<Integer> sizes, double seconds, boolean halvesFused) {
            this.run = run;
            this.name = name;
            this.sizes = sizes;
            this.seconds = seconds;
            this.halvesFused = halvesFused;
            warmUp = Math.min(WARM_UP, WARM_UP_SHARE * seconds);
            secondsOfSize = (seconds - warmUp) / sizes.size();
        }

        private double secondsLeft() {
            double cold = place == 0 ? warmUp : 0;
            return run.secondsOfOthers + cold + (sizes.size() - place) * secondsOfSize + secondsKept;
        }

        List<Throughput> measure(Supplier<Backend> opening) {
            if (stopRequested) {
                return measured;
            }
            try (Backend backend = opening.get()) {
                measure(backend);
            } catch (BackendException | OutOfMemoryError failed) {
                // The device failed or is full: there is no sense in its larger sizes, but in what was measured.
                int last = sizes.size() - 1;
                String larger = place < last ? "; and so are the larger ones" : "";
                listener.skipped(name, sizes.get(Math.min(place, last)), reason(failed) + larger);
                run.done += stopRequested ? 0 : sizes.size() - place;
            }
            return measured;
        }

        private void measure(Backend backend) {
            listener.opened(name, backend.device());
            for (int size : sizes) {
                if (stopRequested) {
                    return;
                }
                listener.started(name, size, run.done, run.all, secondsLeft());
                double expected = secondsOfStep(size);
                if (expected > TOO_SLOW * secondsOfSize) {
                    listener.skipped(name, size, tooSlow(expected));
                } else if (!measure(backend, workload(size))) {
                    return;
                }
                place++;
                run.done++;
            }
        }

        /** Returns false if it was stopped. */
        private boolean measure(Backend backend, Workload workload) {
            double moreWarmUp = measured.isEmpty() ? warmUp : 0;
            try (TimedSteps steps = new TimedSteps(backend, workload)) {
                double kept = halvesFused && steps.isFused() ? secondsOfSize / 2 : 0;
                Throughput throughput =
                        Throughput.measure(steps, workload, moreWarmUp, secondsOfSize - kept, () -> stopRequested);
                if (throughput == null) {
                    return false;
                }
                secondsKept += kept;
                measured.add(throughput);
                listener.measured(name, throughput);
            } catch (DivergedException diverged) {
                double eta = options.hyperparameters().learningRate().eta();
                String reason = "diverged: not all weights are numbers at eta " + eta + ", lower eta";
                listener.skipped(name, workload.batchSize(), reason);
            }
            return true;
        }

        private String tooSlow(double secondsOfStep) {
            double enough = WARM_UP + sizes.size() * secondsOfStep / TOO_SLOW;
            return String.format(
                    Locale.ROOT,
                    "a step would take about %.2f s; set seconds to %.0f",
                    secondsOfStep,
                    Math.ceil(1.1 * enough * run.seconds / seconds));
        }

        /** Returns what a step is expected to take by the last size that was measured, 0 if none was. */
        private double secondsOfStep(int size) {
            return measured.isEmpty()
                    ? 0
                    : size / measured.get(measured.size() - 1).examplesPerSecond();
        }
    }
}
