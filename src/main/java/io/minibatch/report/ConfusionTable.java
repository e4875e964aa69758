package io.minibatch.report;

import io.minibatch.io.Excerpt;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** A confusion matrix as aligned text. */
final class ConfusionTable {
    private static final int MOST_WIDTH = 120;
    private static final int MAX_NAME_LENGTH = 24;

    private final ConfusionMatrix matrix;
    private final List<String> names;
    private final String corner = "label";
    private final int nameWidth;
    private final int cellWidth;

    ConfusionTable(ConfusionMatrix matrix) {
        this.matrix = matrix;
        this.names = matrix.names().stream()
                .map(name -> Excerpt.of(name, MAX_NAME_LENGTH))
                .toList();
        int widestName = names.stream().mapToInt(TextWidth::of).max().orElse(0);
        int widestCount = classes()
                .flatMap(a -> classes().map(p -> cell(a, p).length()))
                .max()
                .orElse(0);
        this.nameWidth = Math.max(corner.length(), widestName);
        this.cellWidth = Math.max(widestName, widestCount) + 1;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        int perBlock = Math.max(1, (MOST_WIDTH - nameWidth) / cellWidth);
        for (int from = 0; from < names.size(); from += perBlock) {
            block(text, from, Math.min(names.size(), from + perBlock));
        }
        scores(text);
        return text.toString();
    }

    /** The counts of some of the predictions. */
    private void block(StringBuilder text, int from, int to) {
        text.append(String.format(Locale.ROOT, "%n%s predicted%n%s", " ".repeat(nameWidth), left(corner)));
        for (int p = from; p < to; p++) {
            text.append(right(names.get(p), cellWidth));
        }
        text.append(System.lineSeparator());
        for (int a = 0; a < names.size(); a++) {
            text.append(left(names.get(a)));
            for (int p = from; p < to; p++) {
                text.append(right(cell(a, p), cellWidth));
            }
            text.append(System.lineSeparator());
        }
    }

    private void scores(StringBuilder text) {
        text.append(String.format(Locale.ROOT, "%n%s  examples precision  recall      F1%n", left(corner)));
        classes()
                .forEach(c -> text.append(String.format(
                        Locale.ROOT,
                        "%s%10d%10s%8s%8s%n",
                        left(names.get(c)),
                        matrix.occurrences(c),
                        percent(matrix.precision(c)),
                        percent(matrix.recall(c)),
                        percent(matrix.f1(c)))));
    }

    private IntStream classes() {
        return IntStream.range(0, names.size());
    }

    private String cell(int actual, int predicted) {
        long count = matrix.count(actual, predicted);
        return count == 0 ? "." : Long.toString(count);
    }

    private String left(String name) {
        return name + " ".repeat(nameWidth - TextWidth.of(name));
    }

    private static String right(String value, int width) {
        return " ".repeat(width - TextWidth.of(value)) + value;
    }

    private static String percent(OptionalDouble fraction) {
        return fraction.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", 100 * fraction.getAsDouble());
    }
}
