package io.minibatch.data;

import io.minibatch.backend.Inputs;
import io.minibatch.data.format.CsvColumn;
import io.minibatch.data.format.CsvDialect;
import io.minibatch.data.format.CsvReader;
import io.minibatch.data.format.CsvTable;
import io.minibatch.data.format.Source;
import io.minibatch.io.Excerpt;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads tables in text: a file, or a folder with one for each part. */
final class CsvFiles {
    /** Fewer columns are hardly images. */
    private static final int FEWEST_PIXELS = 64;

    private static final int LARGEST_BYTE = 255;
    private static final int HALF_BYTE = 127;

    private final List<FileChecksum> checksums = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    private final FormatOptions options;

    private @Nullable ImageSize image;
    private String label = "";
    private @Nullable TrainingTable trained;

    private CsvFiles(FormatOptions options) {
        this.options = options;
    }

    /**
     * Reads the parts of a data set.
     *
     * @param name of the data
     * @throws DataException if columns do not fit
     * @throws io.minibatch.data.format.FormatException if a file is damaged
     */
    static RawParts read(String name, PartFiles files, Path from, FormatOptions options) {
        CsvFiles reader = new CsvFiles(options);
        RawPart training = reader.part(files.training());
        RawPart validation = files.validation() == null ? null : reader.part(files.validation());
        RawPart test = files.test() == null ? null : reader.test(files.test());
        String description = name + " from " + from + ", CSV" + reader.label
                + (reader.image == null ? "" : ", taken as images of " + reader.image + " pixels");
        return new RawParts(name, training, validation, test, description, reader.checksums, reader.notices);
    }

    /** Returns the test part, null if the file has no answers, as Kaggle's have none. */
    private @Nullable RawPart test(Path file) {
        if (trained != null && trained.isWithoutAnswers(CsvDialect.of(file))) {
            notices.add(file + ": has no labels or targets, so it is not used as test data; use it with predict");
            return null;
        }
        return part(file);
    }

    private RawPart part(Path file) {
        CsvDialect dialect = CsvDialect.of(file);
        CsvRoles roles = CsvRoles.of(file, dialect, trained == null ? options : trained.options(file, dialect));
        MessageDigest digest = FileChecksum.newDigest();
        CsvTable table = CsvReader.read(Source.of(file), dialect, roles.apart(), roles.skipped(), digest);
        checksums.add(FileChecksum.of(file, digest));
        int chosen = roles.undecided() ? label(table.apart(0), table.apart(1)) : 0;
        Inputs inputs = inputs(file, dialect, roles, table, chosen);
        if (trained == null) {
            decide(file, dialect, roles, chosen, inputs);
        }
        return new RawPart(
                file.toString(),
                image == null ? asFloats(inputs) : inputs,
                image,
                image == null ? roles.features(dialect, chosen) : List.of(),
                answers(file, dialect, roles, table, chosen));
    }

    /** Returns which of the last and the first column is the label: 0 or 1. */
    private static int label(CsvColumn last, CsvColumn first) {
        boolean textBesideNumbers = first.firstText() != null && last.firstText() == null;
        return last.isConstant() || textBesideNumbers ? 1 : 0;
    }

    /** Keeps what the training part shows for the other parts. */
    private void decide(Path file, CsvDialect dialect, CsvRoles roles, int chosen, Inputs inputs) {
        int side = (int) Math.sqrt(inputs.features());
        if (inputs instanceof Inputs.Bytes bytes
                && side * side == inputs.features()
                && side * side >= FEWEST_PIXELS
                && hasMoreThanHalf(bytes.values())) {
            image = new ImageSize(side, side);
        }
        if (!roles.targets()) {
            label = ", to predict: " + dialect.describe(roles.apart()[chosen]);
        }
        for (int column : roles.skipped()) {
            notices.add(file + ": " + dialect.describe(column)
                    + " is left out, because it numbers the rows; to train on it, give it another name");
        }
        int[] answers = roles.targets() ? roles.apart() : new int[] {roles.apart()[chosen]};
        trained = new TrainingTable(file, dialect, answers, roles.targets(), options.transpose());
    }

    private static boolean hasMoreThanHalf(byte[] values) {
        for (byte value : values) {
            if ((value & LARGEST_BYTE) > HALF_BYTE) {
                return true;
            }
        }
        return false;
    }

    private Answers answers(Path file, CsvDialect dialect, CsvRoles roles, CsvTable table, int chosen) {
        CsvColumn label = table.apart(chosen);
        if (!roles.targets()) {
            int column = roles.apart()[chosen];
            if (options.labelColumn() == null && label.hasCommas()) {
                throw new DataException(file + ": " + dialect.refusal(label, column));
            }
            String name = CsvRoles.name(dialect, column);
            Answers.Role role = options.labelColumn() == null && CsvRoles.isOfClasses(name)
                    ? Answers.Role.CLASS_BY_NAME
                    : options.role();
            return label.firstText() == null
                    ? new Answers.Numbers(List.of(name), label.numbers(), role)
                    : AnswerColumns.names(label.texts());
        }
        int columns = roles.apart().length;
        double[] values = new double[table.rows() * columns];
        List<String> names = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            double[] numbers = numbers(file, table.apart(c), dialect, roles.apart()[c]);
            for (int i = 0; i < numbers.length; i++) {
                values[i * columns + c] = numbers[i];
            }
            names.add(CsvRoles.name(dialect, roles.apart()[c]));
        }
        return new Answers.Numbers(names, values, Answers.Role.TARGETS);
    }

    private static double[] numbers(Path file, CsvColumn column, CsvDialect dialect, int number) {
        if (column.firstText() != null) {
            throw new DataException(file + ": line " + column.firstTextLine() + ", " + dialect.describe(number) + ": "
                    + Excerpt.of(column.firstText()) + " is text, but columns to predict must be numbers; for classes, "
                    + "name the column as the label column");
        }
        return column.numbers();
    }

    /** Returns the features, among them the one of two possible label columns that is none. */
    private static Inputs inputs(Path file, CsvDialect dialect, CsvRoles roles, CsvTable table, int chosen) {
        int columns = dialect.columns() - roles.apart().length - roles.skipped().length;
        if (!roles.undecided()) {
            return table.isBytes()
                    ? new Inputs.Bytes(table.bytes(), columns)
                    : new Inputs.Floats(table.floats(), columns);
        }
        int other = 1 - chosen;
        CsvColumn joined = table.apart(other);
        if (joined.firstText() != null) {
            throw new DataException(file + ": " + dialect.refusal(joined, roles.apart()[other]));
        }
        double[] values = joined.numbers();
        int place = other == 1 ? 0 : columns;
        boolean bytes = table.isBytes()
                && Arrays.stream(values).allMatch(v -> v == Math.rint(v) && v >= 0 && v <= LARGEST_BYTE);
        return bytes ? joinBytes(table.bytes(), columns, values, place) : joinFloats(table, columns, values, place);
    }

    private static Inputs joinBytes(byte[] rows, int columns, double[] values, int place) {
        byte[] all = new byte[values.length * (columns + 1)];
        for (int i = 0; i < values.length; i++) {
            int to = i * (columns + 1);
            System.arraycopy(rows, i * columns, all, place == 0 ? to + 1 : to, columns);
            all[to + place] = (byte) values[i];
        }
        return new Inputs.Bytes(all, columns + 1);
    }

    private static Inputs joinFloats(CsvTable table, int columns, double[] values, int place) {
        float[] rows = table.floats();
        float[] all = new float[values.length * (columns + 1)];
        for (int i = 0; i < values.length; i++) {
            int to = i * (columns + 1);
            System.arraycopy(rows, i * columns, all, place == 0 ? to + 1 : to, columns);
            all[to + place] = (float) values[i];
        }
        return new Inputs.Floats(all, columns + 1);
    }

    private static Inputs asFloats(Inputs inputs) {
        if (!(inputs instanceof Inputs.Bytes bytes)) {
            return inputs;
        }
        float[] values = new float[bytes.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.values()[i] & LARGEST_BYTE;
        }
        return new Inputs.Floats(values, bytes.features());
    }
}
