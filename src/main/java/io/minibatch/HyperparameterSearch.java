package io.minibatch;

import io.minibatch.backend.BackendException;
import io.minibatch.data.DataException;
import io.minibatch.network.NonFiniteException;
import io.minibatch.spec.SettingException;
import io.minibatch.train.DivergedException;
import io.minibatch.tune.Dimension;
import io.minibatch.tune.Observation;
import io.minibatch.tune.Sampler;
import io.minibatch.tune.TreeParzenSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A search for the hyper-parameters at which the caller's own objective is best. It proposes points by a tree-structured Parzen
 * estimator, one after another. Immutable; each method that adds something returns another search.
 */
public final class HyperparameterSearch {
    private static final int DEFAULT_TRIALS = 30;

    private final List<Dimension> dimensions;
    private final int trials;
    private final long seed;

    private HyperparameterSearch(List<Dimension> dimensions, int trials, long seed) {
        this.dimensions = List.copyOf(dimensions);
        this.trials = trials;
        this.seed = seed;
    }

    /** The values of the hyper-parameters in one trial. */
    public static final class Point {
        private final Map<String, String> values;

        private Point(Map<String, String> values) {
            this.values = values;
        }

        /** Returns the value of a hyper-parameter as text. */
        public String text(String name) {
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        "hyper-parameter '" + name + "': must be one of " + String.join(", ", values.keySet()));
            }
            return value;
        }

        /** Returns the value of a hyper-parameter as a number. */
        public double number(String name) {
            return Double.parseDouble(text(name));
        }

        /** Returns the value of a hyper-parameter of whole numbers. */
        public int whole(String name) {
            return Integer.parseInt(text(name));
        }

        /** Returns {@code eta 0.1, hidden 30}. */
        @Override
        public String toString() {
            return values.entrySet().stream()
                    .map(value -> value.getKey() + " " + value.getValue())
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * A trial that ended.
     *
     * @param value of the objective; NaN where it threw an exception
     * @param failure the exception that the objective threw, null where it returned a value
     */
    public record Trial(Point point, double value, @Nullable Exception failure) {
        /** Whether it has no finite value. */
        public boolean failed() {
            return !Double.isFinite(value);
        }

        /** Returns {@code eta 0.1, hidden 30: 0.95}, or why it failed in place of the value. */
        @Override
        public String toString() {
            return point + ": " + (failed() ? "failed: " + reason() : value);
        }

        private String reason() {
            return failure == null ? "the objective is " + value : String.valueOf(failure.getMessage());
        }
    }

    /**
     * The outcome of a search.
     *
     * @param best the first of the trials with the best value
     * @param trials all, in their order
     */
    public record Outcome(Trial best, List<Trial> trials) {
        public Outcome {
            trials = List.copyOf(trials);
        }

        /** Returns the best trial, and how many there were. */
        @Override
        public String toString() {
            long failed = trials.stream().filter(Trial::failed).count();
            return "best of " + counted(trials.size()) + (failed > 0 ? " (" + failed + " failed)" : "") + ": " + best;
        }
    }

    /** Returns a search of nothing yet. */
    public static HyperparameterSearch create() {
        return new HyperparameterSearch(List.of(), DEFAULT_TRIALS, 1);
    }

    /** Adds a real number between two ends, searched evenly. */
    public HyperparameterSearch real(String name, double low, double high) {
        return with(new Dimension.Real(name, low, high, false));
    }

    /** Adds a real number between two ends above 0, searched by its logarithm. */
    public HyperparameterSearch logarithmic(String name, double low, double high) {
        return with(new Dimension.Real(name, low, high, true));
    }

    /** Adds a whole number, both ends included. */
    public HyperparameterSearch whole(String name, int low, int high) {
        return with(new Dimension.Whole(name, low, high));
    }

    /** Adds one of several values. */
    public HyperparameterSearch choice(String name, Object... values) {
        return with(new Dimension.Choice(
                name, Stream.of(values).map(NamedSetting::text).toList()));
    }

    private HyperparameterSearch with(Dimension dimension) {
        if (dimensions.stream().anyMatch(known -> known.name().equals(dimension.name()))) {
            throw new IllegalArgumentException("hyper-parameter '" + dimension.name() + "': is named twice");
        }
        return new HyperparameterSearch(
                Stream.concat(dimensions.stream(), Stream.of(dimension)).toList(), trials, seed);
    }

    /** Sets the number of trials, at least 1 (default: 30). */
    public HyperparameterSearch trials(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("trials must be at least 1, not " + number);
        }
        return new HyperparameterSearch(dimensions, number, seed);
    }

    /** Sets what the points are drawn from. */
    public HyperparameterSearch seed(long other) {
        return new HyperparameterSearch(dimensions, trials, other);
    }

    /** As {@link #minimize}, for an objective of which the largest value is sought, such as an accuracy. */
    public Outcome maximize(ToDoubleFunction<Point> objective) {
        return run(objective, -1);
    }

    /**
     * Calls an objective at as many points as there are trials, on this thread.
     *
     * <p>A trial fails where the objective is NaN or infinite, or throws a {@link DivergedException} or a {@link
     * NonFiniteException}. A {@link SettingException}, {@link DataException} or {@link BackendException} ends the search as
     * long as no trial has a value: it would probably meet every trial. Later it fails its trial, since its cause is probably
     * the point, for example a mini-batch larger than the training data. All other exceptions end the search. The search
     * throws such exceptions unchanged.
     *
     * <p>Interrupting the thread ends the search between two trials, and keeps the interrupt status.
     *
     * @throws IllegalStateException where every trial failed; its cause is the last exception that failed a trial
     * @throws CancellationException where the thread is interrupted; the message has the number of trials that ended and the
     *     best of them
     */
    public Outcome minimize(ToDoubleFunction<Point> objective) {
        return run(objective, 1);
    }

    private Outcome run(ToDoubleFunction<Point> objective, int sign) {
        if (dimensions.isEmpty()) {
            throw new IllegalArgumentException("a search needs a hyper-parameter: add one by real, whole or choice");
        }
        Sampler sampler = new TreeParzenSampler(seed, dimensions.size());
        List<Observation> observed = new ArrayList<>();
        List<Trial> ended = new ArrayList<>();
        Trial best = null;
        for (int number = 0; number < trials; number++) {
            requireNoInterrupt(number, best);
            double[] at = sampler.propose(number, List.copyOf(observed));
            Trial trial = carryOut(objective, point(at), best != null);
            ended.add(trial);
            double loss = sign * trial.value;
            observed.add(
                    trial.failed()
                            ? new Observation(at, Double.NaN, Double.NaN, Observation.State.FAILED)
                            : new Observation(at, loss, Double.NaN, Observation.State.ENDED));
            if (!trial.failed() && (best == null || loss < sign * best.value)) {
                best = trial;
            }
        }
        if (best == null) {
            throw allFailed(ended);
        }
        return new Outcome(best, ended);
    }

    private void requireNoInterrupt(int ended, @Nullable Trial best) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("search interrupted after " + ended + " of " + counted(trials)
                    + (best == null ? "" : "; the best is " + best));
        }
    }

    /** Calls the objective; {@code proven} is whether it has had a value at another point. */
    private static Trial carryOut(ToDoubleFunction<Point> objective, Point point, boolean proven) {
        try {
            return new Trial(point, objective.applyAsDouble(point), null);
        } catch (DivergedException | NonFiniteException failure) {
            return new Trial(point, Double.NaN, failure);
        } catch (SettingException | DataException | BackendException failure) {
            if (!proven) {
                throw failure;
            }
            return new Trial(point, Double.NaN, failure);
        }
    }

    private static IllegalStateException allFailed(List<Trial> trials) {
        Trial last = trials.stream()
                .filter(trial -> trial.failure != null)
                .reduce((one, next) -> next)
                .orElse(trials.get(trials.size() - 1));
        return new IllegalStateException(
                (trials.size() == 1 ? "the only trial failed" : "each of the " + trials.size() + " trials failed")
                        + ", at " + last.point + ": " + last.reason(),
                last.failure);
    }

    private static String counted(int trials) {
        return trials + (trials == 1 ? " trial" : " trials");
    }

    private Point point(double[] at) {
        Map<String, String> values = new TreeMap<>();
        for (int d = 0; d < at.length; d++) {
            values.put(dimensions.get(d).name(), dimensions.get(d).at(at[d]));
        }
        return new Point(values);
    }

    /** Returns the hyper-parameters and the number of trials. */
    @Override
    public String toString() {
        return "search for "
                + dimensions.stream().map(Dimension::name).collect(Collectors.joining(", ")) + " in " + trials
                + " trials";
    }
}
