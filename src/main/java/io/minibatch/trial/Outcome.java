package io.minibatch.trial;

import io.minibatch.data.Split;
import io.minibatch.train.Score;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a trial.
 *
 * @param series what was measured while it trained, all of the same length: epoch, seconds, eta, examples-per-second,
 *     the monitors under the names that {@code --monitor} has for them, and weight-rms, the root of the mean square of
 *     all weights. For a trial that ran beside others on one device, seconds and examples-per-second are by wall-clock
 *     time, which it shared with them
 * @param values what was measured at its end: test-accuracy, or test-r2 of a regression, both only of data with a test
 *     part; epochs, seconds (of all networks), small-weights (the share below 0.01); of trials with
 *     {@link io.minibatch.spec.TrialSettings#MEASURES} also validation-accuracy or validation-r2, seconds-per-image (of
 *     the test, or without one of the validation), and all-wrong (how many test images every network gets wrong).
 *     Series, epochs and weights are those of the first network
 * @param weights how many weights lie in each of {@link #BINS} equal parts of −{@value #WIDEST} to {@value #WIDEST};
 *     those beyond are in the outermost
 * @param end completed, early, diverged, or limit where a {@link Limit} ended it
 * @param day on which it ended, as 2026-01-31 in UTC; empty if a file does not have it
 */
public record Outcome(Map<String, double[]> series, Map<String, Double> values, long[] weights, String end, String day)
        implements Serializable {
    /** The names that {@link #values} may have. */
    public static final List<String> VALUES = List.of(
            "test-accuracy",
            "test-r2",
            "validation-accuracy",
            "validation-r2",
            "epochs",
            "seconds",
            "seconds-per-image",
            "small-weights",
            "all-wrong");

    public static final int BINS = 201;
    public static final double WIDEST = 2.01;

    /** The end of a trial that {@link #diverged()}. */
    static final String DIVERGED = "diverged";

    public static final String EPOCH = "epoch";
    public static final String SECONDS = "seconds";
    public static final String WEIGHT_RMS = "weight-rms";

    /** Sorts by name, so that an outcome has the same text whether it was computed or read. */
    public Outcome {
        series = new TreeMap<>(series);
        values = new TreeMap<>(values);
    }

    /** Creates the outcome of a trial that ends today. */
    public Outcome(Map<String, double[]> series, Map<String, Double> values, long[] weights, String end) {
        this(series, values, weights, end, LocalDate.now(ZoneOffset.UTC).toString());
    }

    /** Returns whether the trial diverged (NaN or infinite cost). */
    public boolean diverged() {
        return end.equals(DIVERGED);
    }

    /** Returns the score at each measurement: the accuracy, or R² of a regression; empty if it was not monitored. */
    public double[] scores() {
        return Arrays.stream(Score.values())
                .map(score -> column(score.monitor().label()))
                .filter(column -> column.length > 0)
                .findFirst()
                .orElseGet(() -> new double[0]);
    }

    /**
     * Returns the score for a reader: {@code test accuracy 96.29 %}, or the last one on the validation data where the
     * data have no test part; null if neither was measured.
     */
    public @Nullable String scoreText() {
        for (Score score : Score.values()) {
            Double test = values.get(testName(score));
            if (test != null) {
                return "test " + score.label() + " " + score.text(test);
            }
        }
        for (Score score : Score.values()) {
            double[] validation = column(score.monitor().label());
            if (validation.length > 0 && !diverged()) {
                return "validation " + score.label() + " " + score.text(validation[validation.length - 1]);
            }
        }
        return null;
    }

    /**
     * Returns why trials on a split cannot have a value or a series: the data have no test part, or the score is
     * another task's.
     *
     * @return null if they can
     */
    public static @Nullable String absence(String name, Split split) {
        Score own = Score.of(split.training().schema().task());
        for (Score score : Score.values()) {
            boolean ofTest = name.equals(testName(score));
            boolean ofScore = ofTest
                    || name.equals(validationName(score))
                    || name.equals(score.monitor().label())
                    || name.equals(score.ofTraining().label());
            if (ofScore && score != own) {
                return "is scored by " + own.label();
            }
            if (ofTest && split.test() == null) {
                return "has no test part";
            }
        }
        return null;
    }

    /** Returns the name of a score on the test data: {@code test-accuracy}. */
    static String testName(Score score) {
        return "test-" + score.monitor().quantity().label();
    }

    /** Returns the name of a score on the validation data, measured at the end: {@code validation-accuracy}. */
    static String validationName(Score score) {
        return "validation-" + score.monitor().quantity().label();
    }

    /** Returns the series of a name, empty if it is unknown. */
    public double[] column(String name) {
        return series.getOrDefault(name, new double[0]);
    }

    /** Returns the middle of a bin of {@link #weights}. */
    public static double middle(int bin) {
        return WIDEST * ((2.0 * bin + 1) / BINS - 1);
    }
}
