package io.minibatch.cli;

import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import io.minibatch.trial.Workers;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** A line for each trial that ends, with the time that is left, and on a terminal a progress bar of all of them. */
final class ExperimentLines implements Workers.Progress, AutoCloseable {
    private final long start = System.nanoTime();
    private final Map<Trial, Double> fractions = new HashMap<>();
    private final int trials;
    private final StatusLine status;
    private final Pace pace = new Pace();

    /** Of what is left to do; what was done before this run does not count. */
    private double total;

    private double done;
    private int ended;

    ExperimentLines(List<Trial> all, boolean interactive) {
        trials = all.size();
        total = all.stream().mapToDouble(Trial::work).sum();
        status = StatusLine.open(interactive);
    }

    synchronized void title(String title) {
        print("");
        print(title);
    }

    @Override
    public DoubleConsumer started(Trial trial) {
        return fraction -> {
            synchronized (this) {
                advance(trial, fraction);
            }
        };
    }

    private void advance(Trial trial, double fraction) {
        Double before = fractions.put(trial, fraction);
        done += trial.work() * (fraction - (before == null ? 0 : before));
        show();
    }

    @Override
    public synchronized void ended(Trial trial, Outcome outcome, boolean known) {
        ended++;
        String what = String.format(
                Locale.ROOT, "[%d/%d] %s, seed %d: %s", ended, trials, trial.label(), trial.seed(), result(outcome));
        if (known) {
            total -= trial.work();
            show();
            print(what + ", from before");
        } else {
            advance(trial, 1);
            print(what + (status.isShown() ? "" : left()));
        }
    }

    private static String result(Outcome outcome) {
        String score = outcome.scoreText();
        return score == null
                ? outcome.end()
                : String.format(
                        Locale.ROOT, "%s, %.1f s", score, outcome.values().getOrDefault("seconds", 0.0));
    }

    private void show() {
        String detail = ended + " of " + trials + " trials";
        double fraction = done / total;
        status.show(new Progress("Experiments", fraction, List.of(detail), pace.secondsLeft(fraction)));
    }

    private String left() {
        return ended == trials ? "" : "; about " + Progress.timeLeft(secondsLeft());
    }

    private double secondsLeft() {
        return (System.nanoTime() - start) * 1e-9 * (total - done) / done;
    }

    synchronized void print(String line) {
        status.print(line);
    }

    @Override
    public void close() {
        status.close();
    }
}
