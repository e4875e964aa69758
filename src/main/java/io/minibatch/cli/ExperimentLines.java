package io.minibatch.cli;

import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import io.minibatch.trial.Workers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** A line for each trial that ends, with the time that is left, and on a terminal a progress bar of all of them. */
final class ExperimentLines implements Workers.Progress, AutoCloseable {
    private static final int STEPS = 1000;

    private final long start = System.nanoTime();
    private final Map<Trial, Double> fractions = new HashMap<>();
    private final int trials;
    private final @Nullable ProgressBar bar;

    /** Of what is left to do; what was done before this run does not count. */
    private double total;

    private double done;
    private int ended;

    ExperimentLines(List<Trial> all, boolean interactive) {
        trials = all.size();
        total = all.stream().mapToDouble(Trial::work).sum();
        bar = interactive
                ? Terminal.progressBar("Experiments")
                        .setInitialMax(STEPS)
                        .setUpdateIntervalMillis(500)
                        .setConsumer(new ConsoleProgressBarConsumer(System.out))
                        .build()
                : null;
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
        if (bar != null) {
            bar.stepTo(Math.round(STEPS * done / total));
        }
    }

    @Override
    public synchronized void ended(Trial trial, Outcome outcome, boolean known) {
        ended++;
        String what = String.format(
                Locale.ROOT, "[%d/%d] %s, seed %d: %s", ended, trials, trial.label(), trial.seed(), result(outcome));
        if (known) {
            total -= trial.work();
            print(what + ", from before");
        } else {
            advance(trial, 1);
            print(what + left());
        }
    }

    private static String result(Outcome outcome) {
        String score = outcome.scoreText();
        return score == null
                ? outcome.end()
                : String.format(
                        Locale.ROOT, "%s, %.1f s", score, outcome.values().getOrDefault("seconds", 0.0));
    }

    private String left() {
        double seconds = (System.nanoTime() - start) * 1e-9 * (total - done) / done;
        Duration left = Duration.ofSeconds(Math.round(seconds));
        return ended == trials
                ? ""
                : left.toHours() > 0
                        ? "; about " + left.toHours() + " h " + left.toMinutesPart() + " min left"
                        : left.toMinutes() > 0
                                ? "; about " + left.toMinutes() + " min left"
                                : "; about " + left.toSeconds() + " s left";
    }

    synchronized void print(String line) {
        Terminal.printAbove(bar, line);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
