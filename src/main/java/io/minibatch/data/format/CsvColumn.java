package io.minibatch.data.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A column whose cells are kept as texts, because they may be the names of classes. */
public final class CsvColumn {
    private final Map<String, Integer> codes = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private int[] cells = new int[64];
    private int size;

    /** The first cell that is no number, and its line. */
    private @Nullable String firstText;

    private long firstTextLine;

    void add(String cell, long line) {
        Integer code = codes.get(cell);
        if (code == null) {
            code = texts.size();
            codes.put(cell, code);
            texts.add(cell);
            if (firstText == null && Double.isNaN(CellNumber.parseDouble(cell))) {
                firstText = cell;
                firstTextLine = line;
            }
        }
        if (size == cells.length) {
            cells = Arrays.copyOf(cells, 2 * size);
        }
        cells[size++] = code;
    }

    /** Returns the number of cells. */
    public int size() {
        return size;
    }

    /** Returns whether all cells are the same. */
    public boolean isConstant() {
        return texts.size() < 2;
    }

    /** Returns the first cell that is no number, null if all are numbers. */
    public @Nullable String firstText() {
        return firstText;
    }

    /** Returns the line of {@link #firstText}. */
    public long firstTextLine() {
        return firstTextLine;
    }

    /** Returns whether the cells are numbers, some of them written with commas. */
    public boolean hasCommas() {
        return firstText != null
                && texts.stream()
                        .allMatch(text -> CsvDialect.hasComma(text) || !Double.isNaN(CellNumber.parseDouble(text)));
    }

    /** Returns the cells as texts. */
    public List<String> texts() {
        return Arrays.stream(cells, 0, size).mapToObj(texts::get).toList();
    }

    /** Returns the cells as numbers, NaN for texts. */
    public double[] numbers() {
        double[] values = texts.stream().mapToDouble(CellNumber::parseDouble).toArray();
        return Arrays.stream(cells, 0, size).mapToDouble(code -> values[code]).toArray();
    }
}
