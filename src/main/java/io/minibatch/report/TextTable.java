package io.minibatch.report;

import io.minibatch.io.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of text in aligned columns: the first to the left, the others to the right. */
public final class TextTable {
    private static final int MAX_NAME_LENGTH = 24;
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Creates a table with a header. */
    public TextTable(String... header) {
        rows.add(List.of(header));
    }

    /** Adds a row, which has as many cells as the header; a long name is cut. */
    public void add(String name, String... cells) {
        List<String> row = new ArrayList<>();
        row.add(Excerpt.of(name, MAX_NAME_LENGTH));
        row.addAll(List.of(cells));
        rows.add(row);
    }

    /** Returns the lines. */
    public String text() {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> TextWidth.of(row.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append(row.get(0)).append(spaces(widths[0], row.get(0)));
            for (int column = 1; column < row.size(); column++) {
                text.append(GAP).append(spaces(widths[column], row.get(column))).append(row.get(column));
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String spaces(int width, String cell) {
        return " ".repeat(width - TextWidth.of(cell));
    }
}
