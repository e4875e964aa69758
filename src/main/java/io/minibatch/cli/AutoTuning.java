package io.minibatch.cli;

import io.minibatch.io.FolderTree;
import io.minibatch.io.Reason;
import io.minibatch.spec.LearningRateSpec;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.RunSpec;
import io.minibatch.spec.Settings;
import io.minibatch.spec.Trait;
import io.minibatch.trial.LocalWorkers;
import io.minibatch.trial.Preparation;
import io.minibatch.trial.Trial;
import io.minibatch.trial.TrialException;
import io.minibatch.tune.BatchRace;
import io.minibatch.tune.LearningRateSearch;
import io.minibatch.tune.StoppedException;
import io.minibatch.tune.Study;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Tunes the settings given as {@code auto} and returns the command with numbers in their place. */
final class AutoTuning {
    private final CommandLine command;
    private final BackendArguments device;

    AutoTuning(CommandLine command, BackendArguments device) {
        this.command = command;
        this.device = device;
    }

    /** Tunes, and returns the command to run; null if the tuning was stopped. */
    @Nullable
    TrainCommand carryOut() {
        Settings given = SettingOptions.given(command, LearningRateSpec.ETA, LoopSpec.BATCH);
        Settings place = given.only(Trait.PLACE);
        // The short trainings of the tuning have their own number of epochs and monitors.
        Settings settings = given.without(Settings.with(Trait.WHOLE_RUN));
        long seed = given.require(LoopSpec.SEED);
        Preparation preparation = Preparation.onDataAt(place);
        PreparedTraining training = prepared(preparation, new Trial("train", "", settings, seed));
        SettingOptions.checked(command, () -> {
            RunSpec whole = given.spec();
            whole.requireWholeWarmUp();
            return whole.training(training.split());
        });
        Path folder = temporary();
        TuneLines lines = new TuneLines(Terminal.isInteractive());
        LocalWorkers workers =
                new LocalWorkers(folder, preparation, TrialPlace.of(device, training, Study.SEEDS), lines);
        Study study = Study.of(training, settings, workers, seed, lines::print);
        try (Interruption interruption = Interruption.calls(workers::requestStop)) {
            if (SettingOptions.isAuto(command, LearningRateSpec.ETA)) {
                study = withEta(study);
            }
            if (SettingOptions.isAuto(command, LoopSpec.BATCH)) {
                study = withBatch(study);
            }
            return command(study.settings());
        } catch (StoppedException stopped) {
            lines.print("Stopped as asked, before the training began.");
            return null;
        } finally {
            lines.close();
            FolderTree.delete(folder);
        }
    }

    private PreparedTraining prepared(Preparation preparation, Trial trial) {
        try {
            return preparation.prepare(trial);
        } catch (TrialException wrong) {
            throw new ParameterException(command, FailureMessage.of(wrong), wrong);
        }
    }

    private static Study withEta(Study study) {
        LearningRateSearch.Suggestion suggestion = new LearningRateSearch(study).run();
        if (suggestion.eta() == null) {
            throw new TrialException("--eta auto: " + suggestion.reason() + "; give a number");
        }
        return study.with(LearningRateSpec.ETA, suggestion.eta());
    }

    private static Study withBatch(Study study) {
        BatchRace.Entrant fastest = new BatchRace(study).run(null);
        if (fastest == null) {
            throw new TrialException("--batch auto: no size was fast; give a number");
        }
        return study.with(LoopSpec.BATCH, fastest.batch()).with(LearningRateSpec.ETA, fastest.eta());
    }

    private TrainCommand command(Settings found) {
        String eta = found.text("eta");
        String batch = found.text("batch");
        List<String> arguments = new ArrayList<>(RunRecord.command(command));
        arguments.remove("train");
        arguments.removeIf(argument -> argument.startsWith("--eta=") || argument.startsWith("--batch="));
        arguments.add("--eta=" + eta);
        arguments.add("--batch=" + batch);
        System.out.println("Training with --eta " + eta + " --batch " + batch);
        TrainCommand tuned = new TrainCommand();
        new CommandLine(tuned).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments.toArray(String[]::new));
        tuned.follow(device);
        return tuned;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("minibatch-tune");
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    System.getProperty("java.io.tmpdir") + ": cannot be written: " + Reason.of(failure), failure);
        }
    }
}
