package io.minibatch.experiment;

import io.minibatch.io.Excerpt;
import io.minibatch.report.SignificantDigits;
import io.minibatch.train.Quantity;
import io.minibatch.trial.Outcome;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * One number of an outcome, written {@code SERIES@WHERE} or as the name of a value.
 *
 * @param name of a series or a value of {@link Outcome}
 * @param where best, worst, first, last, a number of epochs; mean:K (the mean of the last K measurements); rises (how
 *     often it is higher than just before); reach:X (the epoch at which it is X or better for the first time) or
 *     seconds:X (the seconds at which); empty for a value
 */
record Measure(String name, String where) {
    /** The share of seeds whose training diverged. */
    private static final String DIVERGED = "diverged";

    private static final String MEAN = "mean:";

    private static final Pattern WHERE = Pattern.compile("|best|worst|first|last|rises|[0-9]{1,9}|mean:[1-9][0-9]{0,8}"
            + "|(reach|seconds):-?([0-9]{1,9}\\.?[0-9]{0,9}|\\.[0-9]{1,9})");

    static Measure parse(String text) {
        int at = text.indexOf('@');
        Measure measure = at < 0 ? new Measure(text, "") : new Measure(text.substring(0, at), text.substring(at + 1));
        if (!WHERE.matcher(measure.where).matches()) {
            throw new IllegalArgumentException(
                    "\"" + Excerpt.of(text) + "\" is no measure: after the @ use best, worst, first, last, "
                            + "rises, a number of epochs, mean:K, reach:X or seconds:X");
        }
        return measure;
    }

    /** Returns the number, empty if the outcome has none. */
    OptionalDouble of(Outcome outcome) {
        if (name.equals(DIVERGED)) {
            return OptionalDouble.of(outcome.end().equals(DIVERGED) ? 1 : 0);
        }
        if (where.isEmpty()) {
            Double value = outcome.values().get(name);
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
        }
        double[] values = outcome.column(name);
        double[] epochs = outcome.column(Outcome.EPOCH);
        if (values.length == 0) {
            return where.equals("rises") && outcome.end().equals(DIVERGED)
                    ? OptionalDouble.of(1)
                    : OptionalDouble.empty();
        }
        return switch (where) {
            case "best" ->
                isRising()
                        ? DoubleStream.of(values).max()
                        : DoubleStream.of(values).min();
            case "worst" ->
                isRising()
                        ? DoubleStream.of(values).min()
                        : DoubleStream.of(values).max();
            case "first" -> OptionalDouble.of(values[0]);
            case "last" -> OptionalDouble.of(values[values.length - 1]);
            case "rises" ->
                OptionalDouble.of(IntStream.range(1, values.length)
                                .filter(i -> values[i] > values[i - 1])
                                .count()
                        + (outcome.end().equals(DIVERGED) ? 1 : 0));
            default ->
                where.startsWith(MEAN)
                        ? DoubleStream.of(values)
                                .skip(Math.max(0, values.length - argument()))
                                .average()
                        : isOfReaching() ? reached(outcome, values, epochs) : at(values, epochs);
        };
    }

    private boolean isOfReaching() {
        return where.startsWith("reach:") || where.startsWith("seconds:");
    }

    /** Returns the K of mean:K. */
    private int argument() {
        return Integer.parseInt(where.substring(MEAN.length()));
    }

    private OptionalDouble at(double[] values, double[] epochs) {
        return IntStream.range(0, epochs.length)
                .filter(i -> epochs[i] == Integer.parseInt(where))
                .mapToDouble(i -> values[i])
                .findFirst();
    }

    private OptionalDouble reached(Outcome outcome, double[] values, double[] epochs) {
        double wanted = Double.parseDouble(where.substring(where.indexOf(':') + 1));
        double[] answers = where.startsWith("reach") ? epochs : outcome.column(Outcome.SECONDS);
        return IntStream.range(0, Math.min(values.length, answers.length))
                .filter(i -> isRising() ? values[i] >= wanted : values[i] <= wanted)
                .mapToDouble(i -> answers[i])
                .findFirst();
    }

    /** Returns whether larger values of the series are better. */
    private boolean isRising() {
        return quantity(name).filter(Quantity::isRising).isPresent();
    }

    /** Returns whether its values are fractions, to be shown in per cent. */
    private boolean isShare() {
        return (isOfShares(name) && !isOfReaching() && !where.equals("rises"))
                || name.equals("small-weights")
                || name.equals(DIVERGED);
    }

    /** Returns whether its values are seconds for one image, to be shown in microseconds. */
    private boolean isPerImage() {
        return name.equals("seconds-per-image");
    }

    /** Returns whether the values of a series are fractions, to be shown in per cent. */
    static boolean isOfShares(String name) {
        return quantity(name).filter(Quantity::isShare).isPresent();
    }

    /** Returns what a series or value such as {@code evaluation-r2} or {@code test-r2} measures, empty for others. */
    private static Optional<Quantity> quantity(String name) {
        return Arrays.stream(Quantity.values())
                .filter(quantity -> name.endsWith("-" + quantity.label().replace('_', '-')))
                .findFirst();
    }

    /** Returns what it is in words, for a table. */
    String words() {
        String what = (isPerImage() ? "micro" : "")
                + name.replace("evaluation", "validation").replace('-', ' ');
        return switch (where) {
            case "" -> what;
            case "best", "worst", "first", "last" -> where + " " + what;
            case "rises" -> "rises of the " + what;
            default ->
                where.startsWith(MEAN)
                        ? what + " (mean of the last " + argument() + ")"
                        : isOfReaching()
                                ? wordsOfReached(what)
                                : what + " after " + where + (where.equals("1") ? " epoch" : " epochs");
        };
    }

    private String wordsOfReached(String what) {
        String wanted = where.substring(where.indexOf(':') + 1);
        String value = isOfShares(name)
                ? new BigDecimal(wanted).movePointRight(2).stripTrailingZeros().toPlainString() + " %"
                : wanted;
        return (where.startsWith("reach") ? "epochs to " : "seconds to ") + value + " " + what;
    }

    /** Returns a mean and, where there are several values, their standard deviation. */
    String format(Sample sample) {
        if (sample.count() == 0) {
            return "—";
        }
        String unit = isShare() ? " %" : "";
        String mean = number(scale() * sample.mean());
        return sample.count() < 2 ? mean + unit : mean + " ± " + number(scale() * sample.deviation()) + unit;
    }

    /** Returns what {@link #format} does, and of how many seeds where others have no number. */
    String formatCell(Sample sample) {
        boolean part = sample.count() > 0 && sample.missing() > 0;
        return format(sample) + (part ? " (" + sample.count() + " of " + sample.values().length + " seeds)" : "");
    }

    /** Returns the confidence interval of a mean, after a space; empty if it has none. */
    String formatInterval(Sample sample) {
        return sample.isExact()
                ? ""
                : sample.interval()
                        .map(interval -> " [" + number(scale() * interval.low()) + ", "
                                + number(scale() * interval.high()) + "]")
                        .orElse("");
    }

    /** Returns the mean of the differences of two runs, and its confidence interval. */
    String formatDifference(Sample difference) {
        String interval = difference
                .interval()
                .map(between -> " [" + signed(between.low()) + ", " + signed(between.high()) + "]")
                .orElse("");
        return difference.count() == 0
                ? "difference —"
                : "difference " + signed(difference.mean()) + interval + (isShare() ? " points" : "");
    }

    private String signed(double value) {
        return (value >= 0 ? "+" : "") + number(scale() * value);
    }

    /** Returns the factor from its values to those that are shown. */
    double scale() {
        return isShare() ? 100 : isPerImage() ? 1e6 : 1;
    }

    private String number(double value) {
        double size = Math.abs(value);
        return (value < 0 ? "−" : "")
                + (isShare() ? String.format(Locale.ROOT, "%.2f", size) : SignificantDigits.three(size));
    }
}
