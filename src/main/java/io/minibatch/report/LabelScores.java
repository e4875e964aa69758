package io.minibatch.report;

import io.minibatch.network.Predictions;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Scores of multi-label predictions. A label is predicted where its output is at least 0.5.
 *
 * @param names of the labels
 * @param desired {@code [examples, names.size()]}, 0 or 1
 * @param outputs of the model, of the same size
 */
public record LabelScores(List<String> names, float[] desired, float[] outputs) {
    public LabelScores {
        names = List.copyOf(names);
        if (names.isEmpty() || desired.length != outputs.length || desired.length % names.size() != 0) {
            throw new IllegalArgumentException(
                    outputs.length + " outputs for " + desired.length + " labels of " + names.size() + " names");
        }
        if (desired.length == 0) {
            throw new IllegalArgumentException("scores need examples");
        }
    }

    /** Returns the number of examples with every label right. */
    public int allRight() {
        int width = names.size();
        return (int) IntStream.range(0, examples())
                .filter(example -> IntStream.range(example * width, (example + 1) * width)
                        .allMatch(i -> isPredicted(i) == isDesired(i)))
                .count();
    }

    /**
     * Returns lines for a terminal: the share of examples with all labels right, and examples, precision, recall and F1
     * of each label in per cent. What is not defined is a dash.
     */
    public String table() {
        TextTable table = new TextTable("label", "examples", "precision", "recall", "F1");
        for (int label = 0; label < names.size(); label++) {
            long both = count(label, true, true);
            long missed = count(label, true, false);
            long wrong = count(label, false, true);
            table.add(
                    names.get(label),
                    Long.toString(both + missed),
                    percent(both, both + wrong),
                    percent(both, both + missed),
                    percent(2 * both, 2 * both + missed + wrong));
        }
        return String.format(
                        Locale.ROOT,
                        "all labels right %.2f %% (%d of %d)%n%n",
                        100.0 * allRight() / examples(),
                        allRight(),
                        examples())
                + table.text();
    }

    private int examples() {
        return desired.length / names.size();
    }

    private long count(int label, boolean isDesired, boolean isPredicted) {
        return IntStream.range(0, examples())
                .map(example -> example * names.size() + label)
                .filter(i -> isDesired(i) == isDesired && isPredicted(i) == isPredicted)
                .count();
    }

    private boolean isDesired(int i) {
        return desired[i] >= Predictions.THRESHOLD;
    }

    private boolean isPredicted(int i) {
        return outputs[i] >= Predictions.THRESHOLD;
    }

    private static String percent(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.2f", 100.0 * part / whole);
    }
}
