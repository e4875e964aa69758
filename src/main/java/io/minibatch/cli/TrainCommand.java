package io.minibatch.cli;

import com.google.gson.JsonObject;
import io.minibatch.backend.Backend;
import io.minibatch.data.Split;
import io.minibatch.network.Network;
import io.minibatch.report.RunFolder;
import io.minibatch.train.DivergedException;
import io.minibatch.train.StopReason;
import io.minibatch.train.Trainer;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    private static final int INTERRUPTED = 130;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private TrainingArguments training;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for run.json, history.csv, model.json and curves.png "
                    + "(default: the first free of runs/1, runs/2, ...).")
    private @Nullable Path out;

    @Mixin
    private DataArguments data;

    @Mixin
    private BackendArguments device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TrainingOptions options;
        Split split;
        Network initial;
        try {
            split = data.load();
            initial = network.initialNetwork(split.training(), training.seed());
            options = training.options(initial.architecture());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
        try (Backend backend = device.open()) {
            JsonObject run = RunRecord.of(spec.commandLine(), initial, options, split, backend);
            String sizes = NetworkArguments.join(initial.architecture().sizes(), "-");
            String title = sizes + " on " + split.training().name();
            RunFolder folder = RunFolder.create(out == null ? firstFree() : out, title, run);
            return train(backend, options, initial, split, folder);
        }
    }

    private static int train(Backend backend, TrainingOptions options, Network initial, Split split, RunFolder folder) {
        EpochLines lines = new EpochLines(options, Terminal.isInteractive());
        Trainer trainer = new Trainer(backend, options, List.of(folder, lines));
        try (Interruption interruption = Interruption.calls(trainer::requestStop)) {
            TrainingResult result = trainer.train(initial, split.training(), split.validation());
            System.out.println("Saved in " + folder.path() + ": model.json, history.csv, curves.png, run.json");
            return result.reason() == StopReason.REQUESTED ? INTERRUPTED : 0;
        } catch (DivergedException diverged) {
            folder.end("diverged");
            throw diverged;
        } finally {
            lines.close();
        }
    }

    private static Path firstFree() {
        int number = 1;
        while (Files.exists(Path.of("runs", Integer.toString(number)))) {
            number++;
        }
        return Path.of("runs", Integer.toString(number));
    }
}
