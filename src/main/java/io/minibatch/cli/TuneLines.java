package io.minibatch.cli;

import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import io.minibatch.trial.Workers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;

/** Lines of what is tried and decided, and on a terminal below them how far the trials of now are. */
final class TuneLines implements Workers.Progress, AutoCloseable {
    private final StatusLine status;
    private final LongSupplier nanoTime;
    private final Map<Trial, State> running = new HashMap<>();

    /** Since when a trial runs, and the fraction of it that is done. */
    private record State(long begun, double done) {
        double secondsLeft(long now) {
            return (now - begun) * 1e-9 * (1 - done) / Math.max(done, 1e-3);
        }
    }

    TuneLines(boolean interactive) {
        this(interactive, System::nanoTime);
    }

    TuneLines(boolean interactive, LongSupplier nanoTime) {
        this.status = StatusLine.open(interactive);
        this.nanoTime = nanoTime;
    }

    void print(String line) {
        status.print(line);
    }

    @Override
    public synchronized DoubleConsumer started(Trial trial) {
        long begun = nanoTime.getAsLong();
        running.put(trial, new State(begun, 0));
        return fraction -> advance(trial, new State(begun, fraction));
    }

    private synchronized void advance(Trial trial, State state) {
        running.put(trial, state);
        double slowest =
                running.values().stream().mapToDouble(State::done).min().orElse(1);
        List<String> details = running.size() == 1 ? List.of() : List.of(running.size() + " trials at once");
        status.show(new Progress(trial.label(), slowest, details, secondsLeft()));
    }

    /** Returns the most seconds that a running trial still takes, by what it took so far. */
    synchronized double secondsLeft() {
        long now = nanoTime.getAsLong();
        return running.values().stream()
                .mapToDouble(state -> state.secondsLeft(now))
                .max()
                .orElse(0);
    }

    @Override
    public synchronized void ended(Trial trial, Outcome outcome, boolean known) {
        forget(trial);
    }

    /** Says no more of a trial. */
    synchronized void forget(Trial trial) {
        running.remove(trial);
        if (running.isEmpty()) {
            status.show(null);
        }
    }

    @Override
    public void close() {
        status.close();
    }
}
