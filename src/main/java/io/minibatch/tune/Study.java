package io.minibatch.tune;

import io.minibatch.spec.DataSpec;
import io.minibatch.spec.LearningRateSpec;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.RegularizationSpec;
import io.minibatch.spec.Setting;
import io.minibatch.spec.Settings;
import io.minibatch.spec.TrialSettings;
import io.minibatch.train.Hyperparameters;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import io.minibatch.trial.Workers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * A problem whose hyper-parameters are sought by hand, as the chapter does it: the settings so far, and who trains.
 *
 * @param settings eta, lambda and batch among them
 * @param examples training images
 * @param validation images on which the accuracy is measured
 * @param seed of the first network of each kind; others follow it
 * @param log told a line for each thing that is tried and decided
 */
public record Study(Workers workers, Settings settings, int examples, int validation, long seed, Consumer<String> log) {
    /** Number of networks, with different seeds, that a heuristic of the chapter trains for each setting. */
    public static final int SEEDS = 2;

    /** The score by which trials are compared; a regression measures R² in its place. */
    static final String ACCURACY = "evaluation-accuracy";

    static final String COST = "training-cost";

    private static final MathContext DIGITS = new MathContext(3);

    /**
     * Returns a study that starts from settings.
     *
     * @param training of these settings, from which eta, lambda and batch are taken where not given
     */
    public static Study of(
            PreparedTraining training, Settings settings, Workers workers, long seed, Consumer<String> log) {
        Hyperparameters chosen = training.options().hyperparameters();
        Study given = new Study(
                workers,
                settings,
                training.split().training().size(),
                training.split().validation().size(),
                seed,
                log);
        return given.orElse(LearningRateSpec.ETA, text(chosen.learningRate().eta()))
                .orElse(
                        RegularizationSpec.LAMBDA,
                        text(chosen.regularization().penalty().l2()))
                .orElse(LoopSpec.BATCH, Integer.toString(chosen.batchSize()));
    }

    /** Returns this with the first so many training images only. */
    Study of(int first) {
        return new Study(workers, settings.with(DataSpec.TRAIN_SIZE, first), first, validation, seed, log);
    }

    /** Returns this with another setting. */
    private Study with(Setting<?> setting, String text) {
        return new Study(workers, settings.with(setting.name(), text), examples, validation, seed, log);
    }

    /** Returns this with another setting, rounded to three digits. */
    public Study with(Setting<Double> setting, double value) {
        return with(setting, text(value));
    }

    /** Returns this with another setting. */
    public Study with(Setting<Integer> setting, int value) {
        return with(setting, Integer.toString(value));
    }

    /** Returns this with one monitor, measured every so many training images, or once an epoch for 0. */
    Study monitoring(String monitor, int every) {
        Study one = with(LoopSpec.MONITOR, monitor);
        return every == 0 ? one : one.with(LoopSpec.MONITOR_EVERY, every);
    }

    /** Returns this with trainings that end at an accuracy on the validation images. */
    Study reaching(double accuracy) {
        return with(TrialSettings.REACH, Double.toString(accuracy));
    }

    /** Returns this with a learning rate that is halved when the accuracy has not improved for some epochs. */
    Study halving(int patience) {
        return with(LearningRateSpec.SCHEDULE, "halve:" + patience);
    }

    /** Returns this with a setting, where it is not given. */
    private Study orElse(Setting<?> setting, String text) {
        return settings.has(setting) ? this : with(setting, text);
    }

    /** Returns this with a number of epochs, where none is given. */
    Study orElseEpochs(int epochs) {
        return orElse(LoopSpec.EPOCHS, Integer.toString(epochs));
    }

    double number(Setting<? extends Number> setting) {
        return settings.require(setting).doubleValue();
    }

    /** Returns a setting as it is written. */
    String text(Setting<?> setting) {
        return Objects.requireNonNull(settings.text(setting.name()));
    }

    /**
     * Trains networks with these settings, that differ in their seeds.
     *
     * @param label of the trial
     * @param alone whether nothing may run beside one, as where time counts
     * @throws StoppedException if it was stopped
     */
    List<Outcome> train(String label, int seeds, boolean alone) {
        return carriedOut(trials(label, seeds), alone);
    }

    /** Returns networks with these settings, that differ in their seeds. */
    List<Trial> trials(String label, int seeds) {
        List<Trial> trials = new ArrayList<>();
        for (int s = 0; s < seeds; s++) {
            trials.add(new Trial(label, "tune", settings, seed + s));
        }
        return trials;
    }

    /**
     * Returns what came of trials, in their order.
     *
     * @throws StoppedException if they were stopped
     */
    List<Outcome> carriedOut(List<Trial> trials, boolean alone) {
        Map<Trial, Outcome> outcomes = workers.run(trials, alone);
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
                        : DoubleStream.of(outcome.scores()).max().orElse(0))
                .average()
                .orElse(0);
    }

    /** Returns a number as the flags take it, and as the lines say it. */
    static String text(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    /** Returns all settings as flags of the command {@code train}. */
    String flags() {
        return settings.texts().entrySet().stream()
                .map(setting ->
                        "--" + setting.getKey() + (setting.getValue().equals("true") ? "" : " " + setting.getValue()))
                .collect(Collectors.joining(" "));
    }
}
