package io.minibatch.cli;

import io.minibatch.io.ShellCommand;
import io.minibatch.trial.Laboratory;
import io.minibatch.trial.Place;
import io.minibatch.trial.Training;
import io.minibatch.trial.Trial;
import io.minibatch.trial.TrialException;
import io.minibatch.tune.StoppedException;
import io.minibatch.tune.Study;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of the ways of tuning that need no space. */
final class TuneArguments {
    private static final Set<String> PLACE =
            Set.of("--data", "--offline", "--backend", "--gemm", "--precision", "--cuda-libs");

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A flag of train, without its dashes, as layers=784,100,10. May be given several times.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the search and of its networks (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "tune",
            description =
                    "Folder of the trials, new, empty or of an earlier tuning, which resumes (default: ${DEFAULT-VALUE}).")
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

    SortedMap<String, String> settings() {
        return new TreeMap<>(settings);
    }

    TrialFlags flags() {
        return new TrialFlags(data);
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

    /** Returns the options that were given of those that choose the data and the backend; the cpu backend where it was taken. */
    List<String> place() {
        List<String> place = RunRecord.arguments(spec.commandLine(), PLACE::contains);
        if (device.hasTakenCpu()) {
            place.removeIf(argument -> argument.startsWith("--backend="));
            place.add("--backend=cpu");
        }
        return place;
    }

    /** Tunes, and returns the exit status. */
    int carryOut(Consumer<Study> work) {
        requireOut();
        TrialFlags flags = flags();
        Training training;
        try {
            training = flags.prepare(new Trial("--set", "", settings(), seed));
        } catch (TrialException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
        TuneLines lines = new TuneLines(Terminal.isInteractive());
        Place place = TrialPlace.of(device, training);
        try (TrialFolder folder = TrialFolder.open(out)) {
            Laboratory workers = new Laboratory(folder.trials(), flags, place, lines);
            return carryOut(work, workers, Study.of(training, settings(), workers, seed, lines::print));
        }
    }

    private static int carryOut(Consumer<Study> work, Laboratory workers, Study study) {
        try (Interruption interruption = Interruption.calls(workers::requestStop)) {
            work.accept(study);
            return 0;
        } catch (StoppedException stopped) {
            study.say().accept("Stopped as asked; finished trials are kept. Resume with the same command.");
            return Interruption.EXIT_CODE;
        }
    }
}
