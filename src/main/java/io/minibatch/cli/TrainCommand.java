package io.minibatch.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Backends;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.distributed.Cluster;
import io.minibatch.distributed.Gradients;
import io.minibatch.distributed.ShardedTrainer;
import io.minibatch.io.ShellCommand;
import io.minibatch.model.Model;
import io.minibatch.network.Architecture;
import io.minibatch.network.Network;
import io.minibatch.report.RunFolder;
import io.minibatch.report.TensorBoardEvents;
import io.minibatch.spec.CourseSpec;
import io.minibatch.spec.DataSpec;
import io.minibatch.spec.LearningRateSpec;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.RunSpec;
import io.minibatch.spec.Settings;
import io.minibatch.train.Checkpoints;
import io.minibatch.train.DivergedException;
import io.minibatch.train.StopReason;
import io.minibatch.train.Trainer;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingResult;
import io.minibatch.train.TrainingState;
import io.minibatch.train.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network and keeps everything about it in a folder. */
@Command(
        name = "train",
        customSynopsis = "minibatch train [OPTION...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains a network and keeps model, history, curves and settings in a folder.")
final class TrainCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(TrainCommand.class);

    @Mixin
    private CommandSpec settings = SettingOptions.of(Settings.ofTraining().stream()
            .filter(setting -> !DataSpec.TABLE.contains(setting))
            .toList());

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder for run.json, history.csv, model.json, curves.png and, where it differs, last.json, new or empty "
                            + "(default: the first free of runs/1, runs/2, ...).")
    private @Nullable Path out;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            defaultValue = "1",
            description = "Epochs from one checkpoint to the next, 0 for none; the last three and the best are kept "
                    + "(default: ${DEFAULT-VALUE}).")
    private int checkpointEvery;

    @Option(
            names = "--tensorboard",
            description =
                    "Also write the measurements as event files into the run's folder, for: tensorboard --logdir runs.")
    private boolean tensorBoard;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "Resume the run in this folder from its last checkpoint, with its own settings; only "
                    + "--epochs, --data (the same data in another folder), --threads and --cuda-libs may be given as "
                    + "well.")
    private @Nullable Path resume;

    @Mixin
    private DataArguments data;

    @Mixin
    private BackendArguments device;

    @Mixin
    private ClusterArguments cluster;

    @Mixin
    private ShardArguments shards;

    @Option(
            names = "--page",
            description = "Serve a web page that shows this training as it goes, and afterwards until Ctrl-C; see "
                    + "minibatch page.")
    private boolean page;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return page ? PageArguments.during(resume != null ? resume : out, this::train) : train();
    }

    private int train() {
        if (resume != null) {
            return Resumption.carryOut(resume, spec.commandLine());
        }
        if (out != null) {
            RunFolder.requireNew(out);
        }
        CommandLine command = spec.commandLine();
        if (SettingOptions.isAuto(command, CourseSpec.BATCH) || SettingOptions.isAuto(command, LearningRateSpec.ETA)) {
            TrainCommand tuned = new AutoTuning(command, device).carryOut();
            return tuned == null ? Interruption.EXIT_CODE : tuned.start(null);
        }
        return start(null);
    }

    /**
     * Trains.
     *
     * @param interrupted the run to go on with, null for a new one
     */
    int start(@Nullable Resumption interrupted) {
        PreparedTraining training = training(interrupted == null);
        Split split = training.split();
        Network initial = training.initial();
        TrainingOptions options = training.options();
        TrainingState start = TrainingState.start(initial);
        if (interrupted != null) {
            start = interrupted.start(split, initial, options, keepsCheckpoints());
            if (start == null) {
                return 0;
            }
        }
        int size = split.training().size();
        PenaltyNotices.of(runSpec(), options.hyperparameters(), size).forEach(LOG::info);
        Workload workload = Workload.of(initial, options, training.minimizer() != null, split.training());
        Backends.Choice choice = device.open(workload);
        try (Backend backend = choice.backend();
                Cluster machines = cluster.open(device);
                Gradients gradients =
                        machines == null ? null : shards.gradients(machines, options, initial, split, spec)) {
            JsonObject run = RunRecord.of(spec.commandLine(), initial, options, split, backend);
            run.addProperty("backend-choice", choice.reason());
            if (machines != null) {
                run.addProperty("device", machines.description() + ", shards: " + shards.number());
            }
            String sizes =
                    initial.architecture().sizes().stream().map(String::valueOf).collect(Collectors.joining("-"));
            String title = sizes + " on " + split.training().name();
            try (RunFolder folder = folder(interrupted, title, run, training)) {
                EpochLines lines = new EpochLines(options, split.training(), Terminal.isInteractive());
                Checkpoints checkpoints =
                        new Checkpoints(folder.path().resolve(RunFolder.CHECKPOINTS), checkpointEvery);
                SavedNetwork saved = new SavedNetwork(folder, options.keep(), backend, split);
                List<TrainingListener> listeners = new ArrayList<>(List.of(saved, folder, checkpoints, lines));
                if (tensorBoard) {
                    int stepsPerEpoch = options.monitoring().everyExamples() == 0 ? 1 : size;
                    listeners.add(new TensorBoardEvents(folder.path(), stepsPerEpoch, start.epoch()));
                }
                Trainer trainer = gradients == null
                        ? training.trainer(backend, listeners)
                        : new ShardedTrainer(backend, options, gradients, listeners);
                TrainingState from = start;
                Supplier<TrainingResult> result = () -> trainer.train(from, split.training(), split.validation());
                return carryOut(new Run(trainer, result, saved), folder, lines);
            }
        }
    }

    /**
     * Loads the data and makes the training.
     *
     * @param isNew whether settings without effect are refused, which a run of an earlier version may have
     */
    private PreparedTraining training(boolean isNew) {
        CommandLine command = spec.commandLine();
        try {
            requireFitOfCluster();
            if (checkpointEvery < 0) {
                throw new IllegalArgumentException(
                        "--checkpoint-every must not be negative, but is " + checkpointEvery);
            }
            Settings given = SettingOptions.given(command);
            RunSpec run = runSpec();
            if (run.optimizer().minimizer() != null
                    && command.getParseResult().hasMatchedOption("--checkpoint-every")) {
                throw new IllegalArgumentException("--checkpoint-every " + Settings.OF_STEPS);
            }
            Split split = data.load();
            return SettingOptions.checked(command, () -> {
                if (!isNew) {
                    return run.training(split);
                }
                PreparedTraining training = given.training(split);
                run.requireWholeWarmUp();
                return training;
            });
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private RunSpec runSpec() {
        return SettingOptions.checked(
                spec.commandLine(),
                () -> SettingOptions.given(spec.commandLine()).spec());
    }

    private RunFolder folder(
            @Nullable Resumption interrupted, String title, JsonObject run, PreparedTraining training) {
        Function<Network, Model> model = network ->
                Model.of(network, training.split(), training.options().augmentation());
        if (interrupted != null) {
            return interrupted.reopen(title, run, model);
        }
        return out == null
                ? RunFolder.createNext(Path.of("runs"), title, run, model)
                : RunFolder.create(out, title, run, model);
    }

    /** Returns the options of the training. */
    TrainingOptions options(Architecture architecture, Dataset images) {
        return runSpec().options(architecture, images);
    }

    /** Returns the options of the data. */
    DataArguments data() {
        return data;
    }

    private boolean keepsCheckpoints() {
        return checkpointEvery > 0 && runSpec().optimizer().minimizer() == null;
    }

    /** Trains on the backend of a run that is resumed, where none was asked for. */
    void resumeOn(@Nullable JsonElement recorded, Path run) {
        if (recorded != null && recorded.isJsonPrimitive() && Backends.NAMES.contains(recorded.getAsString())) {
            device.resume(recorded.getAsString(), run);
        }
    }

    /** Trains on the backend of the trials that found its settings, where none was asked for. */
    void follow(BackendArguments tuning) {
        device.follow(tuning);
    }

    private void requireFitOfCluster() {
        shards.requireFit(cluster);
        if (runSpec().optimizer().minimizer() != null && cluster.isGiven()) {
            throw new IllegalArgumentException("--on is for mini-batches; this optimizer works on all training examples"
                    + " at once, on this machine");
        }
        cluster.requireProvider(device);
    }

    private record Run(Trainer trainer, Supplier<TrainingResult> whole, SavedNetwork saved) {}

    private int carryOut(Run run, RunFolder folder, EpochLines lines) {
        try (Interruption interruption = Interruption.calls(run.trainer::requestStop)) {
            TrainingResult result = run.whole.get();
            run.saved.print();
            if (result.reason() == StopReason.REQUESTED && keepsCheckpoints()) {
                String path = ShellCommand.argument(folder.path());
                System.out.println("Resume with: " + ShellCommand.of("train", "--resume", path));
            }
            return result.reason() == StopReason.REQUESTED ? Interruption.EXIT_CODE : 0;
        } catch (DivergedException diverged) {
            folder.end("diverged");
            run.saved.print();
            throw diverged;
        } catch (RuntimeException | Error failed) {
            folder.abandon();
            throw failed;
        } finally {
            lines.close();
        }
    }
}
