package io.minibatch.cli;

import io.minibatch.trial.Trial;
import io.minibatch.tune.Journal;
import io.minibatch.tune.Search;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoubleConsumer;

/** A line for each trial of a search that ends, with the best so far and the time that is left. */
final class SearchLines implements Search.Listener {
    private final TuneLines lines = new TuneLines(Terminal.isInteractive());
    private final long start = System.nanoTime();
    private final int trials;
    private final int before;
    private final Set<Integer> seen = new HashSet<>();
    private double best = Double.NaN;

    /**
     * Creates lines.
     *
     * @param before trials that are in the journal already
     */
    SearchLines(int trials, List<Journal.Entry> before) {
        this.trials = trials;
        this.before = before.size();
        before.forEach(this::compare);
        if (!before.isEmpty()) {
            lines.print(before.size() + " trials are in the journal already");
        }
    }

    @Override
    public DoubleConsumer begun(Trial trial) {
        return lines.begun(trial);
    }

    @Override
    public void ended(Trial trial, Journal.Entry entry) {
        lines.forget(trial);
        seen.add(entry.number());
        compare(entry);
        double seconds = (System.nanoTime() - start) * 1e-9;
        int left = Math.max(0, trials - before - seen.size());
        lines.print(String.format(
                Locale.ROOT,
                "trial %d of %d, %d epochs: %s: %s%s%s",
                entry.number() + 1,
                trials,
                entry.epochs(),
                entry.settings(),
                entry.accuracy() == null ? entry.end() : percent(entry.accuracyOrNaN()),
                Double.isNaN(best) ? "" : ", best so far " + percent(best),
                left == 0 ? "" : String.format(Locale.ROOT, "; about %.0f s left", seconds / seen.size() * left)));
    }

    private void compare(Journal.Entry entry) {
        best = Double.isNaN(best) || entry.accuracyOrNaN() > best ? entry.accuracyOrNaN() : best;
    }

    private static String percent(double accuracy) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * accuracy);
    }
}
