package io.minibatch.tune;

import io.minibatch.report.Chart;
import io.minibatch.spec.LearningRateSpec;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.TrialSettings;
import io.minibatch.trial.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The chapter's way to a mini-batch size: the accuracy on the validation examples against real seconds, each size with
 * a learning rate scaled to it; the fastest to a given accuracy wins, on this machine. Nielsen 2015, chapter 3,
 * "Mini-batch size".
 *
 * <p>The learning rate grows by the square root of the size, which keeps the variance of a step's noise; Krizhevsky
 * 2014, section 5.
 */
public final class BatchRace {
    private static final int REFERENCE = 10;
    private static final List<Integer> UP = List.of(10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000);
    private static final List<Integer> DOWN = List.of(5, 2, 1);

    /** So many sizes in a row that do not come to the accuracy in time end the search in that direction. */
    private static final int ENOUGH_LOST = 2;

    private static final int LEAST_STEPS = 20;
    private static final int MEASUREMENTS_PER_EPOCH = 10;
    private static final int MOST_EPOCHS = 20;
    private static final int EPOCHS_OF_REFERENCE = 2;

    /** A network that needs so many times the best one's seconds has lost. */
    private static final double LOST = 2;

    /**
     * Sizes that are within so many times the best one's seconds are tried with more seeds, as chance decides between
     * them.
     */
    private static final double CLOSE = 1.6;

    private static final int SEEDS = 5;

    private final Study study;
    private final double referenceEta;
    private final List<Entrant> entrants = new ArrayList<>();

    /** Creates a race; the study's eta is that of its mini-batch size. */
    public BatchRace(Study study) {
        int every = Math.max(1, study.examples() / MEASUREMENTS_PER_EPOCH);
        this.study = study.monitoring(Study.ACCURACY, every);
        referenceEta = study.number(LearningRateSpec.ETA) * Math.sqrt(REFERENCE / study.number(LoopSpec.BATCH));
    }

    /**
     * One size.
     *
     * @param seconds of training to the wanted accuracy, median over the seeds, infinite where it was not reached
     * @param outcomes of each seed
     */
    public record Entrant(int batch, double eta, double seconds, List<Outcome> outcomes) {}

    /**
     * Runs the race.
     *
     * @param wanted the accuracy on the validation examples, null for what mini-batches of 10 reach in two epochs
     * @return the fastest, null if none came to the accuracy
     * @throws StoppedException if it was stopped
     */
    public @Nullable Entrant run(@Nullable Double wanted) {
        double accuracy = wanted == null ? reference() : wanted;
        entrants.clear();
        race(UP, accuracy);
        race(DOWN, accuracy);
        List<Entrant> close = entrants.stream()
                .filter(entrant -> entrant.seconds <= CLOSE * best())
                .toList();
        if (close.size() > 1) {
            study.log().accept("The fastest are close together, and run again with other seeds:");
            for (Entrant entrant : close) {
                Entrant again = tried(entrant.batch, accuracy, SEEDS);
                entrants.set(entrants.indexOf(entrant), again);
                say(again, accuracy);
            }
        }
        Entrant fastest = close.stream()
                .flatMap(entrant -> entrants.stream().filter(each -> each.batch == entrant.batch))
                .min(Comparator.comparingDouble(Entrant::seconds))
                .orElse(null);
        study.log()
                .accept(
                        fastest == null
                                ? String.format(
                                        Locale.ROOT,
                                        "No suggestion for the mini-batch size: none came to %.2f %% in %d epochs",
                                        100 * accuracy,
                                        MOST_EPOCHS)
                                : "Suggested mini-batch size " + fastest.batch + ", with eta "
                                        + Study.text(fastest.eta));
        return fastest;
    }

    private void race(List<Integer> sizes, double accuracy) {
        int lost = 0;
        for (int size : sizes) {
            boolean enoughSteps = size == REFERENCE || study.examples() / size >= LEAST_STEPS;
            if (enoughSteps && lost < ENOUGH_LOST) {
                Entrant tried = tried(size, accuracy, 1);
                entrants.add(tried);
                say(tried, accuracy);
                lost = Double.isFinite(tried.seconds) ? 0 : lost + 1;
            }
        }
    }

    private double reference() {
        List<Outcome> outcomes = study.with(LoopSpec.BATCH, REFERENCE)
                .with(LearningRateSpec.ETA, referenceEta)
                .with(LoopSpec.EPOCHS, EPOCHS_OF_REFERENCE)
                .train("batch " + REFERENCE, 2, false);
        double reached = Study.bestAccuracy(outcomes);
        study.log()
                .accept(String.format(
                        Locale.ROOT,
                        "Mini-batches of %d with eta %s come to %.2f %% of the validation examples in %s epochs: the fastest"
                                + " to that wins",
                        REFERENCE,
                        Study.text(referenceEta),
                        100 * reached,
                        EPOCHS_OF_REFERENCE));
        return reached;
    }

    private double best() {
        return entrants.stream()
                .mapToDouble(Entrant::seconds)
                .filter(Double::isFinite)
                .min()
                .orElse(0);
    }

    private Entrant tried(int size, double accuracy, int seeds) {
        double eta = referenceEta * Math.sqrt((double) size / REFERENCE);
        Study limited = study.with(LoopSpec.BATCH, size)
                .with(LearningRateSpec.ETA, eta)
                .with(LoopSpec.EPOCHS, MOST_EPOCHS)
                .reaching(accuracy);
        if (best() > 0) {
            limited = limited.with(TrialSettings.WITHIN, LOST * best());
        }
        List<Outcome> outcomes = limited.train("batch " + size, seeds, true);
        double[] seconds = outcomes.stream()
                .mapToDouble(outcome -> secondsTo(accuracy, outcome))
                .sorted()
                .toArray();
        return new Entrant(size, eta, seconds[seconds.length / 2], outcomes);
    }

    /** Returns when the accuracy was reached, on a straight line between the measurements before and after. */
    static double secondsTo(double accuracy, Outcome outcome) {
        double[] accuracies = outcome.column(Study.ACCURACY);
        double[] seconds = outcome.column(Outcome.SECONDS);
        for (int i = 0; i < accuracies.length; i++) {
            if (accuracies[i] >= accuracy) {
                double before = i == 0 ? 0 : seconds[i - 1];
                double share = i == 0 ? 1 : (accuracy - accuracies[i - 1]) / (accuracies[i] - accuracies[i - 1]);
                return before + share * (seconds[i] - before);
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private void say(Entrant entrant, double accuracy) {
        String runs = entrant.outcomes.size() == 1 ? "" : ", median of " + entrant.outcomes.size() + " seeds";
        double highest = entrant.outcomes.stream()
                .flatMapToDouble(outcome -> DoubleStream.of(outcome.column(Study.ACCURACY)))
                .max()
                .orElse(0);
        String what = Double.isFinite(entrant.seconds)
                ? String.format(Locale.ROOT, "%.2f %% after %.3g s%s", 100 * accuracy, entrant.seconds, runs)
                : highest > 0
                        ? String.format(Locale.ROOT, "%.2f %% at best: too slow%s", 100 * highest, runs)
                        : "diverged";
        study.log().accept("batch " + entrant.batch + ", eta " + Study.text(entrant.eta) + ": " + what);
    }

    /** Returns the accuracy of each size against seconds, by its first seed. */
    public Chart chart() {
        return new Chart(
                "Mini-batch sizes in real time",
                Chart.Axis.of("seconds of training", false),
                Chart.Axis.of("validation accuracy in %", false),
                entrants.stream()
                        .sorted(Comparator.comparingInt(Entrant::batch))
                        .map(entrant -> new Chart.Series(
                                "batch " + entrant.batch,
                                entrant.outcomes.get(0).column(Outcome.SECONDS),
                                Arrays.stream(entrant.outcomes.get(0).column(Study.ACCURACY))
                                        .map(accuracy -> 100 * accuracy)
                                        .toArray(),
                                new double[0],
                                Chart.Style.LINE))
                        .toList());
    }
}
