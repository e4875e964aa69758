package io.minibatch.cli;

import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.io.ShellCommand;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.Setting;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.spec.Trait;
import io.minibatch.train.Score;
import io.minibatch.trial.LocalWorkers;
import io.minibatch.trial.Place;
import io.minibatch.trial.Preparation;
import io.minibatch.trial.Trial;
import io.minibatch.trial.TrialException;
import io.minibatch.tune.StoppedException;
import io.minibatch.tune.Study;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of the ways of tuning that need no space. */
final class TuneArguments {
    private static final Logger LOG = LoggerFactory.getLogger(TuneArguments.class);

    /** The options that choose the backend. */
    private static final Set<String> BACKEND = Set.of("--backend", "--gemm", "--precision", "--fused", "--cuda-libs");

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Option of train, without dashes, for all trials, as epochs=5; repeatable.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the search and of its networks (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "tune",
            description = "Folder of the trials; new, empty, or of a tuning to resume (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Mixin
    private DataFolderArguments data;

    @Mixin
    private BackendArguments device;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    Path out() {
        return out;
    }

    long seed() {
        return seed;
    }

    /** Returns the settings of {@code --set}. */
    Settings settings() {
        return parsed(spec.commandLine(), settings);
    }

    /** Returns the settings of {@code --set}; throws {@link ParameterException} where one is wrong. */
    static Settings parsed(CommandLine command, Map<String, String> texts) {
        try {
            Settings parsed = Settings.parse(texts);
            Trial.requireNoSeed(parsed);
            return parsed;
        } catch (SettingException wrong) {
            throw new ParameterException(command, "--set: " + FailureMessage.of(wrong), wrong);
        }
    }

    Preparation preparation() {
        return Preparation.onDataAt(data.settings());
    }

    private Trial trial(String label) {
        try {
            return new Trial(label, "", settings(), seed);
        } catch (SettingException wrong) {
            throw new TrialException(label, wrong);
        }
    }

    BackendArguments device() {
        return device;
    }

    /** Refuses an output folder that holds anything but earlier tuning. */
    void requireOut() {
        TrialFolder.requireForTuning(out);
    }

    /** Returns the command that trains as a trial did, on the same data and backend. */
    ShellCommand command(Trial trial) {
        return ShellCommand.of("train").and(trial.flags()).and(place());
    }

    /**
     * Returns the options that were given of those that choose the data and the backend; the cpu backend where it was
     * taken.
     */
    List<String> place() {
        List<String> place = RunRecord.arguments(spec.commandLine(), TuneArguments::isOfPlace);
        if (device.hasTakenCpu()) {
            place.removeIf(argument -> argument.startsWith("--backend="));
            place.add("--backend=cpu");
        }
        return place;
    }

    private static boolean isOfPlace(String option) {
        Setting<?> setting = Settings.find(option.substring(2));
        return setting == null ? BACKEND.contains(option) : setting.has(Trait.PLACE);
    }

    /** Tunes, and returns the exit status. */
    int carryOut(Consumer<Study> work) {
        return carryOut(work, false);
    }

    /** Tunes by comparing accuracies, and returns the exit status; refuses a regression. */
    int carryOutByAccuracy(Consumer<Study> work) {
        return carryOut(work, true);
    }

    private int carryOut(Consumer<Study> work, boolean byAccuracy) {
        requireOut();
        Preparation preparation = preparation();
        PreparedTraining training;
        try {
            training = preparation.prepare(trial("--set"));
        } catch (TrialException wrong) {
            throw new ParameterException(spec.commandLine(), FailureMessage.of(wrong), wrong);
        }
        Dataset data = training.split().training();
        if (byAccuracy && Score.of(data.schema().task()) != Score.ACCURACY) {
            throw new DataException("tune " + spec.name() + ": compares accuracies, but " + data.name()
                    + " has numbers to predict; use tune search or tune eta");
        }
        Place place = TrialPlace.of(device, training, Study.SEEDS);
        try (TrialFolder folder = TrialFolder.open(out);
                TuneLines lines = new TuneLines(Terminal.isInteractive())) {
            LocalWorkers workers = new LocalWorkers(folder.trials(), preparation, place, lines);
            return carryOut(work, workers, Study.of(training, settings(), workers, seed, lines::print));
        }
    }

    private static int carryOut(Consumer<Study> work, LocalWorkers workers, Study study) {
        try (Interruption interruption = Interruption.calls(workers::requestStop)) {
            work.accept(study);
            // Logged: standard output is the same for a tuning that resumes with all trials known.
            TrialPlace.sayMostAtOnce(workers, LOG::info);
            return 0;
        } catch (StoppedException stopped) {
            study.log().accept("Stopped as asked; finished trials are kept. Resume with the same command.");
            return Interruption.EXIT_CODE;
        }
    }
}
