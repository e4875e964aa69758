package io.minibatch.cli;

import io.minibatch.trial.Laboratory;
import io.minibatch.trial.Training;
import io.minibatch.trial.Trial;
import io.minibatch.trial.TrialException;
import io.minibatch.tune.StoppedException;
import io.minibatch.tune.Study;
import java.nio.file.Path;
import java.util.Map;
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
    private static final int INTERRUPTED = 130;

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
                    "Folder of what was trained: what was stopped goes on where it was (default: ${DEFAULT-VALUE}).")
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

    /** Returns the folder of what was trained. */
    Path trials() {
        return out.resolve("trials");
    }

    /** Tunes, and returns the exit status. */
    int carryOut(Consumer<Study> work) {
        TrialFlags flags = flags();
        Training training;
        try {
            training = flags.prepare(new Trial("--set", "", settings(), seed));
        } catch (TrialException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
        TuneLines lines = new TuneLines(Terminal.isInteractive());
        Laboratory workers = new Laboratory(trials(), flags, TrialPlace.of(device, training), lines);
        Study study = Study.of(training, settings(), workers, seed, lines::print);
        try (Interruption interruption = Interruption.calls(workers::requestStop)) {
            work.accept(study);
            return 0;
        } catch (StoppedException stopped) {
            lines.print("Stopped as asked; what was finished is kept. Go on with the same command.");
            return INTERRUPTED;
        }
    }
}
