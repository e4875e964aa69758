package io.minibatch.trial;

import io.minibatch.backend.Backend;
import io.minibatch.spec.Training;
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
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries trials out, several at a time where each needs but one core, and keeps the outcome of each as it ends: a trial that
 * has been carried out is not carried out again.
 */
public final class Laboratory implements Workers {
    private static final long PATIENCE_SECONDS = 20;

    private final Archive archive;
    private final Preparation preparation;
    private final Place place;
    private final Progress progress;
    private final Collection<NetworkTrial> running = ConcurrentHashMap.newKeySet();

    /** One for each folder of checkpoints: trials that differ by their labels alone, or by their limits, take turns. */
    private final Map<Path, Object> turns = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    /** Creates a laboratory that keeps outcomes in a folder. */
    public Laboratory(Path folder, Preparation preparation, Place place, Progress progress) {
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
    public @Nullable Map<Trial, Outcome> carryOut(List<Trial> trials, boolean alone) {
        archive.open();
        boolean single = alone || !place.isShared();
        ExecutorService workers = Executors.newFixedThreadPool(single ? 1 : place.cores(), work -> {
            Thread thread = new Thread(work, "trial");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<@Nullable Outcome>> futures = new ArrayList<>();
        try {
            for (Trial trial : trials) {
                futures.add(workers.submit(() -> outcome(trial, single ? place.cores() : 1, workers::isShutdown)));
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

    private @Nullable Outcome outcome(Trial trial, int threads, BooleanSupplier over) {
        synchronized (turns.computeIfAbsent(archive.checkpoints(trial), folder -> new Object())) {
            return stopped || over.getAsBoolean() ? null : knownOrCarriedOut(trial, threads);
        }
    }

    private @Nullable Outcome knownOrCarriedOut(Trial trial, int threads) {
        Outcome known = archive.find(trial);
        if (known != null) {
            progress.ended(trial, known, true);
            return known;
        }
        DoubleConsumer fraction = progress.begun(trial);
        Training training = preparation.prepare(trial);
        Outcome outcome =
                trial.isSvm() ? SupportVectors.run(trial, training.split()) : train(trial, training, threads, fraction);
        if (outcome != null) {
            archive.keep(trial, outcome);
            progress.ended(trial, outcome, false);
        }
        return outcome;
    }

    private @Nullable Outcome train(Trial trial, Training training, int threads, DoubleConsumer fraction) {
        NetworkTrial networkTrial = new NetworkTrial(training, Limit.of(trial.settings()), archive.checkpoints(trial));
        running.add(networkTrial);
        if (stopped) {
            networkTrial.requestStop();
        }
        try (Backend backend = place.backends().apply(threads)) {
            return networkTrial.run(backend, fraction);
        } finally {
            running.remove(networkTrial);
        }
    }
}
