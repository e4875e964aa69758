package io.minibatch.cli;

import io.minibatch.report.RunFolder;
import io.minibatch.spec.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The flags that name the folder of a run and choose the files in it. */
final class RunArguments {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the run, new or empty (default: the first free one of runs/1, runs/2, ...).")
    private @Nullable Path out;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            defaultValue = "1",
            description = "Epochs between checkpoints, 0 for none; the last three and the best are kept (default: "
                    + "${DEFAULT-VALUE}).")
    private int checkpointEvery;

    @Option(names = "--tensorboard", description = "Write TensorBoard event files to the run's folder as well.")
    private boolean tensorBoard;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Returns the folder that was given, null for the first of {@code runs/1}, ... that is free. */
    @Nullable
    Path folder() {
        return out;
    }

    /** Refuses a folder that holds a run or other files. */
    void requireNew() {
        if (out != null) {
            RunFolder.requireNew(out);
        }
    }

    /** Returns the folder to be filled, which is made where none was given. */
    Path make() {
        return out == null ? RunFolder.makeNext(Path.of("runs")) : out;
    }

    /**
     * Throws {@link IllegalArgumentException} where a flag does not fit.
     *
     * @param minimizes whether the training is one without checkpoints
     */
    void requireFit(boolean minimizes) {
        if (checkpointEvery < 0) {
            throw new IllegalArgumentException("--checkpoint-every must not be negative, but is " + checkpointEvery);
        }
        if (minimizes && command.commandLine().getParseResult().hasMatchedOption("--checkpoint-every")) {
            throw new IllegalArgumentException("--checkpoint-every " + Settings.OF_STEPS);
        }
    }

    /** Returns what a run keeps. */
    TrainingRun.Keeping keeping() {
        return new TrainingRun.Keeping(checkpointEvery, tensorBoard);
    }
}
