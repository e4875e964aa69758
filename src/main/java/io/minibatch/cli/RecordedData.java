package io.minibatch.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.minibatch.data.DataException;
import io.minibatch.data.DataListener;
import io.minibatch.data.Split;
import io.minibatch.page.RunData;
import io.minibatch.report.RecordedRun;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** Loads the data of a run as its recorded command did, and refuses data that have changed since. */
final class RecordedData implements RunData {
    private static final int CHECKSUM_SHOWN = 12;

    @Override
    public HeldOut of(Path folder) {
        Split split = split(folder, DataListener.NONE, "");
        return new HeldOut(split.testOrValidation(), split.test() != null);
    }

    /** Returns the folder of a run that saved a model and named its data by {@code --data}, null if there is none. */
    static @Nullable Path runOf(Path model) {
        Path folder = Objects.requireNonNull(model.toAbsolutePath().getParent());
        try {
            return RecordedRun.read(folder).command().stream().anyMatch(each -> each.startsWith("--data="))
                    ? folder
                    : null;
        } catch (UncheckedIOException notARun) {
            return null;
        }
    }

    /**
     * Loads the data of a run without standardization; downloads nothing.
     *
     * @param remedy end of the message where they are missing or have changed
     * @throws DataException where they are missing, have changed, or came through a pipe
     */
    static Split split(Path folder, DataListener notices, String remedy) {
        RecordedRun run = RecordedRun.read(folder);
        RecordedCommand recorded = new RecordedCommand(run);
        List<String> arguments = recorded.arguments();
        arguments.remove("--standardize");
        arguments.add("--offline");
        try {
            DataArguments data = RecordedCommand.parse(arguments).data();
            requirePresent(folder, data.folder(), remedy);
            requireLasting(folder, data.folder());
            requireLasting(folder, data.validationFolder());
            Split split = data.load(notices);
            requireSame(folder, run.json(), split, remedy);
            return split;
        } catch (ParameterException wrong) {
            throw recorded.unrepeatable(wrong);
        } catch (DataException wrong) {
            throw wrong.setting() == null ? wrong : new DataException(folder + ": " + FailureMessage.of(wrong));
        }
    }

    /** Throws {@link DataException} if the data came through a pipe or a device, which may block a read forever. */
    private static void requireLasting(Path run, @Nullable Path data) {
        if (data != null && Files.exists(data) && !Files.isRegularFile(data) && !Files.isDirectory(data)) {
            throw new DataException(run + ": the data of the run came from " + data
                    + ", which is no file or folder and cannot be read again");
        }
    }

    /**
     * Throws {@link DataException} where the data of a run are missing.
     *
     * @param data their file or folder, null where the run named none
     * @param remedy end of the message
     */
    static void requirePresent(Path run, @Nullable Path data, String remedy) {
        if (data != null && !Files.exists(data)) {
            throw new DataException(run + ": the data of the run are no longer in " + data + remedy);
        }
    }

    /**
     * Throws {@link DataException} where data are not those that a run was trained on.
     *
     * @param recorded {@code run.json}
     * @param remedy end of the message
     */
    static void requireSame(Path run, JsonObject recorded, Split split, String remedy) {
        String difference = difference(object(recorded, "data"), RunRecord.data(split));
        if (difference != null) {
            throw new DataException(run + ": the run was trained on other data than "
                    + split.source().description() + ": " + difference + remedy);
        }
    }

    private static @Nullable String difference(JsonObject then, JsonObject now) {
        JsonObject checksumsThen = object(then, "sha256");
        JsonObject checksumsNow = object(now, "sha256");
        List<String> files = new ArrayList<>(checksumsThen.keySet());
        files.addAll(checksumsNow.keySet());
        for (String file : files) {
            String was = start(checksumsThen.get(file));
            String is = start(checksumsNow.get(file));
            if (!was.equals(is)) {
                return file + " has the SHA-256 " + is + ", not " + was;
            }
        }
        for (String part : List.of("training", "validation", "classes")) {
            String was = text(then.get(part));
            String is = text(now.get(part));
            if (!was.equals(is)) {
                return part + " is " + is + ", not " + was;
            }
        }
        return null;
    }

    /** Returns the first digits of a checksum. */
    private static String start(@Nullable JsonElement checksum) {
        String all = text(checksum);
        return all.substring(0, Math.min(CHECKSUM_SHOWN, all.length()));
    }

    private static JsonObject object(JsonObject from, String member) {
        return from.has(member) && from.get(member).isJsonObject() ? from.getAsJsonObject(member) : new JsonObject();
    }

    private static String text(@Nullable JsonElement value) {
        return value == null ? "none" : value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
}
