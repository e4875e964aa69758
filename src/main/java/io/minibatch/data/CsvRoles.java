package io.minibatch.data;

import io.minibatch.data.format.CsvDialect;
import io.minibatch.io.Excerpt;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The columns of a table that are not features.
 *
 * @param apart the numbers, from 0, of columns with answers: the label, the targets, or two columns, one of them
 *     the label
 * @param skipped the numbers of columns that are left out
 * @param targets whether they are numbers to predict
 * @param undecided whether only what they hold says which of the two is the label
 */
record CsvRoles(int[] apart, int[] skipped, boolean targets, boolean undecided) {
    private static final Set<String> CLASSES = Set.of(
            "label", "labels", "class", "classes", "category", "species", "variety", "kind", "type", "digit", "letter");

    /** Names of a label column; of a table with several, the first one here is the label. */
    private static final List<String> LABELS =
            List.of("label", "labels", "class", "species", "variety", "category", "target", "outcome", "y");

    /** Names of a first column that numbers the rows: of pandas and R, of pandas read and written again, of Kaggle. */
    private static final Set<String> INDEX = Set.of("", "unnamed: 0", "id");

    private static final int MOST_SHOWN = 10;
    private static final int[] NONE = {};

    /**
     * Finds the columns that the options name, or else a label by its name.
     *
     * @throws DataException if there is no such column
     */
    static CsvRoles of(Path file, CsvDialect dialect, FormatOptions options) {
        List<String> targets = targets(dialect, options);
        int named = options.labelColumn() == null ? Math.max(1, targets.size()) : 1;
        if (dialect.columns() <= named) {
            throw new DataException(file + ": has " + dialect.columns()
                    + (dialect.columns() == 1 ? " column" : " columns")
                    + " (separated by comma, semicolon or tab); it needs features and " + named + " beside them");
        }
        if (!targets.isEmpty()) {
            int[] apart = targets.stream()
                    .mapToInt(column -> find(file, dialect, column, "target-columns"))
                    .toArray();
            if (IntStream.of(apart).distinct().count() < apart.length) {
                throw new DataException("target-columns", String.join(",", targets) + ": names a column twice");
            }
            return of(dialect, apart, true);
        }
        if (options.labelColumn() != null) {
            return of(dialect, new int[] {find(file, dialect, options.labelColumn(), "label-column")}, false);
        }
        List<String> names = dialect.names().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        for (String label : LABELS) {
            if (names.contains(label)) {
                return of(dialect, new int[] {names.indexOf(label)}, false);
            }
        }
        int last = dialect.columns() - 1;
        int[] skipped = last > 1 ? index(dialect) : NONE;
        return new CsvRoles(new int[] {last, skipped.length}, skipped, false, true);
    }

    private static CsvRoles of(CsvDialect dialect, int[] apart, boolean targets) {
        boolean needed =
                dialect.columns() == apart.length + 1 || IntStream.of(apart).anyMatch(column -> column == 0);
        return new CsvRoles(apart, needed ? NONE : index(dialect), targets, false);
    }

    /** Returns the first column where its name says that it numbers the rows, else none. */
    static int[] index(CsvDialect dialect) {
        boolean numbers = !dialect.names().isEmpty()
                && INDEX.contains(dialect.names().get(0).toLowerCase(Locale.ROOT));
        return numbers ? new int[] {0} : NONE;
    }

    /** Returns whether the name of a column says that its numbers are classes. */
    static boolean isOfClasses(String name) {
        return CLASSES.contains(name.toLowerCase(Locale.ROOT));
    }

    private static List<String> targets(CsvDialect dialect, FormatOptions options) {
        boolean usual = options.labelColumn() == null
                && options.targetColumns().isEmpty()
                && dialect.names().containsAll(options.defaultTargets());
        return usual ? options.defaultTargets() : options.targetColumns();
    }

    private static int find(Path file, CsvDialect dialect, String column, String setting) {
        int index = dialect.names().indexOf(column);
        if (index < 0 && column.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(column);
            index = number >= 1 && number <= dialect.columns() ? number - 1 : -1;
        }
        if (index < 0) {
            throw new DataException(setting, Excerpt.of(column) + ": " + file + " has " + shown(dialect));
        }
        return index;
    }

    private static String shown(CsvDialect dialect) {
        return dialect.names().isEmpty()
                ? dialect.columns() + " columns without names, numbered from 1"
                : "the columns "
                        + dialect.names().stream()
                                .limit(MOST_SHOWN)
                                .map(Excerpt::of)
                                .collect(Collectors.joining(", "))
                        + (dialect.columns() > MOST_SHOWN ? " and " + (dialect.columns() - MOST_SHOWN) + " more" : "");
    }

    /** Returns the names of the features, none where the table has no names. */
    List<String> features(CsvDialect dialect, int label) {
        IntStream answers = undecided ? IntStream.of(apart[label]) : IntStream.of(apart);
        Set<Integer> others =
                IntStream.concat(answers, IntStream.of(skipped)).boxed().collect(Collectors.toSet());
        return IntStream.range(0, dialect.names().size())
                .filter(i -> !others.contains(i))
                .mapToObj(i -> name(dialect, i))
                .toList();
    }

    /** Returns the name of a column, its number from 1 if it has none. */
    static String name(CsvDialect dialect, int column) {
        String name = column < dialect.names().size() ? dialect.names().get(column) : "";
        return name.isEmpty() ? Integer.toString(column + 1) : name;
    }
}
