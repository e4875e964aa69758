package io.minibatch;

import io.minibatch.io.MinibatchException;
import io.minibatch.tune.Dimension;
import io.minibatch.tune.Observation;
import io.minibatch.tune.Sampler;
import io.minibatch.tune.TreeParzenSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
     * @param value of the objective; NaN where it failed
     */
    public record Trial(Point point, double value) {
        @Override
        public String toString() {
            return point + ": " + value;
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

        @Override
        public String toString() {
            return "best of " + trials.size() + " trials: " + best;
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
     * Calls an objective at as many points as there are trials, on this thread. A trial has failed where the objective gives NaN
     * or throws a {@link MinibatchException}, as a training that diverges does; other exceptions end the search.
     *
     * @throws IllegalStateException where every trial failed
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
            double[] at = sampler.propose(number, List.copyOf(observed));
            Trial trial = carryOut(objective, point(at));
            ended.add(trial);
            double loss = sign * trial.value;
            boolean failed = Double.isNaN(loss);
            observed.add(
                    new Observation(at, loss, Double.NaN, failed ? Observation.State.FAILED : Observation.State.ENDED));
            if (!failed && (best == null || loss < sign * best.value)) {
                best = trial;
            }
        }
        if (best == null) {
            throw new IllegalStateException("each of the " + trials + " trials failed");
        }
        return new Outcome(best, ended);
    }

    private static Trial carryOut(ToDoubleFunction<Point> objective, Point point) {
        try {
            return new Trial(point, objective.applyAsDouble(point));
        } catch (MinibatchException failed) {
            return new Trial(point, Double.NaN);
        }
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
