package io.minibatch.tune;

import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.RegularizationSpec;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * The chapter's way to lambda: from 1.0 up or down by factors of ten as the accuracy on the validation examples asks
 * for, then more finely. Nielsen 2015, chapter 3, "How to choose a neural network's hyper-parameters?".
 */
public final class RegularizationSearch {
    private static final double START = 1;
    private static final double LOWEST = 1e-4;
    private static final double HIGHEST = 1e5;
    private static final int EPOCHS = 10;
    private static final double[] FINER = {0.2, 0.5, 2, 5};

    private final Study study;
    private final Map<Double, Double> accuracies = new TreeMap<>();

    /** Creates a search; of the study's settings lambda does not matter. */
    public RegularizationSearch(Study study) {
        this.study = study.orElseEpochs(EPOCHS).monitoring(Study.ACCURACY, 0);
    }

    /**
     * The suggested regularization.
     *
     * @param accuracy the mean of the best accuracies on the validation examples with it
     */
    public record Suggestion(double lambda, double accuracy) {}

    /**
     * Searches.
     *
     * @throws StoppedException if it was stopped
     */
    public Suggestion run() {
        tryTogether(0, 10 * START, START);
        double none = accuracy(0);
        double best = accuracy(10 * START) > accuracy(START) ? climb(10 * START, 10) : climb(START, 0.1);
        tryTogether(DoubleStream.of(FINER).map(times -> times * best).toArray());
        double lambda = accuracies.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        boolean chance = accuracy(lambda) - none < chance(none);
        study.log()
                .accept(String.format(
                        Locale.ROOT,
                        "Suggested lambda %s: %.2f %% of the validation examples, against %.2f %% without regularization%s",
                        Study.text(lambda),
                        100 * accuracy(lambda),
                        100 * none,
                        chance ? ", not significant" : ""));
        return new Suggestion(lambda, accuracy(lambda));
    }

    /** Continues by a factor while the accuracy rises. */
    private double climb(double from, double factor) {
        double best = from;
        double next = best * factor;
        while (next > 0.99 * LOWEST && next < 1.01 * HIGHEST && accuracy(next) > accuracy(best)) {
            best = next;
            next *= factor;
        }
        return best;
    }

    /** Returns two standard deviations of the difference of two accuracies by the number of images that decide them. */
    private double chance(double accuracy) {
        return 2 * Math.sqrt(2 * accuracy * (1 - accuracy) / study.validation() / Study.SEEDS);
    }

    private double accuracy(double lambda) {
        tryTogether(lambda);
        return Objects.requireNonNull(accuracies.get(lambda));
    }

    /** Tries those that were not tried yet, at the same time. */
    private void tryTogether(double... lambdas) {
        List<Double> missing = DoubleStream.of(lambdas)
                .boxed()
                .filter(lambda -> !accuracies.containsKey(lambda))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        List<Trial> trials = missing.stream()
                .flatMap(lambda ->
                        study.with(RegularizationSpec.LAMBDA, lambda).trials(label(lambda), Study.SEEDS).stream())
                .toList();
        List<Outcome> outcomes = study.carriedOut(trials, false);
        for (int i = 0; i < missing.size(); i++) {
            keep(missing.get(i), Study.bestAccuracy(outcomes.subList(i * Study.SEEDS, (i + 1) * Study.SEEDS)));
        }
    }

    private static String label(double lambda) {
        return "lambda " + Study.text(lambda);
    }

    private void keep(double lambda, double accuracy) {
        accuracies.put(lambda, accuracy);
        study.log()
                .accept(String.format(
                        Locale.ROOT,
                        "%s: %.2f %% of the validation examples at best in %s epochs",
                        label(lambda),
                        100 * accuracy,
                        study.text(LoopSpec.EPOCHS)));
    }
}
