package io.minibatch;

import io.minibatch.backend.BackendException;
import io.minibatch.data.DataException;
import io.minibatch.io.Excerpt;
import io.minibatch.network.NonFiniteException;
import io.minibatch.spec.SettingException;
import io.minibatch.train.DivergedException;
import io.minibatch.tune.Dimension;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A search for the hyper-parameters that minimize or maximize the caller's objective. It proposes points by a
 * tree-structured Parzen estimator, one after another. Immutable; each method that adds something returns a new
 * search.
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

        Point(Map<String, String> values) {
            this.values = values;
        }

        /**
         * Returns the value of a hyper-parameter as text.
         *
         * @throws IllegalArgumentException if the search has no hyper-parameter of the name
         */
        public String text(String name) {
            String value = name == null ? null : values.get(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        "hyper-parameter '" + name + "': must be one of " + String.join(", ", values.keySet()));
            }
            return value;
        }

        /**
         * Returns the value of a hyper-parameter as a number.
         *
         * @throws IllegalArgumentException if the value is not a number
         */
        public double number(String name) {
            String text = text(name);
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException other) {
                throw new IllegalArgumentException(
                        mistake(name, text) + "no number; read it by text(\"" + name + "\")", other);
            }
        }

        /**
         * Returns the value of a hyper-parameter of whole numbers.
         *
         * @throws IllegalArgumentException if the value is not a whole number
         */
        public int integer(String name) {
            String text = text(name);
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException other) {
                String ways = "number(\"" + name + "\") or text(\"" + name + "\")";
                throw new IllegalArgumentException(mistake(name, text) + "no whole number; read it by " + ways, other);
            }
        }

        private static String mistake(String name, String text) {
            return "hyper-parameter '" + name + "': '" + Excerpt.of(text) + "' is ";
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
     * A finished trial.
     *
     * @param value of the objective; NaN if it threw an exception
     * @param failure the exception that the objective threw, null if it returned a value
     */
    public record Trial(Point point, double value, @Nullable Exception failure) {
        /** Returns whether the trial has no finite value. */
        public boolean failed() {
            return !Double.isFinite(value);
        }

        /** Returns {@code eta 0.1, hidden 30: 0.95}, or why it failed in place of the value. */
        @Override
        public String toString() {
            return point + ": " + (failed() ? "failed: " + reason() : value);
        }

        String reason() {
            return failure == null ? "the objective is " + value : String.valueOf(failure.getMessage());
        }
    }

    /**
     * The outcome of a search.
     *
     * @param best the first of the trials with the best value
     * @param trials all trials, in order
     */
    public record Outcome(Trial best, List<Trial> trials) {
        public Outcome {
            trials = List.copyOf(trials);
        }

        /** Returns the best trial and the number of trials. */
        @Override
        public String toString() {
            long failed = trials.stream().filter(Trial::failed).count();
            return "best of " + counted(trials.size()) + (failed > 0 ? " (" + failed + " failed)" : "") + ": " + best;
        }
    }

    /** Returns a search without hyper-parameters. */
    public static HyperparameterSearch create() {
        return new HyperparameterSearch(List.of(), DEFAULT_TRIALS, 1);
    }

    /** Adds a real number between two bounds, searched uniformly. */
    public HyperparameterSearch real(String name, double low, double high) {
        return with(new Dimension.Real(name, low, high, false));
    }

    /** Adds a real number between two bounds above 0, searched uniformly in its logarithm. */
    public HyperparameterSearch logarithmic(String name, double low, double high) {
        return with(new Dimension.Real(name, low, high, true));
    }

    /** Adds a whole number, both bounds included. */
    public HyperparameterSearch integer(String name, int low, int high) {
        return with(new Dimension.Int(name, low, high));
    }

    /**
     * Adds one of several values.
     *
     * @param values numbers, texts, enum constants, or lists of them, with different texts
     */
    public HyperparameterSearch choice(String name, Object... values) {
        requireValue(name, values == null ? null : Arrays.asList(values));
        List<String> texts = Stream.of(values).map(NamedSetting::text).toList();
        for (String text : texts) {
            if (texts.indexOf(text) < texts.lastIndexOf(text)) {
                throw new IllegalArgumentException(
                        "hyper-parameter '" + name + "': the value '" + Excerpt.of(text) + "' is listed twice");
            }
        }
        return with(new Dimension.Choice(name, texts));
    }

    private static void requireValue(String name, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("hyper-parameter '" + name + "': a value must not be null");
        }
        if (value.getClass().isArray()) {
            throw new IllegalArgumentException("hyper-parameter '" + name
                    + "': a value must not be an array; use a list, such as List.of(30, 10)");
        }
        if (value instanceof Collection<?> several) {
            several.forEach(each -> requireValue(name, each));
        }
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

    /** Sets the seed of the points. */
    public HyperparameterSearch seed(long other) {
        return new HyperparameterSearch(dimensions, trials, other);
    }

    /** As {@link #minimize}, for an objective to maximize, such as an accuracy. */
    public Outcome maximize(ToDoubleFunction<Point> objective) {
        return run(objective, -1);
    }

    /**
     * Minimizes an objective: calls it at one point per trial, on this thread.
     *
     * <p>A trial fails where the objective is NaN or infinite, or throws a {@link DivergedException} or a
     * {@link NonFiniteException}. A {@link SettingException}, {@link DataException} or {@link BackendException} ends
     * the search as long as no trial has a value: it would probably meet every trial. Later it fails its trial, since
     * its cause is probably the point, for example a mini-batch larger than the training data. All other exceptions end
     * the search. The search throws such exceptions unchanged.
     *
     * <p>Interrupting the thread ends the search between two trials, and keeps the interrupt status.
     *
     * @throws IllegalStateException if every trial failed; its cause is the last exception that failed a trial
     * @throws CancellationException if the thread is interrupted; the message has the number of trials that ended and
     *     the best of them
     */
    public Outcome minimize(ToDoubleFunction<Point> objective) {
        return run(objective, 1);
    }

    private Outcome run(ToDoubleFunction<Point> objective, int sign) {
        if (dimensions.isEmpty()) {
            throw new IllegalArgumentException(
                    "a search needs a hyper-parameter: add one with real, logarithmic, integer or choice");
        }
        return new SearchRun(dimensions, objective, sign).run(trials, seed);
    }

    /** Returns {@code 1 trial}, {@code 30 trials}. */
    static String counted(int trials) {
        return trials + (trials == 1 ? " trial" : " trials");
    }

    /** Returns the hyper-parameters and the number of trials. */
    @Override
    public String toString() {
        String names = dimensions.stream().map(Dimension::name).collect(Collectors.joining(", "));
        return "search " + (names.isEmpty() ? "of nothing yet" : "for " + names) + " in " + counted(trials);
    }
}
