package io.minibatch.cli;

import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import io.minibatch.trial.Workers;
import io.minibatch.tune.Journal;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/** A line for each trial of a search that ends, with the best so far and the time that is left. */
final class SearchLines implements Workers.Progress {
    private final long start = System.nanoTime();
    private final int trials;
    private final int before;
    private int ended;
    private double best;

    SearchLines(int trials, int before) {
        this.trials = trials;
        this.before = before;
        if (before > 0) {
            System.out.println(before + " trials are in the journal already");
        }
    }

    @Override
    public DoubleConsumer begun(Trial trial) {
        return fraction -> {};
    }

    @Override
    public void ended(Trial trial, Outcome outcome, boolean known) {
        // The search says it when the round is done.
    }

    void ended(Journal.Entry entry) {
        ended++;
        Double accuracy = entry.accuracy();
        best = Math.max(best, accuracy == null ? 0 : accuracy);
        double seconds = (System.nanoTime() - start) * 1e-9;
        System.out.printf(
                Locale.ROOT,
                "[%d/%d] %s: %s, best so far %.2f %%; about %.0f s left%n",
                entry.number() + 1,
                trials,
                entry.settings(),
                accuracy == null ? entry.end() : String.format(Locale.ROOT, "%.2f %%", 100 * accuracy),
                100 * best,
                seconds / ended * (trials - before - ended));
    }
}
