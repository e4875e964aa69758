package io.minibatch.data;

import io.minibatch.data.format.NumericArray;
import io.minibatch.data.format.StoredArray;
import io.minibatch.data.format.TextArray;
import io.minibatch.io.Excerpt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Takes labels, or numbers to predict, from an array with a row an example. */
final class AnswerColumns {
    /** The default meaning of an array with several columns. */
    enum Usual {
        /** The first column is the class. */
        FIRST,
        /** All columns are to be predicted. */
        ALL
    }

    /** The name of the only column of labels, which has none in the file. */
    private static final String LABEL = "label";

    private final String where;
    private final FormatOptions options;

    AnswerColumns(String where, FormatOptions options) {
        this.where = where;
        this.options = options;
    }

    /**
     * Returns the answers in an array.
     *
     * @throws DataException if it has not the columns that the options name
     */
    Answers of(StoredArray array, Usual usual) {
        int columns = array.rank() == 1 ? 1 : array.rank() == 2 ? array.shape()[1] : 0;
        if (columns == 0) {
            throw new DataException(where + ": has " + array.rank() + " dimensions; labels have one, or two with a "
                    + "column for each number");
        }
        if (array instanceof TextArray texts) {
            if (columns > 1 || !options.targetColumns().isEmpty()) {
                throw new DataException(where + ": has texts; one text an example can be its class, no more");
            }
            return names(texts.values());
        }
        NumericArray numbers = (NumericArray) array;
        if (!options.targetColumns().isEmpty()) {
            return targets(
                    numbers,
                    columns,
                    options.targetColumns().stream()
                            .mapToInt(column -> index(column, "target-columns", columns))
                            .toArray());
        }
        if (options.labelColumn() == null && columns > 1 && usual == Usual.ALL) {
            return targets(numbers, columns, IntStream.range(0, columns).toArray());
        }
        int chosen = options.labelColumn() == null ? 0 : index(options.labelColumn(), "label-column", columns);
        return new Answers.Numbers(List.of(LABEL), numbers.column(chosen, columns), options.role());
    }

    private Answers targets(NumericArray numbers, int columns, int[] chosen) {
        double[] values = new double[numbers.shape()[0] * chosen.length];
        List<String> names = new ArrayList<>();
        for (int c = 0; c < chosen.length; c++) {
            double[] column = numbers.column(chosen[c], columns);
            for (int i = 0; i < column.length; i++) {
                values[i * chosen.length + c] = column[i];
            }
            names.add(Integer.toString(chosen[c] + 1));
        }
        return new Answers.Numbers(names, values, Answers.Role.TARGETS);
    }

    private int index(String column, String setting, int columns) {
        if (columns == 1 && column.equals(LABEL)) {
            return 0;
        }
        if (column.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(column);
            if (number >= 1 && number <= columns) {
                return number - 1;
            }
        }
        throw new DataException(
                setting,
                Excerpt.of(column) + ": " + where + " has "
                        + (columns == 1 ? "1 column" : columns + " columns, numbered from 1"));
    }

    /**
     * Returns texts as names of classes, in the order of their characters, or of their values where all are numbers.
     */
    static Answers names(List<String> texts) {
        List<String> names = List.copyOf(new TreeSet<>(texts));
        List<String> ordered = names.stream().allMatch(name -> name.matches("-?[0-9]{1,18}"))
                ? names.stream()
                        .sorted(Comparator.<String>comparingLong(Long::parseLong)
                                .thenComparing(Comparator.naturalOrder()))
                        .toList()
                : names;
        Map<String, Integer> index = new HashMap<>();
        ordered.forEach(name -> index.put(name, index.size()));
        int[] indices = texts.stream().mapToInt(index::get).toArray();
        return new Answers.Names(ordered, indices);
    }
}
