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
import io.minibatch.network.Architecture;
import io.minibatch.report.RunFolder;
import io.minibatch.spec.DataSpec;
import io.minibatch.spec.LearningRateSpec;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.RunSpec;
import io.minibatch.spec.Settings;
import io.minibatch.train.DivergedException;
import io.minibatch.train.StopReason;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingState;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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

/** Trains a network, and saves the model and its history in a folder. */
@Command(
        name = "train",
        customSynopsis = "minibatch train [OPTION...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a network.",
            "Every option is optional. Start with --data, --standardize (tables), --layers, --epochs, --eta, --lambda.",
            "The run's folder holds model, history, curves, settings and checkpoints. Ctrl-C stops and saves the run."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  minibatch train --layers 784,100,10 --epochs 10",
            "  minibatch train --layers 784,800,10 --activations relu,softmax --dropout 0.5",
            "  minibatch train --data flowers.csv --standardize",
            "  minibatch train --resume runs/1",
            "",
            "All settings in full: native-notes/settings.md"
        })
final class TrainCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(TrainCommand.class);

    @Mixin
    private CommandSpec settings = SettingOptions.of(Settings.ofTraining().stream()
            .filter(setting -> !DataSpec.TABLE.contains(setting))
            .toList());

    @Mixin
    private MemberArguments members;

    @Mixin
    private RunArguments output;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description =
                    "Run to resume from its last checkpoint. Add only --epochs, --data, --threads or --cuda-libs.")
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
            description = "Also serve a web page, as 'minibatch page' does; it stays after the training until Ctrl-C.")
    private boolean page;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return page ? PageArguments.during(resume != null ? resume : output.folder(), this::train) : train();
    }

    private int train() {
        if (resume != null) {
            return Members.areIn(resume)
                    ? Members.resume(resume, spec.commandLine())
                    : Resumption.carryOut(resume, spec.commandLine());
        }
        output.requireNew();
        CommandLine command = spec.commandLine();
        if (SettingOptions.isAuto(command, LoopSpec.BATCH) || SettingOptions.isAuto(command, LearningRateSpec.ETA)) {
            members.requireFit(command);
            TrainCommand tuned = new AutoTuning(command, device).carryOut();
            return tuned == null ? Interruption.EXIT_CODE : tuned.begin();
        }
        return begin();
    }

    private int begin() {
        return members.areGiven() ? Members.begin(this) : start(null);
    }

    /** Trains. {@code interrupted} is the run to resume, null for a new one. */
    int start(@Nullable Resumption interrupted) {
        PreparedTraining training = prepare(load(), interrupted == null);
        Split split = training.split();
        TrainingState start = TrainingState.start(training.initial());
        if (interrupted != null) {
            Resumption.Start resumed = interrupted.start(training, keepsCheckpoints());
            if (resumed.state() == null) {
                System.out.println(resumed.line());
                return 0;
            }
            LOG.info(resumed.line());
            start = resumed.state();
        }
        notify(training);
        cluster.sayCost(
                training.options().hyperparameters().batchSize(),
                split.training().size());
        Backends.Selection choice = device.open(training.workload());
        try (Backend backend = choice.backend();
                Cluster machines = cluster.open(device);
                Gradients gradients = machines == null
                        ? null
                        : shards.gradients(machines, training.options(), training.initial(), split, spec)) {
            JsonObject run = RunRecord.of(spec.commandLine(), training, choice);
            if (machines != null) {
                run.addProperty("device", machines.description() + ", shards: " + shards.number());
            }
            TrainingRun.Trainers trainers = (prepared, listeners) -> gradients == null
                    ? prepared.trainer(backend, listeners)
                    : new ShardedTrainer(backend, prepared.options(), gradients, listeners);
            try (RunFolder folder = folder(interrupted, run, training);
                    EpochLines lines = new EpochLines(training.options(), split.training(), Terminal.isInteractive())) {
                return carryOut(
                        new TrainingRun(training, start, folder, output.keeping(), backend, lines, trainers),
                        folder.path());
            }
        }
    }

    /** Loads the data; refuses options that cannot be combined before that. */
    Split load() {
        return usage(() -> {
            members.requireFit(spec.commandLine());
            shards.requireFit(cluster);
            boolean minimizes = runSpec().optimizer().minimizer() != null;
            cluster.requireFit(minimizes);
            cluster.requireProvider(device);
            output.requireFit(minimizes);
            return data.load();
        });
    }

    /**
     * Makes the training on loaded data.
     *
     * @param isNew whether settings without effect are refused; a run of an earlier version may have them
     */
    PreparedTraining prepare(Split split, boolean isNew) {
        CommandLine command = spec.commandLine();
        return usage(() -> SettingOptions.checked(command, () -> {
            RunSpec run = runSpec();
            if (!isNew) {
                return run.training(split);
            }
            PreparedTraining training = SettingOptions.given(command).training(split);
            run.requireWholeWarmUp();
            return training;
        }));
    }

    private <R> R usage(Supplier<R> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /** Logs notices about the weight penalties of a training. */
    void notify(PreparedTraining training) {
        PenaltyNotices.of(
                        runSpec(),
                        training.options().hyperparameters(),
                        training.split().training().size())
                .forEach(LOG::info);
    }

    private RunSpec runSpec() {
        return SettingOptions.checked(
                spec.commandLine(),
                () -> SettingOptions.given(spec.commandLine()).spec());
    }

    private RunFolder folder(@Nullable Resumption interrupted, JsonObject run, PreparedTraining training) {
        String title = TrainingRun.title(training);
        return interrupted == null
                ? RunFolder.create(output.make(), title, run, training::model)
                : interrupted.reopen(title, run, training::model);
    }

    /** Returns the options of the training. */
    TrainingOptions options(Architecture architecture, Dataset images) {
        return runSpec().options(architecture, images);
    }

    /** Returns the number of epochs. */
    int epochs() {
        return runSpec().loop().epochs();
    }

    /** Returns the options of the data. */
    DataArguments data() {
        return data;
    }

    /** Returns the options of the device. */
    BackendArguments device() {
        return device;
    }

    /** Returns the option of the members. */
    MemberArguments members() {
        return members;
    }

    /** Returns the command as it was parsed. */
    CommandLine commandLine() {
        return spec.commandLine();
    }

    /** Returns the options of the output. */
    RunArguments output() {
        return output;
    }

    private boolean keepsCheckpoints() {
        return output.keeping().checkpointEvery() > 0 && runSpec().optimizer().minimizer() == null;
    }

    /** Trains on the backend of the resumed run, unless another was given. */
    void resumeOn(@Nullable JsonElement recorded, Path run) {
        if (recorded != null && recorded.isJsonPrimitive() && Backends.NAMES.contains(recorded.getAsString())) {
            device.resume(recorded.getAsString(), run);
        }
    }

    /** Trains on the backend of the trials that found its settings, unless another was given. */
    void follow(BackendArguments tuning) {
        device.follow(tuning);
    }

    private int carryOut(TrainingRun run, Path folder) {
        try (Interruption interruption = Interruption.calls(run::requestStop)) {
            boolean stopped = run.carryOut() == StopReason.CANCELLED;
            run.saved().print();
            if (stopped && keepsCheckpoints()) {
                sayHowToResume(folder);
            }
            return stopped ? Interruption.EXIT_CODE : 0;
        } catch (DivergedException diverged) {
            run.saved().print();
            throw diverged;
        }
    }

    /** Prints the command that resumes the run in a folder. */
    static void sayHowToResume(Path folder) {
        System.out.println("Resume with: " + resumingCommand(folder));
    }

    /** Returns the command that resumes the run in a folder. */
    static ShellCommand resumingCommand(Path folder) {
        return ShellCommand.of("train", "--resume", ShellCommand.argument(folder));
    }
}
