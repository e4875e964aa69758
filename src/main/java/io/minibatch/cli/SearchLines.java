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
final class SearchLines implements Search.Listener {
    private final TuneLines lines = new TuneLines(Terminal.isInteractive());
    private final long start = System.nanoTime();
    private final int trials;
    private final int before;

    /** Seeds of the trials that have ended once; with --halving they may be continued. */
    private final Set<Long> seen = new HashSet<>();

    /** How far other trials are, by their seeds. */
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
            lines.print(before.size() + " trials are in the journal already");
        }
    }

    @Override
    public DoubleConsumer started(Trial trial) {
        DoubleConsumer line = lines.started(trial);
        return fraction -> {
            advance(trial, fraction);
            line.accept(fraction);
        };
    }

    private synchronized void advance(Trial trial, double fraction) {
        if (!seen.contains(trial.seed())) {
            running.put(trial.seed(), fraction);
        }
    }

    /** Returns how many trials are done, with the fractions of those that run. */
    synchronized double done() {
        return seen.size()
                + running.values().stream().mapToDouble(fraction -> fraction).sum();
    }

    @Override
    public synchronized void ended(Trial trial, Journal.Entry entry) {
        lines.forget(trial);
        seen.add(trial.seed());
        running.remove(trial.seed());
        compare(entry);
        double seconds = (System.nanoTime() - start) * 1e-9;
        double left = before + seen.size() < trials ? Math.max(0, trials - before - done()) : 0;
        lines.print(String.format(
                Locale.ROOT,
                "trial %d of %d, %d epochs: %s: %s%s%s",
                entry.number() + 1,
                trials,
                entry.epochs(),
                entry.settings(),
                entry.accuracy() == null ? entry.end() : score.text(entry.accuracyOrNaN()),
                Double.isNaN(best) ? "" : ", best so far " + score.text(best),
                left == 0 ? "" : String.format(Locale.ROOT, "; about %.0f s left", seconds / done() * left)));
    }

    private void compare(Journal.Entry entry) {
        best = Double.isNaN(best) || entry.accuracyOrNaN() > best ? entry.accuracyOrNaN() : best;
    }
}
