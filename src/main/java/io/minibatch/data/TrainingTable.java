package io.minibatch.data;

import io.minibatch.data.format.CsvDialect;
import io.minibatch.io.Excerpt;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The columns of the training table that hold the answers, for the tables of the other parts.
 *
 * @param answers the numbers, from 0, of its columns with answers
 * @param targets whether they are numbers to predict, else a label
 * @param transpose whether rows and columns of images are swapped
 */
record TrainingTable(Path file, CsvDialect dialect, int[] answers, boolean targets, boolean transpose) {
    /** Returns whether a table has all but the answers. */
    boolean isWithoutAnswers(CsvDialect other) {
        return areNamed(other)
                ? missing(other).size() == answers.length
                : other.columns() == dialect.columns() - answers.length;
    }

    /**
     * Returns the options by which a table of another part has the same answers.
     *
     * @throws DataException if it lacks one of them
     */
    FormatOptions options(Path path, CsvDialect other) {
        List<String> missing = missing(other);
        if (areNamed(other) && !missing.isEmpty()) {
            throw new DataException(
                    path + ": lacks the column " + Excerpt.of(missing.get(0)) + ", which " + file + " has");
        }
        List<String> columns = IntStream.of(answers)
                .mapToObj(column -> areNamed(other) ? CsvRoles.name(dialect, column) : Integer.toString(column + 1))
                .toList();
        return targets
                ? new FormatOptions(null, columns, transpose)
                : new FormatOptions(columns.get(0), List.of(), transpose);
    }

    private boolean areNamed(CsvDialect other) {
        return !dialect.names().isEmpty() && !other.names().isEmpty();
    }

    private List<String> missing(CsvDialect other) {
        List<String> has = IntStream.range(0, other.columns())
                .mapToObj(column -> CsvRoles.name(other, column))
                .toList();
        return IntStream.of(answers)
                .mapToObj(column -> CsvRoles.name(dialect, column))
                .filter(name -> !has.contains(name))
                .toList();
    }
}
