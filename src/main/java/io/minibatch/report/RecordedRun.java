package io.minibatch.report;

import com.google.gson.JsonObject;
import io.minibatch.io.JsonFields;
import io.minibatch.io.Reason;
import io.minibatch.io.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The {@code run.json} of a run, or the record of several that were started by one command.
 *
 * @param file that it was read from
 * @param json the whole of it
 * @param command the arguments by which the run was started
 * @param outcome how the run ended, {@code running} where it has not, empty if the file does not say
 */
public record RecordedRun(Path file, JsonObject json, List<String> command, String outcome) {
    private static final Pattern ARGUMENT = Pattern.compile("\\P{Cntrl}{0,5000}");

    public RecordedRun {
        command = List.copyOf(command);
    }

    /**
     * Reads the record of the run in a folder.
     *
     * @throws UncheckedIOException in one line where it is missing or damaged
     */
    public static RecordedRun read(Path folder) {
        return readFile(folder.resolve("run.json"));
    }

    /**
     * Reads a record.
     *
     * @throws UncheckedIOException in one line where it is missing or damaged
     */
    public static RecordedRun readFile(Path file) {
        try {
            JsonFields fields = JsonFields.parse(TextFile.read(file));
            List<String> command = fields.texts("command");
            if (command.isEmpty() || !command.stream().allMatch(RecordedRun::isArgument)) {
                throw new IllegalArgumentException("\"command\" must be the arguments of the run");
            }
            return new RecordedRun(file, fields.json(), command, fields.text("outcome", ""));
        } catch (IOException missing) {
            throw new UncheckedIOException(file + ": cannot be read: " + Reason.of(missing), missing);
        } catch (IllegalArgumentException broken) {
            throw new UncheckedIOException(
                    file + ": is not the record of a run: " + broken.getMessage(), new IOException(broken));
        }
    }

    private static boolean isArgument(String text) {
        return ARGUMENT.matcher(text).matches();
    }
}
