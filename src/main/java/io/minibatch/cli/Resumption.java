package io.minibatch.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.minibatch.data.DataException;
import io.minibatch.data.Split;
import io.minibatch.io.FolderLock;
import io.minibatch.model.Model;
import io.minibatch.network.Architecture;
import io.minibatch.network.Network;
import io.minibatch.report.RecordedRun;
import io.minibatch.report.RunFolder;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.Setting;
import io.minibatch.spec.Settings;
import io.minibatch.spec.Trait;
import io.minibatch.train.CheckpointException;
import io.minibatch.train.Checkpoints;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.TrainingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
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
    private final TrainCommand before;
    private final TrainCommand command;

    /**
     * The state from which a run resumes.
     *
     * @param state null where the run is finished
     * @param line says so
     */
    record Start(@Nullable TrainingState state, String line) {}

    private Resumption(Path folder, FolderLock lock, RecordedRun run, List<String> changes) {
        this.folder = folder;
        this.lock = lock;
        this.run = run;
        this.recorded = run.json();
        RecordedCommand then = new RecordedCommand(run);
        this.before = then.parsed();
        this.command = then.parsedWith(changes);
        if (Objects.equals(command.data().folder(), before.data().folder())) {
            RecordedData.requirePresent(folder, before.data().folder(), "; name their file or folder by --data");
        }
        command.resumeOn(recorded.get("backend"), folder);
    }

    /**
     * Resumes the run in a folder.
     *
     * @param given the command with {@code --resume}, whose few other flags replace those of the run
     * @return the exit status
     */
    static int carryOut(Path folder, CommandLine given) {
        if (Files.isRegularFile(folder)) {
            throw new DataException(folder + ": is a file; --resume takes the folder of a run");
        }
        RecordedRun.read(folder); // A folder without a run is not locked, as that would write into it.
        try (FolderLock lock = FolderLock.take(folder)) {
            Resumption resumption = of(folder, lock, changes(given));
            return resumption.command.start(resumption);
        }
    }

    /**
     * Reads what a run in a folder was.
     *
     * @param lock of the folder
     * @param changes arguments that replace those of the run
     */
    static Resumption of(Path folder, FolderLock lock, List<String> changes) {
        return new Resumption(folder, lock, RecordedRun.read(folder), changes);
    }

    /**
     * Returns the arguments of a command with {@code --resume} that replace those of the run.
     *
     * @throws ParameterException where one cannot be given anew
     */
    static List<String> changes(CommandLine given) {
        List<String> changes = new ArrayList<>();
        for (OptionSpec option : given.getParseResult().matchedOptions()) {
            String name = option.longestName();
            if (!isAllowed(name)) {
                throw new ParameterException(
                        given,
                        "with --resume all settings are those of the run; only --epochs, --data, --validation-data, "
                                + "--threads and --cuda-libs can be given, not " + name);
            }
            if (!name.equals("--resume") && !name.equals(RunRecord.PAGE)) {
                option.originalStringValues().forEach(value -> changes.add(name + "=" + value));
            }
        }
        return changes;
    }

    /** Returns the command of the run as it is carried out now. */
    TrainCommand command() {
        return command;
    }

    private static boolean isAllowed(String option) {
        Setting<?> setting = Settings.find(option.substring(2));
        return setting == null ? ALLOWED.contains(option) : setting.has(Trait.RESUMABLE);
    }

    /**
     * Returns where the run resumes.
     *
     * @param training with what is asked for now, on the data that were loaded
     * @param checkpointed whether a run that was stopped without a checkpoint may start again
     * @throws DataException where it cannot be resumed so
     */
    Start start(PreparedTraining training, boolean checkpointed) {
        Split split = training.split();
        RecordedData.requireSame(folder, recorded, split, "; name the run's data by --data");
        Architecture architecture = training.initial().architecture();
        Hyperparameters then = before.options(architecture, split.training()).hyperparameters();
        Hyperparameters now = training.options().hyperparameters();
        boolean completed = run.outcome().equals("completed");
        TrainingState state = newest(architecture, checkpointed);
        int done = Math.max(state == null ? 0 : state.epoch(), completed ? then.epochs() : 0);
        if (now.epochs() < done) {
            throw new DataException(folder + ": the run has trained " + done + " epochs already; --epochs must be at "
                    + "least that, not " + now.epochs());
        }
        if (state == null) {
            return new Start(
                    TrainingState.start(training.initial()),
                    "No checkpoint in " + folder.resolve(RunFolder.CHECKPOINTS) + ": training starts again.");
        }
        if (!then.learningRate().equals(now.learningRate())) {
            throw new DataException(
                    folder + ": the learning-rate schedule of the run depends on its number of epochs: the "
                            + state.epoch() + " epochs done belong to --epochs " + then.epochs() + ", not to --epochs "
                            + now.epochs() + "; resume without --epochs, or start a new run");
        }
        try {
            state.requireAverage(training.options().averaging(), now.epochs());
        } catch (CheckpointException other) {
            throw new DataException(
                    folder + ": " + other.getMessage() + "; resume without --epochs, or start a new run");
        }
        return start(state, then, now);
    }

    /** A run whose process was killed at its very end is not finished: its model may not be written. */
    private Start start(TrainingState state, Hyperparameters then, Hyperparameters now) {
        boolean early = run.outcome().equals("early");
        if (!state.isEndOf(now) || !(early || run.outcome().equals("completed"))) {
            return new Start(state, "Resuming after epoch " + state.epoch() + ".");
        }
        if (early && now.epochs() > then.epochs()) {
            throw new DataException(folder + ": the run ended early, after epoch " + state.epoch()
                    + ", by its --early-stop or --schedule; more epochs do not change that");
        }
        return new Start(
                null,
                "The run in " + folder + " is finished: " + state.epoch() + " epochs are done"
                        + (early ? ", and it ended early." : "; a larger --epochs trains further."));
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
     * @param model makes a model of a network of the run
     * @throws DataException where the backend is not what it was
     */
    RunFolder reopen(String title, JsonObject now, Function<Network, Model> model) {
        if (!Objects.equals(recorded.get("backend"), now.get("backend"))) {
            throw new DataException(folder + ": the run was trained on the backend " + recorded.get("backend")
                    + " and cannot be resumed on " + now.get("backend"));
        }
        String then = whatDecidesBits(recorded);
        String here = whatDecidesBits(now);
        if (!then.equals(here)) {
            LOG.warn(
                    "The results may differ in the last bits from those of an uninterrupted run, which was "
                            + "started on {}; "
                            + "here is {}.",
                    then,
                    here);
        }
        for (String changed : List.of("command", "settings", "data", "device", "versions")) {
            recorded.add(changed, now.get(changed));
        }
        return RunFolder.reopen(folder, lock, title, recorded, model);
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
