package io.minibatch.cli;

import io.minibatch.report.RunFolder;
import io.minibatch.spec.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a run's folder and files. */
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

    /** Returns the given folder, null for the first free one of {@code runs/1}, {@code runs/2}, ... */
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

    /** Returns the folder of the run; creates one if none was given. */
    Path make() {
        return out == null ? RunFolder.makeNext(Path.of("runs")) : out;
    }

    /**
     * Throws {@link IllegalArgumentException} if an option is wrong.
     *
     * @param minimizes whether the optimizer is full-batch, which has no checkpoints
     */
    void requireFit(boolean minimizes) {
        if (checkpointEvery < 0) {
            throw new IllegalArgumentException("--checkpoint-every " + checkpointEvery + ": must be 0 or more");
        }
        if (minimizes && command.commandLine().getParseResult().hasMatchedOption("--checkpoint-every")) {
            throw new IllegalArgumentException("--checkpoint-every " + Settings.OF_STEPS);
        }
    }

    /** Returns the optional files of the run. */
    TrainingRun.Keeping keeping() {
        return new TrainingRun.Keeping(checkpointEvery, tensorBoard);
    }
}
