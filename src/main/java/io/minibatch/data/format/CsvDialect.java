package io.minibatch.data.format;

import io.minibatch.io.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The dialect of a CSV file, detected from its first lines.
 *
 * @param separator comma, semicolon or tab
 * @param names of the columns as the first line has them, empty if that holds data
 * @param columns of every line
 */
public record CsvDialect(char separator, List<String> names, int columns) {
    private static final int LOOKED_AT = 1 << 20;
    private static final int LINES_LOOKED_AT = 100;
    private static final char[] SEPARATORS = {'\t', ';', ','};
    private static final Set<String> NO_NAMES = Set.of("", "na", "n/a", "nan", "?");
    private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null", "none", "?", "-");

    /** A decimal comma, or commas between thousands with or without a point. */
    private static final Pattern COMMA = Pattern.compile("[-+]?([0-9]+,[0-9]+|[0-9]{1,3}(,[0-9]{3})+([.][0-9]*)?)");

    public CsvDialect {
        names = List.copyOf(names);
    }

    /**
     * Looks at a file.
     *
     * @throws FormatException if it is no table
     */
    public static CsvDialect of(Path file) {
        return of(Source.of(file));
    }

    /** Looks at a file or at what was read from a stream, as {@link #of(Path)} does. */
    public static CsvDialect of(Source source) {
        String start = start(source);
        String file = source.name();
        if (start.indexOf('\0') >= 0) {
            throw new FormatException(file + ": is not a table of text; IDX, CSV, NumPy's .npy and .npz and folders of "
                    + "pictures can be read");
        }
        List<String> lines = lines(start);
        if (lines.isEmpty()) {
            throw new FormatException(file + ": is empty");
        }
        char separator = separator(lines.get(0), lines.get(Math.min(1, lines.size() - 1)));
        List<String> first = cells(lines.get(0), separator);
        List<List<String>> rows =
                lines.stream().skip(1).map(line -> cells(line, separator)).toList();
        int columns = withoutEmptyEnd(first, rows);
        List<String> shown = first.subList(0, columns);
        return new CsvDialect(separator, CsvHeader.isOne(shown, rows) ? shown : List.of(), columns);
    }

    /** Returns the number of columns without those at the end that are empty, as of lines that end in separators. */
    private static int withoutEmptyEnd(List<String> first, List<List<String>> rows) {
        int columns = first.size();
        while (columns > 1 && first.get(columns - 1).isEmpty() && isEmpty(rows, columns - 1)) {
            columns--;
        }
        return columns;
    }

    private static boolean isEmpty(List<List<String>> rows, int column) {
        return rows.stream()
                .allMatch(row -> row.size() <= column || row.get(column).isEmpty());
    }

    boolean hasHeader() {
        return !names.isEmpty();
    }

    /** Returns what messages call a column: its number from 1 and its name. */
    public String describe(int column) {
        String name = column < names.size() ? names.get(column) : "";
        return "column " + (column + 1) + (name.isEmpty() ? "" : " (" + Excerpt.of(name) + ")");
    }

    /** Returns why a column cannot be numbers, after the name of the file. */
    public String refusal(CsvColumn column, int number) {
        return "line " + column.firstTextLine() + ", " + describe(number) + ": "
                + CsvRows.textRefused(String.valueOf(column.firstText()));
    }

    /** Returns whether a cell means "no label"; "none" and "-" may be names of classes. */
    static boolean isNoName(String cell) {
        return NO_NAMES.contains(cell.strip().toLowerCase(Locale.ROOT));
    }

    /** Returns whether a cell stands for a value that is not known. */
    static boolean isMissing(String cell) {
        return MISSING.contains(cell.strip().toLowerCase(Locale.ROOT));
    }

    private static String start(Source source) {
        String file = source.name();
        try (InputStream in = source.open()) {
            byte[] bytes = in.readNBytes(LOOKED_AT);
            if (bytes.length > 1 && (bytes[0] & 0xFF) >= 0xFE && (bytes[1] & 0xFF) >= 0xFE) {
                throw new FormatException(file + ": is text in UTF-16; save it as UTF-8");
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IOException failure) {
            throw SourceFile.refusal(file, failure);
        }
    }

    /** Returns the first lines that are not empty; line ends inside quotes do not count. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i <= text.length() && lines.size() < LINES_LOOKED_AT; i++) {
            char c = i == text.length() ? '\n' : text.charAt(i);
            quoted ^= c == '"';
            if (i == text.length() || !quoted && (c == '\n' || c == '\r')) {
                if (i > from) {
                    lines.add(text.substring(from, i));
                }
                from = i + 1;
            }
        }
        return lines;
    }

    /** Commas may be decimal ones where there is another separator. */
    private static char separator(String first, String second) {
        for (char candidate : SEPARATORS) {
            int count = cells(first, candidate).size();
            if (count > 1 && count == cells(second, candidate).size()) {
                return candidate;
            }
        }
        for (char candidate : SEPARATORS) {
            if (cells(first, candidate).size() > 1) {
                return candidate;
            }
        }
        return ',';
    }

    private static List<String> cells(String line, char separator) {
        List<String> cells = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i <= line.length(); i++) {
            if (i < line.length() && line.charAt(i) == '"') {
                quoted = !quoted;
            }
            if (i == line.length() || !quoted && line.charAt(i) == separator) {
                cells.add(unquoted(line.substring(from, i).strip()));
                from = i + 1;
            }
        }
        return cells;
    }

    private static String unquoted(String cell) {
        return cell.length() > 1 && cell.startsWith("\"") && cell.endsWith("\"")
                ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"").strip()
                : cell;
    }

    /** Returns whether a cell is a number with a comma, which this program refuses. */
    static boolean hasComma(String cell) {
        return COMMA.matcher(cell.strip()).matches();
    }
}
