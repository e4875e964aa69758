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
 * The features of a model in a table. Where both have names, columns are found by them and others are left out; else the
 * table has the features alone, in the order of the training data.
 *
 * @param schema of the model
 * @param inputs the number of its features
 */
record FeatureTable(Schema schema, int inputs) {
    private static final int MOST_SHOWN = 5;

    /** Pixels are whole numbers up to 255; what has none above this is scaled already. */
    private static final int MOST_SCALED = 1;

    /**
     * Reads a table. Of a model of images, whole numbers from 0 to 255 are pixels.
     *
     * @throws DataException where columns are missing or superfluous
     */
    Inputs read(Source source) {
        CsvDialect dialect = CsvDialect.of(source);
        boolean named = !dialect.names().isEmpty() && !schema.features().isEmpty();
        List<Integer> columns = named ? named(source, dialect) : all(source, dialect);
        int[] others = IntStream.range(0, dialect.columns())
                .filter(column -> !columns.contains(column))
                .toArray();
        CsvTable table = CsvReader.read(source, dialect, others, FileChecksum.newDigest());
        if (schema.image() != null && table.isBytes() && hasPixels(table.bytes())) {
            return new Inputs.Bytes(table.bytes(), inputs);
        }
        return new Inputs.Floats(ordered(table.floats(), columns), inputs);
    }

    private List<Integer> all(Source source, CsvDialect dialect) {
        if (dialect.columns() != inputs) {
            throw new DataException(source.name() + ": has " + count(dialect.columns(), "column")
                    + " (separated by comma, semicolon or tab), but the model takes " + count(inputs, "value")
                    + "; a table to predict has the features without a label");
        }
        return IntStream.range(0, inputs).boxed().toList();
    }

    private List<Integer> named(Source source, CsvDialect dialect) {
        List<Integer> columns = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String feature : schema.features()) {
            int column = dialect.names().indexOf(feature);
            if (column < 0 || columns.contains(column)) {
                missing.add(feature);
            }
            columns.add(column);
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

    /** Brings the columns, which the table has in its own order, into the order of the model. */
    private float[] ordered(float[] values, List<Integer> columns) {
        int[] sorted = columns.stream().mapToInt(Integer::intValue).sorted().toArray();
        int[] from = columns.stream()
                .mapToInt(column -> IntStream.range(0, inputs)
                        .filter(i -> sorted[i] == column)
                        .findFirst()
                        .orElseThrow())
                .toArray();
        float[] ordered = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            ordered[i] = values[i - i % inputs + from[i % inputs]];
        }
        return ordered;
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
