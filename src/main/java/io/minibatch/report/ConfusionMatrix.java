package io.minibatch.report;

import io.minibatch.data.Dataset;
import io.minibatch.network.Predictions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Counts of predicted against true classes.
 *
 * @param names of the classes
 * @param counts examples, {@code [actual][predicted]}, at least one in all; copied
 */
public record ConfusionMatrix(List<String> names, long[][] counts) {
    public ConfusionMatrix {
        names = List.copyOf(names);
        counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
        int classes = names.size();
        if (counts.length != classes || Arrays.stream(counts).anyMatch(row -> row.length != classes)) {
            throw new IllegalArgumentException("the counts must be " + classes + "×" + classes + ", one per class");
        }
        if (cells(counts).anyMatch(count -> count < 0) || cells(counts).sum() == 0) {
            throw new IllegalArgumentException("a confusion matrix needs examples, and no negative counts");
        }
    }

    /**
     * Counts predictions.
     *
     * @param actual the label of each example
     * @param predicted the class that each example was taken for
     * @param names of the classes
     * @throws IllegalArgumentException if the lengths differ, there are no examples, or a class has no name
     */
    public static ConfusionMatrix of(int[] actual, int[] predicted, List<String> names) {
        if (actual.length != predicted.length) {
            throw new IllegalArgumentException(
                    "there are " + actual.length + " labels, but " + predicted.length + " predictions");
        }
        int classes = names.size();
        long[][] counts = new long[classes][classes];
        for (int i = 0; i < actual.length; i++) {
            if (Math.min(actual[i], predicted[i]) < 0 || Math.max(actual[i], predicted[i]) >= classes) {
                throw new IllegalArgumentException("example " + i + " has label " + actual[i] + " and prediction "
                        + predicted[i] + ", but there are " + classes + " classes");
            }
            counts[actual[i]][predicted[i]]++;
        }
        return new ConfusionMatrix(names, counts);
    }

    /**
     * Counts the answers to labelled examples.
     *
     * @param answers one per example
     */
    public static ConfusionMatrix of(Dataset examples, Predictions answers) {
        int[] actual = IntStream.range(0, examples.size()).map(examples::label).toArray();
        return of(actual, answers.classes(), examples.outputNames());
    }

    /** Returns a copy. */
    @Override
    public long[][] counts() {
        return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /** Returns the fraction of all examples that were predicted right. */
    public double accuracy() {
        return (double) correct() / total();
    }

    /**
     * Returns the precision of a class, the fraction of its predictions that are right; empty if it was never
     * predicted.
     */
    public OptionalDouble precision(int c) {
        return fraction(counts[c][c], predictedAs(c));
    }

    /** Returns which fraction of a class was predicted as it, empty if the class never occurs. */
    public OptionalDouble recall(int c) {
        return fraction(counts[c][c], occurrences(c));
    }

    /** Returns the harmonic mean of precision and recall, empty if the class was neither there nor predicted. */
    public OptionalDouble f1(int c) {
        return fraction(2 * counts[c][c], predictedAs(c) + occurrences(c));
    }

    /**
     * Returns lines for a terminal, at most 120 characters wide while names are short: the accuracy, the counts with a
     * row per label and a column per prediction, and precision, recall and F1 of each class in per cent. A zero is a
     * dot; what is not defined is a dash; columns that do not fit side by side follow below.
     */
    public String table() {
        return String.format(Locale.ROOT, "accuracy %.2f %% (%d of %d)%n", 100 * accuracy(), correct(), total())
                + new ConfusionTable(this).text();
    }

    long count(int actual, int predicted) {
        return counts[actual][predicted];
    }

    /** Returns the number of examples of a class. */
    public long occurrences(int c) {
        return LongStream.of(counts[c]).sum();
    }

    private long predictedAs(int c) {
        return Arrays.stream(counts).mapToLong(row -> row[c]).sum();
    }

    private long correct() {
        return IntStream.range(0, counts.length).mapToLong(c -> counts[c][c]).sum();
    }

    private long total() {
        return cells(counts).sum();
    }

    private static LongStream cells(long[][] counts) {
        return Arrays.stream(counts).flatMapToLong(LongStream::of);
    }

    private static OptionalDouble fraction(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
