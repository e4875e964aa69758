package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.report.RunFolder;
import io.minibatch.report.TensorBoardEvents;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.train.Checkpoints;
import io.minibatch.train.DivergedException;
import io.minibatch.train.StopReason;
import io.minibatch.train.Trainer;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** One run of {@code train}: trains a network, and keeps everything about it in a folder. */
final class TrainingRun {
    private final PreparedTraining training;
    private final TrainingState start;
    private final RunFolder folder;
    private final SavedNetwork saved;
    private final Trainer trainer;

    /** Makes the trainer of a training, which tells the listeners. */
    interface Trainers extends BiFunction<PreparedTraining, List<TrainingListener>, Trainer> {}

    /**
     * The files of a run beside its record, history and model.
     *
     * @param checkpointEvery epochs from one checkpoint to the next, 0 for none
     * @param tensorBoard whether event files are written
     */
    record Keeping(int checkpointEvery, boolean tensorBoard) {}

    /**
     * Creates a run.
     *
     * @param start the beginning, or a checkpoint
     * @param folder of the run, which the caller closes
     * @param backend of the trainer
     * @param lines shows how far the run is
     */
    TrainingRun(
            PreparedTraining training,
            TrainingState start,
            RunFolder folder,
            Keeping keeping,
            Backend backend,
            TrainingListener lines,
            Trainers trainers) {
        this.training = training;
        this.start = start;
        this.folder = folder;
        saved = new SavedNetwork(folder, training.options().keep(), backend, training.split());
        Checkpoints checkpoints =
                new Checkpoints(folder.path().resolve(RunFolder.CHECKPOINTS), keeping.checkpointEvery());
        List<TrainingListener> listeners = new ArrayList<>(List.of(saved, folder, checkpoints, lines));
        if (keeping.tensorBoard()) {
            int size = training.split().training().size();
            int stepsPerEpoch = training.options().monitoring().everyExamples() == 0 ? 1 : size;
            listeners.add(new TensorBoardEvents(folder.path(), stepsPerEpoch, start.epoch()));
        }
        trainer = trainers.apply(training, listeners);
    }

    /** Returns the title of a run's curves. */
    static String title(PreparedTraining training) {
        String sizes = training.initial().architecture().sizes().stream()
                .map(String::valueOf)
                .collect(Collectors.joining("-"));
        return sizes + " on " + training.split().training().name();
    }

    /** Ends the run soon; may be called from any thread. */
    void requestStop() {
        trainer.requestStop();
    }

    /** Returns the network that the run saved. */
    SavedNetwork saved() {
        return saved;
    }

    /**
     * Trains, and records in the folder how the run ended.
     *
     * @throws DivergedException where a value is no longer finite
     */
    StopReason carryOut() {
        try {
            return trainer.train(
                            start, training.split().training(), training.split().validation())
                    .reason();
        } catch (DivergedException diverged) {
            folder.end("diverged");
            throw diverged;
        } catch (RuntimeException | Error failed) {
            folder.abandon();
            throw failed;
        }
    }
}
