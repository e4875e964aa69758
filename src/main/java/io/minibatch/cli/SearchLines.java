package io.minibatch.cli;

import io.minibatch.train.Score;
import io.minibatch.trial.Trial;
import io.minibatch.tune.Journal;
import io.minibatch.tune.Search;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;

/** A line for each trial of a search that ends, with the best so far and the time that is left. */
final class SearchLines implements Search.Listener, AutoCloseable {
    private final StatusLine status = StatusLine.open();
    private final Pace pace = new Pace();
    private final long start = System.nanoTime();
    private final int trials;
    private final int before;

    /** Seeds of the trials that have ended once; with --halving they may be continued. */
    private final Set<Long> seen = new HashSet<>();

    /** The progress of other trials, by their seeds. */
    private final Map<Long, Double> running = new HashMap<>();

    private final Score score;
    private double best = Double.NaN;

    /**
     * Creates lines.
     *
     * @param before trials that are in the journal already
     * @param score by which trials are compared
     */
    SearchLines(int trials, List<Journal.Entry> before, Score score) {
        this.score = score;
        this.trials = trials;
        this.before = before.size();
        before.forEach(this::compare);
        if (!before.isEmpty()) {
            status.print(before.size() + " trials are in the journal already");
        }
    }

    @Override
    public DoubleConsumer started(Trial trial) {
        return fraction -> advance(trial, fraction);
    }

    private synchronized void advance(Trial trial, double fraction) {
        if (!seen.contains(trial.seed())) {
            running.put(trial.seed(), fraction);
        }
        show();
    }

    /** Returns how many trials are done, with the fractions of those that run. */
    synchronized double done() {
        return seen.size()
                + running.values().stream().mapToDouble(fraction -> fraction).sum();
    }

    @Override
    public synchronized void ended(Trial trial, Journal.Entry entry) {
        seen.add(trial.seed());
        running.remove(trial.seed());
        compare(entry);
        show();
        status.print(String.format(
                Locale.ROOT,
                "trial %d of %d, %d epochs: %s: %s%s%s",
                entry.number() + 1,
                trials,
                entry.epochs(),
                entry.settings(),
                entry.accuracy() == null ? entry.end() : score.text(entry.accuracyOrNaN()),
                Double.isNaN(best) ? "" : ", best " + score.text(best),
                left() == 0 || status.isShown() ? "" : "; about " + Progress.timeLeft(secondsLeft())));
    }

    private void show() {
        List<String> details = List.of(before + seen.size() + " of " + trials + " trials");
        double fraction = done() / (trials - before);
        status.show(new Progress("Search", (before + done()) / trials, details, pace.secondsLeft(fraction)));
    }

    /** Returns how many trials are left, with the fractions that running ones still have to do. */
    private double left() {
        return before + seen.size() < trials ? Math.max(0, trials - before - done()) : 0;
    }

    private double secondsLeft() {
        return (System.nanoTime() - start) * 1e-9 / done() * left();
    }

    private void compare(Journal.Entry entry) {
        best = Double.isNaN(best) || entry.accuracyOrNaN() > best ? entry.accuracyOrNaN() : best;
    }

    @Override
    public void close() {
        status.close();
    }
}
