package io.minibatch.data;

import io.minibatch.backend.Inputs;
import io.minibatch.data.format.CsvDialect;
import io.minibatch.data.format.CsvReader;
import io.minibatch.data.format.CsvTable;
import io.minibatch.data.format.Source;
import io.minibatch.io.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The features of a model in a table. Where both have names, columns are found by them and others are left out,
 * whatever they hold; else the table has the features, in the order of the training data, and perhaps an index before
 * them.
 *
 * @param schema of the model
 * @param inputs the number of its features
 */
record FeatureTable(Schema schema, int inputs) {
    private static final int MOST_SHOWN = 5;
    private static final int[] NONE = {};

    /** Pixels are whole numbers up to 255; what has none above this is scaled already. */
    private static final int MOST_SCALED = 1;

    /**
     * Reads a table. Of a model of images, whole numbers from 0 to 255 are pixels.
     *
     * @throws DataException if columns are missing or superfluous
     */
    Inputs read(Source source) {
        CsvDialect dialect = CsvDialect.of(source);
        boolean named = !dialect.names().isEmpty() && !schema.features().isEmpty();
        List<Integer> columns = named ? named(source, dialect) : all(source, dialect);
        int[] skipped = IntStream.range(0, dialect.columns())
                .filter(column -> !columns.contains(column))
                .toArray();
        CsvTable table = CsvReader.read(source, dialect, NONE, skipped, FileChecksum.newDigest());
        if (schema.image() != null && table.isBytes() && hasPixels(table.bytes())) {
            return new Inputs.Bytes(table.bytes(), inputs);
        }
        return order(columns).apply(new Inputs.Floats(table.floats(), inputs));
    }

    private List<Integer> all(Source source, CsvDialect dialect) {
        int index = dialect.columns() == inputs ? 0 : CsvRoles.index(dialect).length;
        if (dialect.columns() - index != inputs) {
            throw new DataException(source.name() + ": has " + count(dialect.columns(), "column")
                    + " (separated by comma, semicolon or tab), but the model takes " + count(inputs, "value")
                    + "; a table to predict has the features without a label");
        }
        return IntStream.range(index, dialect.columns()).boxed().toList();
    }

    private List<Integer> named(Source source, CsvDialect dialect) {
        List<Integer> columns = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String feature : schema.features()) {
            IntStream.range(0, dialect.columns())
                    .filter(i -> CsvRoles.name(dialect, i).equals(feature) && !columns.contains(i))
                    .boxed()
                    .findFirst()
                    .ifPresentOrElse(columns::add, () -> missing.add(feature));
        }
        if (!missing.isEmpty()) {
            String shown = missing.stream().limit(MOST_SHOWN).map(Excerpt::of).collect(Collectors.joining(", "));
            throw new DataException(source.name() + ": lacks the "
                    + (missing.size() == 1 ? "column " : "columns ") + shown
                    + (missing.size() > MOST_SHOWN ? " and " + (missing.size() - MOST_SHOWN) + " more" : "")
                    + ", which the model takes");
        }
        return columns;
    }

    /** Returns the order of the model, of columns that were read in the order of the table. */
    private static ColumnOrder order(List<Integer> columns) {
        List<Integer> read = columns.stream().sorted().toList();
        return new ColumnOrder(columns.stream().mapToInt(read::indexOf).toArray());
    }

    private static boolean hasPixels(byte[] values) {
        for (byte value : values) {
            if ((value & 0xFF) > MOST_SCALED) {
                return true;
            }
        }
        return false;
    }

    private static String count(int number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
