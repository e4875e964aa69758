package io.minibatch.tune;

import io.minibatch.train.Hyperparameters;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Training;
import io.minibatch.trial.Trial;
import io.minibatch.trial.Workers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * A problem whose hyper-parameters are sought by hand, as the chapter does it: the settings so far, and who trains.
 *
 * @param settings flags of {@code train} without their dashes, eta, lambda and batch among them
 * @param examples training images
 * @param validation images on which the accuracy is measured
 * @param seed of the first network of each kind; others follow it
 * @param say told a line for each thing that is tried and decided
 */
public record Study(
        Workers workers,
        SortedMap<String, String> settings,
        int examples,
        int validation,
        long seed,
        Consumer<String> say) {
    public static final String ETA = "eta";
    static final String LAMBDA = "lambda";
    public static final String BATCH = "batch";
    static final String EPOCHS = "epochs";
    static final String ACCURACY = "evaluation-accuracy";
    static final String COST = "training-cost";

    private static final MathContext DIGITS = new MathContext(3);

    public Study {
        settings = new TreeMap<>(settings);
    }

    /**
     * Returns a study of what flags ask for.
     *
     * @param training what {@code settings} were understood as, from which eta, lambda and batch are taken where not given
     */
    public static Study of(
            Training training, SortedMap<String, String> settings, Workers workers, long seed, Consumer<String> say) {
        Hyperparameters chosen = training.options().hyperparameters();
        Study given = new Study(
                workers,
                settings,
                training.split().training().size(),
                training.split().validation().size(),
                seed,
                say);
        return given.orElse(ETA, text(chosen.learningRate().eta()))
                .orElse(LAMBDA, text(chosen.regularization().penalty().l2()))
                .orElse(BATCH, Integer.toString(chosen.batchSize()));
    }

    /** Returns this with the first so many training images only. */
    Study of(int first) {
        return new Study(workers, with("train-size", Integer.toString(first)).settings, first, validation, seed, say);
    }

    /** Returns this with another setting. */
    public Study with(String setting, String value) {
        SortedMap<String, String> changed = new TreeMap<>(settings);
        changed.put(setting, value);
        return new Study(workers, changed, examples, validation, seed, say);
    }

    public Study with(String setting, double value) {
        return with(setting, text(value));
    }

    /** Returns this with a setting, where it has none of that name. */
    Study orElse(String setting, String value) {
        return settings.containsKey(setting) ? this : with(setting, value);
    }

    double number(String setting) {
        return Double.parseDouble(settings.get(setting));
    }

    /**
     * Trains networks with these settings, that differ in their seeds.
     *
     * @param label what is tried
     * @param alone whether nothing may run beside one, as where time counts
     * @throws StoppedException where it was stopped
     */
    List<Outcome> train(String label, int seeds, boolean alone) {
        List<Trial> trials = new ArrayList<>();
        for (int s = 0; s < seeds; s++) {
            trials.add(new Trial(label, "tune", settings, seed + s));
        }
        Map<Trial, Outcome> outcomes = workers.carryOut(trials, alone);
        if (outcomes == null) {
            throw new StoppedException();
        }
        return trials.stream().map(outcomes::get).toList();
    }

    /** Returns the mean over networks of each one's best accuracy on the validation images, 0 for one that diverged. */
    static double bestAccuracy(List<Outcome> outcomes) {
        return outcomes.stream()
                .mapToDouble(outcome -> outcome.diverged()
                        ? 0
                        : DoubleStream.of(outcome.column(ACCURACY)).max().orElse(0))
                .average()
                .orElse(0);
    }

    /** Returns a number as the flags take it, and as the lines say it. */
    static String text(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    /** Returns what of the settings is not train's default, as flags of it. */
    String flags() {
        return settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(" "));
    }
}
