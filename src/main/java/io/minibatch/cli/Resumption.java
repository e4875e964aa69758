package io.minibatch.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.minibatch.data.DataException;
import io.minibatch.network.Architecture;
import io.minibatch.report.RecordedRun;
import io.minibatch.report.RunFolder;
import io.minibatch.train.Checkpoints;
import io.minibatch.train.TrainingState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Going on with a run: its command is read from its {@code run.json} and carried out from its last checkpoint. */
final class Resumption {
    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);
    private static final Set<String> ALLOWED = Set.of("--resume", "--epochs", "--threads", "--cuda-libs");

    private final Path folder;
    private final RecordedRun run;
    private final JsonObject recorded;

    /** Reads {@code run.json}. */
    Resumption(Path folder) {
        this.folder = folder;
        run = RecordedRun.read(folder);
        recorded = run.json();
    }

    /** Carries out the recorded command, with the few flags that were given now in place of its own. */
    int carryOut(CommandLine given) {
        List<String> arguments = new ArrayList<>(run.command());
        arguments.remove("train");
        for (OptionSpec option : given.getParseResult().matchedOptions()) {
            String name = option.longestName();
            if (!ALLOWED.contains(name)) {
                throw new ParameterException(
                        given,
                        "with --resume all settings are those of the run; only --epochs, --threads and --cuda-libs can "
                                + "be given, not " + name);
            }
            if (!name.equals("--resume")) {
                arguments.removeIf(argument -> argument.startsWith(name + "="));
                option.originalStringValues().forEach(value -> arguments.add(name + "=" + value));
            }
        }
        addRecordedLambda(arguments);
        TrainCommand original = new TrainCommand();
        new CommandLine(original)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .parseArgs(arguments.toArray(String[]::new));
        original.resumeOn(recorded.get("backend"), folder);
        return original.start(this);
    }

    /** The default of {@code --lambda} may differ between versions of this program; the run keeps its own. */
    private void addRecordedLambda(List<String> arguments) {
        JsonElement lambda = of("settings", "lambda", recorded);
        if (lambda != null
                && lambda.isJsonPrimitive()
                && arguments.stream().noneMatch(argument -> argument.startsWith("--lambda="))) {
            arguments.add("--lambda=" + lambda.getAsString());
        }
    }

    /**
     * Opens the run's folder again.
     *
     * @param now what {@link RunRecord} would record of the run that goes on
     * @throws DataException where the data or the backend is not what it was
     */
    RunFolder reopen(String title, JsonObject now) {
        for (String part : List.of("training", "validation", "classes", "sha256")) {
            if (!Objects.equals(of("data", part, recorded), of("data", part, now))) {
                throw new DataException(
                        folder + ": the run was trained on other data than is here now; its run.json says which");
            }
        }
        if (!Objects.equals(recorded.get("backend"), now.get("backend"))) {
            throw new DataException(folder + ": the run was trained on the backend " + recorded.get("backend")
                    + ", and here is " + now.get("backend") + "; it can only go on where it came from");
        }
        if (!Objects.equals(recorded.get("versions"), now.get("versions"))
                || !withoutThreads(recorded).equals(withoutThreads(now))) {
            LOG.warn(
                    "The run was started on {}, with other versions or another device than here ({}): it goes on, but not "
                            + "to the same last bits.",
                    withoutThreads(recorded),
                    withoutThreads(now));
        }
        for (String changed : List.of("command", "settings", "device", "versions")) {
            recorded.add(changed, now.get(changed));
        }
        return RunFolder.reopen(folder, title, recorded);
    }

    private static @Nullable JsonElement of(String object, String member, JsonObject run) {
        return run.has(object) && run.get(object).isJsonObject()
                ? run.getAsJsonObject(object).get(member)
                : null;
    }

    /** Returns what the run was computed on; the number of threads changes nothing. */
    private static String withoutThreads(JsonObject run) {
        return String.valueOf(run.get("device")).replaceFirst("\\d+ threads? of ", "");
    }

    /** Returns the last checkpoint that is whole, null where there is none. */
    @Nullable
    TrainingState state(Architecture architecture) {
        Path checkpoints = folder.resolve(TrainCommand.CHECKPOINTS);
        TrainingState state = new Checkpoints(checkpoints, 0)
                .newest(architecture, refused -> LOG.warn("{}; an older checkpoint is tried", refused));
        if (state == null && !run.outcome().equals("running")) {
            throw new DataException(folder + ": the run has ended and has no checkpoint to go on from");
        }
        if (state == null) {
            LOG.info("No checkpoint in {}: training starts again.", checkpoints);
        } else {
            LOG.info("Going on after epoch {}.", state.epoch());
        }
        return state;
    }
}
