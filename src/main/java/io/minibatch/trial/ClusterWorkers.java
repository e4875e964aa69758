package io.minibatch.trial;

import io.minibatch.distributed.Cluster;
import io.minibatch.distributed.ClusterException;
import io.minibatch.distributed.Tasks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Runs each trial as a separate task, so that each outcome is saved as soon as it arrives, and a trial whose
 * machine was lost runs again on another.
 */
public final class ClusterWorkers implements Workers {
    /** Trials that are sent at once, each waited for by its own thread. */
    private static final int MOST_TASKS = 256;

    private final Cluster cluster;
    private final Archive archive;
    private final Tasks<Trial, TrialResult> tasks;
    private final Progress progress;
    private volatile boolean stopped;

    /**
     * Sends the cluster what prepares the trials.
     *
     * @param cluster closed by {@link #close()}
     * @param folder here, in which outcomes are kept as {@link LocalWorkers} keeps them
     * @param place whose data the other machines must have too, and whose archive is continued
     */
    public ClusterWorkers(Cluster cluster, Path folder, Preparation preparation, Place place, Progress progress) {
        this.cluster = cluster;
        this.archive = new Archive(folder, place);
        this.tasks = cluster.tasks(new TrialTask(preparation, place.data()));
        this.progress = progress;
    }

    @Override
    public void requestStop() {
        stopped = true;
        tasks.stop();
    }

    @Override
    public void close() {
        cluster.close();
    }

    /** A trial has the cores of its task also where it is alone. */
    @Override
    public @Nullable Map<Trial, Outcome> run(List<Trial> trials, boolean alone) {
        archive.open();
        ExecutorService waiting = Executors.newFixedThreadPool(alone ? 1 : Math.min(MOST_TASKS, trials.size()));
        try {
            List<Future<@Nullable Outcome>> futures = new ArrayList<>();
            for (Trial trial : trials) {
                futures.add(waiting.submit(() -> outcome(trial)));
            }
            return PendingOutcomes.await(trials, futures, () -> false);
        } finally {
            waiting.shutdownNow();
            tasks.cancel();
        }
    }

    private @Nullable Outcome outcome(Trial trial) {
        if (stopped) {
            return null;
        }
        Outcome known = archive.find(trial);
        if (known != null) {
            progress.ended(trial, known, true);
            return known;
        }
        progress.started(trial);
        TrialResult result = submit(trial);
        if (result == null) {
            return null;
        }
        if (result.failure() != null) {
            throw result.failure();
        }
        if (result.outcome() != null) {
            archive.keep(trial, result.outcome());
            progress.ended(trial, result.outcome(), false);
        }
        return result.outcome();
    }

    /** Returns what the task returned, null if it was cancelled. */
    private @Nullable TrialResult submit(Trial trial) {
        try {
            return tasks.run(trial, trial.label());
        } catch (ClusterException failed) {
            if (stopped) {
                return null;
            }
            throw failed;
        }
    }
}
