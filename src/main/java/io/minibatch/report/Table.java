package io.minibatch.report;

import java.util.List;

/**
 * A table of texts.
 *
 * @param header of the columns
 * @param rows with a text for each column
 */
public record Table(List<String> header, List<List<String>> rows) {
    public Table {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
    }
}
