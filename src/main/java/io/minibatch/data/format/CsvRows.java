package io.minibatch.data.format;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import io.minibatch.io.Excerpt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the cells of a table one after another, without a text for each. */
final class CsvRows extends AbstractBaseCsvCallbackHandler<CsvTable> {
    private static final int FEATURE = -1;
    private static final int SKIPPED = -2;

    private final String where;
    private final CsvDialect dialect;
    private final GrowingRows features = new GrowingRows();
    private final List<CsvColumn> apart = new ArrayList<>();

    /** The place among {@link #apart} of each column, {@link #FEATURE} or {@link #SKIPPED} for the others. */
    private final int[] places;

    private boolean empty;
    private boolean header;
    private int rows;

    CsvRows(String where, CsvDialect dialect, int[] columnsApart, int[] columnsSkipped) {
        this.where = where;
        this.dialect = dialect;
        this.header = dialect.hasHeader();
        this.places = new int[dialect.columns()];
        Arrays.fill(places, FEATURE);
        for (int column : columnsApart) {
            places[column] = apart.size();
            apart.add(new CsvColumn());
        }
        for (int column : columnsSkipped) {
            places[column] = SKIPPED;
        }
    }

    CsvTable table() {
        if (rows == 0) {
            throw new FormatException(where + ": has no line with data");
        }
        return new CsvTable(features, apart, rows);
    }

    @Override
    protected void handleField(int column, char[] text, int offset, int length, boolean quoted) {
        if (header) {
            return;
        }
        if (column >= places.length) {
            if (!new String(text, offset, length).isBlank()) {
                throw ragged("more than " + places.length);
            }
        } else if (places[column] == FEATURE) {
            float value = CellNumber.parse(text, offset, length);
            if (!Float.isFinite(value)) {
                throw refused(column, new String(text, offset, length));
            }
            if (!features.add(value)) {
                throw new FormatException(where + ": line " + getStartingLineNumber() + ": the table is too large");
            }
        } else if (places[column] != SKIPPED) {
            String cell = new String(text, offset, length).strip();
            if (CsvDialect.isNoName(cell)) {
                throw refused(column, cell);
            }
            apart.get(places[column]).add(cell, getStartingLineNumber());
        }
    }

    @Override
    protected void handleEmpty() {
        empty = true;
    }

    @Override
    protected @Nullable CsvTable buildRecord() {
        if (empty) {
            empty = false;
            return null;
        }
        if (header) {
            header = false;
        } else {
            if (getFieldCount() < places.length) {
                throw ragged(Integer.toString(getFieldCount()));
            }
            rows++;
        }
        return null; // FastCSV then continues with the next line.
    }

    private FormatException ragged(String columns) {
        return new FormatException(where + ": line " + getStartingLineNumber() + " has " + columns
                + " columns, but the first line has " + places.length);
    }

    private FormatException refused(int column, String cell) {
        String place = where + ": line " + getStartingLineNumber() + ", " + dialect.describe(column) + ": ";
        if (CsvDialect.isMissing(cell)) {
            return new FormatException(place + (cell.isBlank() ? "is empty" : Excerpt.of(cell.strip()) + " is no value")
                    + "; remove the line or fill in a number");
        }
        return new FormatException(place + textRefused(cell));
    }

    /** Returns why a text cannot be a feature, and what to do. */
    static String textRefused(String cell) {
        String shown = Excerpt.of(cell.strip());
        if (CsvDialect.hasComma(cell)) {
            return commaRefused(shown);
        }
        if (cell.strip().matches("[-+]?[0-9].*e[0-9]+")) {
            return shown + " is too large for a number of single precision";
        }
        return shown
                + " is text, but features must be numbers; replace the column by columns of 0 and 1, remove it, or "
                + "name it as the label column";
    }

    private static String commaRefused(String number) {
        String joined = number.replace(",", "");
        if (number.matches("[^,]*,[0-9]{3}")) {
            return number + " has a comma; write " + number.replace(',', '.') + ", or " + joined
                    + " where it separates thousands";
        }
        return number.matches("[^,.]*,[0-9]+")
                ? number + " has a decimal comma; write " + number.replace(',', '.')
                : number + " has separators of thousands; write " + joined;
    }
}
