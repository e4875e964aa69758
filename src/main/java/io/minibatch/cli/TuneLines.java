package io.minibatch.cli;

import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import io.minibatch.trial.Workers;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** Lines of what is tried and decided, and on a terminal below them how far the trials of now are. */
final class TuneLines implements Workers.Progress {
    private static final long BETWEEN_UPDATES_NS = 200_000_000;
    private static final String CLEAR = "\r\033[K";

    private final boolean interactive;
    private final Map<Trial, Double> running = new HashMap<>();
    private long begun;
    private long updated;

    TuneLines(boolean interactive) {
        this.interactive = interactive;
    }

    synchronized void print(String line) {
        System.out.println(interactive ? CLEAR + line : line);
    }

    @Override
    public synchronized DoubleConsumer begun(Trial trial) {
        if (running.isEmpty()) {
            begun = System.nanoTime();
        }
        running.put(trial, 0.0);
        return fraction -> advance(trial, fraction);
    }

    private synchronized void advance(Trial trial, double fraction) {
        running.put(trial, fraction);
        long now = System.nanoTime();
        if (!interactive || now - updated < BETWEEN_UPDATES_NS) {
            return;
        }
        updated = now;
        double slowest =
                running.values().stream().mapToDouble(done -> done).min().orElse(1);
        System.out.printf(
                Locale.ROOT,
                "%s%s: %.0f %%, at most %.0f s left",
                CLEAR,
                trial.label(),
                100 * slowest,
                (now - begun) * 1e-9 * (1 - slowest) / Math.max(slowest, 1e-3));
        System.out.flush();
    }

    @Override
    public synchronized void ended(Trial trial, Outcome outcome, boolean known) {
        forget(trial);
    }

    /** Says no more of a trial. */
    synchronized void forget(Trial trial) {
        running.remove(trial);
        if (interactive && running.isEmpty()) {
            System.out.print(CLEAR);
        }
    }
}
