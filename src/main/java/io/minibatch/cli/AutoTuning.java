package io.minibatch.cli;

import io.minibatch.io.FolderTree;
import io.minibatch.io.Reason;
import io.minibatch.trial.Laboratory;
import io.minibatch.trial.Training;
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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Finds what {@code train --eta auto --batch auto} asks for, and gives the command with numbers in their places. */
final class AutoTuning {
    /** Flags of how long, where and how it is shown, which mean nothing to the short trainings of the tuning. */
    private static final Set<String> LEFT_OUT = Set.of(
            "epochs",
            "early-stop",
            "schedule",
            "warm-up",
            "momentum-ramp",
            "monitor",
            "monitor-every",
            "seed",
            "data",
            "offline");

    private final CommandLine command;
    private final DataFolderArguments data;
    private final BackendArguments device;

    AutoTuning(CommandLine command, DataFolderArguments data, BackendArguments device) {
        this.command = command;
        this.data = data;
        this.device = device;
    }

    /** Returns the command to be carried out, null where it was stopped. */
    @Nullable
    TrainCommand carryOut(TrainingArguments wanted) {
        TrialFlags flags = new TrialFlags(data);
        SortedMap<String, String> settings = settings();
        Training training;
        try {
            training = flags.prepare(new Trial("train", "", settings, wanted.seed()));
        } catch (TrialException wrong) {
            throw new ParameterException(command, String.valueOf(wrong.getMessage()), wrong);
        }
        TuneLines lines = new TuneLines(Terminal.isInteractive());
        Path folder = temporary();
        Laboratory laboratory = new Laboratory(folder, flags, TrialPlace.of(device, training), lines);
        Study study = Study.of(training, settings, laboratory, wanted.seed(), lines::print);
        try (Interruption interruption = Interruption.calls(laboratory::requestStop)) {
            if (wanted.wantsEta()) {
                study = withEta(study);
            }
            if (wanted.wantsBatch()) {
                study = withBatch(study);
            }
            return command(study.settings());
        } catch (StoppedException stopped) {
            lines.print("Stopped as asked, before the training began.");
            return null;
        } finally {
            FolderTree.delete(folder);
        }
    }

    /** Returns what of the command decides how a network learns; what is to be found has train's default. */
    private SortedMap<String, String> settings() {
        SortedMap<String, String> settings = new TreeMap<>();
        for (String argument : RunRecord.command(command)) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = equals < 0 ? "true" : argument.substring(equals + 1);
            boolean left = !name.startsWith("--")
                    || !TrialFlags.isKnown(name)
                    || LEFT_OUT.contains(name.substring(2))
                    || value.equals(TrainingArguments.AUTO);
            if (!left) {
                settings.put(name.substring(2), value);
            }
        }
        return settings;
    }

    private static Study withEta(Study study) {
        LearningRateSearch.Suggestion suggestion = new LearningRateSearch(study).run();
        if (suggestion.eta() == null) {
            throw new TrialException("--eta auto: " + suggestion.reason() + "; give a number");
        }
        return study.with(Study.ETA, suggestion.eta());
    }

    private static Study withBatch(Study study) {
        BatchRace.Entrant fastest = new BatchRace(study).run(null);
        if (fastest == null) {
            throw new TrialException("--batch auto: no size was fast; give a number");
        }
        return study.with(Study.BATCH, Integer.toString(fastest.batch())).with(Study.ETA, fastest.eta());
    }

    private TrainCommand command(SortedMap<String, String> found) {
        List<String> arguments = new ArrayList<>(RunRecord.command(command));
        arguments.remove("train");
        arguments.removeIf(argument -> argument.startsWith("--eta=") || argument.startsWith("--batch="));
        arguments.add("--eta=" + found.get(Study.ETA));
        arguments.add("--batch=" + found.get(Study.BATCH));
        System.out.println("Training with --eta " + found.get(Study.ETA) + " --batch " + found.get(Study.BATCH));
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
