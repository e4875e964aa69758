package io.minibatch.cli;

import com.google.gson.JsonObject;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Backends;
import io.minibatch.data.Split;
import io.minibatch.io.FolderLock;
import io.minibatch.report.RunFolder;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.train.DivergedException;
import io.minibatch.train.StopReason;
import io.minibatch.train.TrainingState;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Trains members, each from where its folder says that it is: a new run, or a resumed one. May be used by several
 * threads, each for another member.
 */
final class MemberTrainer {
    private final Split loaded;
    private final Split shared;
    private final String reason;
    private final List<String> changes;
    private final MemberLines lines;
    private final Runnable afterEach;
    private final Collection<TrainingRun> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /**
     * Creates a trainer.
     *
     * @param loaded the data as they were loaded
     * @param shared the data as the members train on them
     * @param reason why the backend was taken
     * @param changes arguments that replace those of runs that are resumed
     * @param afterEach called when a member has ended, perhaps by several threads at once
     */
    MemberTrainer(
            Split loaded, Split shared, String reason, List<String> changes, MemberLines lines, Runnable afterEach) {
        this.loaded = loaded;
        this.shared = shared;
        this.reason = reason;
        this.changes = List.copyOf(changes);
        this.lines = lines;
        this.afterEach = afterEach;
    }

    /** Ends all runs under way soon, and begins no other. */
    void requestStop() {
        stopped = true;
        running.forEach(TrainingRun::requestStop);
    }

    boolean isStopped() {
        return stopped;
    }

    /** Trains a member to its end, or until a stop is requested. One that diverges is reported as such. */
    void train(Member member, Backend backend, TrainingRun.Trainers trainers) {
        if (stopped) {
            return;
        }
        if (member.recorded() == null) {
            begin(member, backend, trainers);
        } else {
            resume(member, backend, trainers);
        }
    }

    private void begin(Member member, Backend backend, TrainingRun.Trainers trainers) {
        TrainCommand command = member.command();
        PreparedTraining training = command.prepare(loaded, true).on(shared);
        try (RunFolder folder = RunFolder.create(
                member.folder(), TrainingRun.title(training), record(command, training, backend), training::model)) {
            carryOut(member, command, training, TrainingState.start(training.initial()), folder, backend, trainers);
        }
    }

    private void resume(Member member, Backend backend, TrainingRun.Trainers trainers) {
        try (FolderLock lock = FolderLock.take(member.folder())) {
            Resumption resumption = Resumption.of(member.folder(), lock, changes);
            TrainCommand command = resumption.command();
            PreparedTraining training = command.prepare(loaded, false).on(shared);
            Resumption.Start resumed = resumption.start(training, true);
            lines.print(member + ": " + resumed.line());
            TrainingState start = resumed.state();
            if (start == null) {
                return;
            }
            try (RunFolder folder = resumption.reopen(
                    TrainingRun.title(training), record(command, training, backend), training::model)) {
                carryOut(member, command, training, start, folder, backend, trainers);
            }
        }
    }

    private JsonObject record(TrainCommand command, PreparedTraining training, Backend backend) {
        return RunRecord.of(
                command.commandLine(), training, new Backends.Selection(backend, reason, Backends.summary(backend)));
    }

    private void carryOut(
            Member member,
            TrainCommand command,
            PreparedTraining training,
            TrainingState start,
            RunFolder folder,
            Backend backend,
            TrainingRun.Trainers trainers) {
        TrainingRun run = new TrainingRun(
                training,
                start,
                folder,
                command.output().keeping(),
                backend,
                lines.of(member, training, start),
                trainers);
        running.add(run);
        if (stopped) {
            run.requestStop();
        }
        try {
            String end = run.carryOut() == StopReason.CANCELLED ? "stopped" : "ended";
            String scores = run.saved().scores();
            lines.ended(member, scores.isEmpty() ? end : end + ", " + scores);
        } catch (DivergedException diverged) {
            lines.ended(member, "diverged: " + diverged.getMessage());
        } finally {
            running.remove(run);
        }
        afterEach.run();
    }
}
