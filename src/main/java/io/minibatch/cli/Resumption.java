package io.minibatch.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.minibatch.data.DataException;
import io.minibatch.data.Split;
import io.minibatch.io.FolderLock;
import io.minibatch.network.Architecture;
import io.minibatch.network.Network;
import io.minibatch.report.RecordedRun;
import io.minibatch.report.RunFolder;
import io.minibatch.spec.Setting;
import io.minibatch.spec.Settings;
import io.minibatch.spec.Trait;
import io.minibatch.train.CheckpointException;
import io.minibatch.train.Checkpoints;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingState;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Resumes a run: reads its command from its {@code run.json} and carries it out from its last checkpoint. Refuses what
 * cannot be resumed before anything is written.
 */
final class Resumption {
    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

    /** Options beside the settings that may be given anew. */
    private static final Set<String> ALLOWED = Set.of("--resume", RunRecord.PAGE, "--threads", "--cuda-libs");

    /** Versions that can change bits; that of the operating system cannot. */
    private static final List<String> VERSIONS = List.of("minibatch", "java");

    private final Path folder;
    private final FolderLock lock;
    private final RecordedRun run;
    private final JsonObject recorded;
    private final RecordedCommand command;
    private final TrainCommand before;

    private Resumption(Path folder, FolderLock lock, RecordedRun run) {
        this.folder = folder;
        this.lock = lock;
        this.run = run;
        this.recorded = run.json();
        this.command = new RecordedCommand(folder, run);
        this.before = command.parsed();
    }

    /**
     * Resumes the run in a folder.
     *
     * @param given the command with {@code --resume}, whose few other flags replace those of the run
     * @return the exit status
     */
    static int carryOut(Path folder, CommandLine given) {
        RecordedRun.read(folder); // A folder without a run is not locked, as that would write into it.
        try (FolderLock lock = FolderLock.take(folder)) {
            return new Resumption(folder, lock, RecordedRun.read(folder)).carryOut(given);
        }
    }

    private int carryOut(CommandLine given) {
        List<String> arguments = command.arguments();
        for (OptionSpec option : given.getParseResult().matchedOptions()) {
            String name = option.longestName();
            if (!isAllowed(name)) {
                throw new ParameterException(
                        given,
                        "with --resume all settings are those of the run; only --epochs, --data, --validation-data, "
                                + "--threads and --cuda-libs can be given, not " + name);
            }
            if (!name.equals("--resume") && !name.equals(RunRecord.PAGE)) {
                arguments.removeIf(argument -> argument.startsWith(name + "="));
                option.originalStringValues().forEach(value -> arguments.add(name + "=" + value));
            }
        }
        TrainCommand resumed = RecordedCommand.parse(arguments);
        if (Objects.equals(resumed.data().folder(), before.data().folder())) {
            RecordedData.requirePresent(folder, before.data().folder(), "; name their file or folder by --data");
        }
        resumed.resumeOn(recorded.get("backend"), folder);
        return resumed.start(this);
    }

    private static boolean isAllowed(String option) {
        Setting<?> setting = Settings.find(option.substring(2));
        return setting == null ? ALLOWED.contains(option) : setting.has(Trait.RESUMABLE);
    }

    /**
     * Returns the state from which the run resumes, or prints that it is finished and returns null.
     *
     * @param split the data that were loaded
     * @param initial where it started
     * @param options what is asked for now
     * @param checkpointed whether the run keeps checkpoints
     * @throws DataException where it cannot be resumed so
     */
    @Nullable
    TrainingState start(Split split, Network initial, TrainingOptions options, boolean checkpointed) {
        RecordedData.requireSame(folder, recorded, split, "; name the run's data by --data");
        Architecture architecture = initial.architecture();
        Hyperparameters then = before.options(architecture, split.training()).hyperparameters();
        Hyperparameters now = options.hyperparameters();
        boolean completed = run.outcome().equals("completed");
        TrainingState state = newest(architecture, checkpointed);
        int done = Math.max(state == null ? 0 : state.epoch(), completed ? then.epochs() : 0);
        if (now.epochs() < done) {
            throw new DataException(folder + ": the run has trained " + done + " epochs already; --epochs must be at "
                    + "least that, not " + now.epochs());
        }
        if (state == null) {
            LOG.info("No checkpoint in {}: training starts again.", folder.resolve(RunFolder.CHECKPOINTS));
            return TrainingState.start(initial);
        }
        if (!then.learningRate().equals(now.learningRate())) {
            throw new DataException(
                    folder + ": the learning-rate schedule of the run depends on its number of epochs: the "
                            + state.epoch() + " epochs done belong to --epochs " + then.epochs() + ", not to --epochs "
                            + now.epochs() + "; resume without --epochs, or start a new run");
        }
        try {
            state.requireAverage(options.averaging(), now.epochs());
        } catch (CheckpointException other) {
            throw new DataException(
                    folder + ": " + other.getMessage() + "; resume without --epochs, or start a new run");
        }
        return isFinished(state, then, now) ? null : state;
    }

    /** A run whose process was killed at its very end is not finished: its model may not be written. */
    private boolean isFinished(TrainingState state, Hyperparameters then, Hyperparameters now) {
        boolean early = run.outcome().equals("early");
        if (!state.isEndOf(now) || !(early || run.outcome().equals("completed"))) {
            LOG.info("Resuming after epoch {}.", state.epoch());
            return false;
        }
        if (early && now.epochs() > then.epochs()) {
            throw new DataException(folder + ": the run ended early, after epoch " + state.epoch()
                    + ", by its --early-stop or --schedule; more epochs do not change that");
        }
        System.out.println("The run in " + folder + " is finished: " + state.epoch() + " epochs are done"
                + (early ? ", and it ended early." : "; a larger --epochs trains further."));
        return true;
    }

    /** Returns the last checkpoint that is whole, null where the run is to start again. */
    private @Nullable TrainingState newest(Architecture architecture, boolean checkpointed) {
        TrainingState state = new Checkpoints(folder.resolve(RunFolder.CHECKPOINTS), 0)
                .newest(architecture, refused -> LOG.warn("{}; an older checkpoint is tried", refused));
        boolean unfinished = switch (run.outcome()) {
            case "running" -> true;
            case "requested", "failed" -> checkpointed;
            default -> false;
        };
        if (state == null && !unfinished) {
            throw new DataException(folder + ": the run has ended and has no checkpoint to resume from");
        }
        return state;
    }

    private static JsonObject object(JsonObject from, String member) {
        return from.has(member) && from.get(member).isJsonObject() ? from.getAsJsonObject(member) : new JsonObject();
    }

    private static String text(@Nullable JsonElement value) {
        return value == null ? "none" : value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }

    /**
     * Opens the run's folder again.
     *
     * @param now what {@link RunRecord} would record of the resumed run
     * @param split the data that were loaded
     * @throws DataException where the backend is not what it was
     */
    RunFolder reopen(String title, JsonObject now, Split split) {
        if (!Objects.equals(recorded.get("backend"), now.get("backend"))) {
            throw new DataException(folder + ": the run was trained on the backend " + recorded.get("backend")
                    + " and cannot be resumed on " + now.get("backend"));
        }
        String then = whatDecidesBits(recorded);
        String here = whatDecidesBits(now);
        if (!then.equals(here)) {
            LOG.warn(
                    "The results may differ in the last bits from those of an uninterrupted run, which was started on {}; "
                            + "here is {}.",
                    then,
                    here);
        }
        for (String changed : List.of("command", "settings", "data", "device", "versions")) {
            recorded.add(changed, now.get(changed));
        }
        return RunFolder.reopen(folder, lock, title, recorded, split);
    }

    /** Returns the device, whose number of threads does not matter, and the versions. */
    private static String whatDecidesBits(JsonObject run) {
        StringJoiner all = new StringJoiner(", ");
        all.add(text(run.get("device")).replaceFirst("\\d+ threads? of ", ""));
        VERSIONS.forEach(
                name -> all.add(name + " " + text(object(run, "versions").get(name))));
        return all.toString();
    }
}
