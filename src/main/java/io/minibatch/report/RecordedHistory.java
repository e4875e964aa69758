package io.minibatch.report;

import io.minibatch.io.TextFile;
import io.minibatch.train.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The {@code history.csv} of a run, which may be still growing.
 *
 * @param columns their names
 * @param rows one a measurement, as wide as the columns; NaN if a cell is empty or no number
 */
public record RecordedHistory(List<String> columns, List<double[]> rows) {
    /** The name of the file. */
    public static final String FILE = "history.csv";

    public RecordedHistory {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * Reads the file of a run; of a run that has measured nothing yet it is empty. Lines that are cut short are left
     * out.
     *
     * @throws IOException if it is there but cannot be read
     */
    public static RecordedHistory read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return new RecordedHistory(List.of(), List.of());
        }
        List<String> lines = TextFile.read(file).lines().toList();
        List<String> columns =
                lines.isEmpty() ? List.of() : List.of(lines.get(0).split(",", -1));
        List<double[]> rows = lines.stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .filter(cells -> cells.length == columns.size())
                .map(cells -> Arrays.stream(cells)
                        .mapToDouble(RecordedHistory::number)
                        .toArray())
                .toList();
        return new RecordedHistory(columns, rows);
    }

    private static double number(String cell) {
        try {
            return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    /** Returns the last number of a column, empty for a column without numbers. */
    public OptionalDouble last(String column) {
        int place = columns.indexOf(column);
        return place < 0 || rows.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(rows.get(rows.size() - 1)[place]).stream()
                        .filter(Double::isFinite)
                        .findFirst();
    }

    /** Returns the score that was measured, accuracy or R², on the validation data; empty if none was. */
    public Optional<Score> score() {
        return Arrays.stream(Score.values())
                .filter(score -> best(score).isPresent())
                .findFirst();
    }

    /** Returns the first row with the best of a score. */
    public Optional<Best> best(Score score) {
        int place = columns.indexOf(score.monitor().column());
        int epoch = columns.indexOf("epoch");
        Best best = null;
        for (double[] row : place < 0 || epoch < 0 ? List.<double[]>of() : rows) {
            if (Double.isFinite(row[place]) && (best == null || row[place] > best.value)) {
                best = new Best(row[epoch], row[place]);
            }
        }
        return Optional.ofNullable(best);
    }

    /** The best value of a score and the epoch after which it was measured. */
    public record Best(double epoch, double value) {}
}
