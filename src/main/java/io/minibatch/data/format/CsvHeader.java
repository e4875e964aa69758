package io.minibatch.data.format;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Tells a header from an example. A first line is a header where it has a word over a column of numbers; or where its
 * numbers count the columns (0, 1, 2, … as pandas does) and its words do not occur again in columns that repeat other
 * texts. Alone it is a header where it has no number.
 */
final class CsvHeader {
    private final List<String> first;
    private final List<List<String>> rows;

    private CsvHeader(List<String> first, List<List<String>> rows) {
        this.first = first;
        this.rows = rows;
    }

    /**
     * Returns whether the first line is a header.
     *
     * @param first its cells
     * @param rows the cells of some lines below, none where it is the only line
     */
    static boolean isOne(List<String> first, List<List<String>> rows) {
        CsvHeader line = new CsvHeader(first, rows);
        if (rows.isEmpty()) {
            return first.stream().noneMatch(CsvHeader::isNumber);
        }
        return IntStream.range(0, first.size()).anyMatch(line::isWordOverNumbers) || line.countsColumns();
    }

    /** At least half of the values below are numbers; an odd text among them is an error that is reported later. */
    private boolean isWordOverNumbers(int column) {
        List<String> below = below(column);
        long numbers = below.stream().filter(CsvHeader::isWritten).count();
        return isWord(first.get(column)) && numbers > 0 && 2 * numbers >= below.size();
    }

    private boolean countsColumns() {
        int[] numbers = IntStream.range(0, first.size())
                .filter(i -> isNumber(first.get(i)))
                .toArray();
        int[] words = IntStream.range(0, first.size())
                .filter(i -> isWord(first.get(i)))
                .toArray();
        boolean ranks = IntStream.range(0, numbers.length).allMatch(i -> is(numbers[i], i));
        boolean places = numbers.length > 2 && IntStream.of(numbers).allMatch(column -> is(column, column));
        if (words.length == 0) {
            return ranks && numbers.length > 1 && first.size() > 2;
        }
        return (ranks || places)
                && IntStream.of(words).allMatch(column -> !below(column).contains(first.get(column)))
                && IntStream.of(words).anyMatch(this::repeats);
    }

    private boolean is(int column, int number) {
        return first.get(column).equals(Integer.toString(number));
    }

    private boolean repeats(int column) {
        Set<String> seen = new HashSet<>();
        return !below(column).stream().allMatch(seen::add);
    }

    /** Returns the values of a column below the first line, without missing ones. */
    private List<String> below(int column) {
        return rows.stream()
                .filter(row -> column < row.size())
                .map(row -> row.get(column))
                .filter(cell -> !CsvDialect.isMissing(cell))
                .toList();
    }

    private static boolean isWord(String cell) {
        return !isWritten(cell) && !CsvDialect.isMissing(cell);
    }

    /** Returns whether a cell is a number, also as this program refuses it. */
    private static boolean isWritten(String cell) {
        return isNumber(cell) || CsvDialect.hasComma(cell);
    }

    private static boolean isNumber(String cell) {
        return !Double.isNaN(CellNumber.parseDouble(cell));
    }
}
