package io.minibatch.trial;

import io.minibatch.backend.Backend;
import io.minibatch.io.OptionalLibrary;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.train.LockStepGroup;
import io.minibatch.train.TrainingDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs trials on this machine, and saves the outcome of each as it ends: a trial with a saved outcome does not run
 * again.
 *
 * <p>Several run at the same time: on the CPU each on its own core, on a GPU those of a {@link LockStepGroup}, where
 * {@link Backend#together} says that the device runs several. The trials of a group are kept as they end, and reported
 * in the order of the list. A trial that fails beside others runs again in its own turn, and where it fails as the
 * first of a group, alone. So a failure is always that of the trial alone.
 */
public final class LocalWorkers implements Workers {
    private static final Logger LOG = LoggerFactory.getLogger(LocalWorkers.class);
    private static final long PATIENCE_SECONDS = 20;

    private final Archive archive;
    private final Preparation preparation;
    private final Place place;
    private final Progress progress;
    private final Collection<NetworkTrial> running = ConcurrentHashMap.newKeySet();
    private final Overlap ended = new Overlap();

    /** One for each folder of checkpoints: trials that differ by their labels alone, or by their limits, take turns. */
    private final Map<Path, Object> turns = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    /** Creates workers that save outcomes in a folder. */
    public LocalWorkers(Path folder, Preparation preparation, Place place, Progress progress) {
        this.archive = new Archive(folder, place);
        this.preparation = preparation;
        this.place = place;
        this.progress = progress;
    }

    @Override
    public void requestStop() {
        stopped = true;
        running.forEach(NetworkTrial::requestStop);
    }

    @Override
    public int maxConcurrent() {
        return ended.most();
    }

    @Override
    public @Nullable Map<Trial, Outcome> run(List<Trial> trials, boolean alone) {
        return run(trials, alone, alone);
    }

    @Override
    public @Nullable Map<Trial, Outcome> runTimed(List<Trial> trials) {
        return run(trials, false, true);
    }

    private @Nullable Map<Trial, Outcome> run(List<Trial> trials, boolean alone, boolean timed) {
        archive.open();
        boolean single = alone || !place.isShared();
        ExecutorService workers = Executors.newFixedThreadPool(single ? 1 : place.cores(), work -> {
            Thread thread = new Thread(work, "trial");
            thread.setDaemon(true);
            return thread;
        });
        Session session = new Session(
                new Companions(single && !timed ? trials : List.of(), preparation),
                single ? new OrderedReport(trials, progress)::ended : progress::ended,
                single ? place.cores() : 1,
                timed,
                workers::isShutdown,
                new ConcurrentHashMap<>());
        List<Future<@Nullable Outcome>> futures = new ArrayList<>();
        try {
            for (Trial trial : trials) {
                futures.add(workers.submit(() -> outcome(trial, session)));
            }
            // A support vector machine cannot be stopped; it is not waited for.
            return PendingOutcomes.await(trials, futures, () -> stopped && running.isEmpty());
        } finally {
            // Not interrupted: one that keeps its outcome shall come to the end of it.
            futures.forEach(future -> future.cancel(false));
            requestStopOf(workers);
        }
    }

    private void requestStopOf(ExecutorService workers) {
        workers.shutdown();
        running.forEach(NetworkTrial::requestStop);
        try {
            while (!running.isEmpty() && !workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                running.forEach(NetworkTrial::requestStop);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Receives the outcome of a trial, and whether it was known before. */
    private interface Report {
        void ended(Trial trial, Outcome outcome, boolean known);
    }

    /**
     * The values shared by the trials of a call.
     *
     * @param companions which of them run together
     * @param threads of each backend
     * @param timed whether an outcome of a trial that ran in a group does not count
     * @param isOver whether no trial is to be begun any more
     * @param ahead outcomes of trials whose turn is yet to come, reported already
     */
    private record Session(
            Companions companions,
            Report report,
            int threads,
            boolean timed,
            BooleanSupplier isOver,
            Map<Trial, Outcome> ahead) {}

    private @Nullable Outcome outcome(Trial trial, Session session) {
        synchronized (turns.computeIfAbsent(archive.checkpoints(trial), folder -> new Object())) {
            return isOver(session) ? null : knownOrCarriedOut(trial, session);
        }
    }

    private boolean isOver(Session session) {
        return stopped || session.isOver.getAsBoolean();
    }

    private @Nullable Outcome knownOrCarriedOut(Trial trial, Session session) {
        Outcome ready = readyOutcome(trial, session);
        if (ready != null) {
            session.ahead.remove(trial);
            return ready;
        }
        PreparedTraining training = preparation.prepare(trial);
        Outcome outcome = trial.isSvm() ? supportVectors(trial, training) : train(trial, training, session);
        if (outcome != null && session.ahead.remove(trial) == null) {
            session.report.ended(trial, outcome, false);
        }
        return outcome;
    }

    /** Returns the outcome of a trial, and reports it once; null if the trial did not run. */
    private @Nullable Outcome readyOutcome(Trial trial, Session session) {
        Outcome ahead = session.ahead.get(trial);
        if (ahead != null) {
            return ahead;
        }
        if (session.timed) {
            archive.removeGrouped(trial);
        }
        Outcome known = archive.find(trial);
        if (known != null) {
            session.report.ended(trial, known, true);
            session.ahead.put(trial, known);
        }
        return known;
    }

    private Outcome supportVectors(Trial trial, PreparedTraining training) {
        OptionalLibrary.LIBSVM.require();
        SupportVectors.requireFit(trial, training.split());
        progress.started(trial);
        Outcome outcome = SupportVectors.run(trial, training.split());
        archive.keep(trial, outcome);
        return outcome;
    }

    /** Trains with those that may run beside it, if any; alone where the trial failed beside them. */
    private @Nullable Outcome train(Trial trial, PreparedTraining training, Session session) {
        try (Backend backend = open(session)) {
            Companions.Choice choice =
                    session.companions.of(trial, backend, other -> readyOutcome(other, session) != null);
            if (choice.trials().size() == 1) {
                return trainAlone(backend, trial, training);
            }
            new LockStepGroup<Trial>(
                            choice.atOnce(), choice.trials(), (device, each) -> trainBeside(device, each, session))
                    .run(backend)
                    .forEach(LocalWorkers::log);
        }
        Outcome outcome = session.ahead.get(trial);
        if (outcome != null || isOver(session)) {
            return outcome;
        }
        try (Backend backend = open(session)) {
            return trainAlone(backend, trial, training);
        }
    }

    private static void log(Throwable failure, List<Trial> trials) {
        LOG.info(
                "{} failed beside other trials and will run again: {}",
                trials.size() == 1 ? trials.get(0).label() : trials.size() + " trials",
                failure.getMessage());
    }

    private Backend open(Session session) {
        return place.backends().apply(session.threads);
    }

    private @Nullable Outcome trainAlone(Backend backend, Trial trial, PreparedTraining training) {
        return train(trial, training, false, (networkTrial, fraction) -> networkTrial.run(backend, fraction));
    }

    private void trainBeside(TrainingDevice device, Trial trial, Session session) {
        if (isOver(session)) {
            return;
        }
        Outcome outcome = train(
                trial,
                preparation.prepare(trial),
                true,
                (networkTrial, fraction) -> networkTrial.run(device, fraction));
        if (outcome != null) {
            session.report.ended(trial, outcome, false);
            session.ahead.put(trial, outcome);
        }
    }

    private @Nullable Outcome train(
            Trial trial,
            PreparedTraining training,
            boolean grouped,
            BiFunction<NetworkTrial, DoubleConsumer, @Nullable Outcome> run) {
        long begin = ended.begin();
        DoubleConsumer fraction = progress.started(trial);
        NetworkTrial networkTrial =
                new NetworkTrial(members(trial, training), Limit.of(trial.settings()), FinalMeasure.of(trial));
        running.add(networkTrial);
        if (stopped) {
            networkTrial.requestStop();
        }
        Outcome outcome;
        try {
            outcome = run.apply(networkTrial, fraction);
        } finally {
            running.remove(networkTrial);
        }
        if (outcome != null) {
            ended.add(begin);
            archive.keep(trial, outcome, grouped);
        }
        return outcome;
    }

    private List<NetworkTrial.Member> members(Trial trial, PreparedTraining training) {
        return trial.members().stream()
                .map(each -> new NetworkTrial.Member(
                        each.equals(trial) ? training : preparation.prepare(each), archive.checkpoints(each)))
                .toList();
    }
}
