package io.minibatch.trial;

import io.minibatch.backend.Backend;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.data.Task;
import io.minibatch.model.Combination;
import io.minibatch.model.Committee;
import io.minibatch.model.CommitteePredictions;
import io.minibatch.model.CommitteePredictor;
import io.minibatch.model.Model;
import io.minibatch.network.Network;
import io.minibatch.network.Variants;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.Setting;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.spec.TrialSettings;
import io.minibatch.train.NetworkScore;
import io.minibatch.train.PredictionScore;
import io.minibatch.train.Score;
import io.minibatch.train.TrainingOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The measurements of a trial's networks at its end.
 *
 * @param named whether the trial has one of {@link TrialSettings#MEASURES}; else one network is measured on the test
 *     data alone
 * @param variants by which each image is answered, null for the image itself
 */
record FinalMeasure(boolean named, @Nullable Variants variants) {
    /** The score of one network on the test data. */
    static final FinalMeasure OF_ONE = new FinalMeasure(false, null);

    private static final double SECONDS = 1e-9;

    /** Returns the measure of a trial, whose variants have its seed. */
    static FinalMeasure of(Trial trial) {
        Integer count = trial.settings().get(TrialSettings.VARIANTS);
        return new FinalMeasure(
                isNamedBy(trial), count == null || count == 0 ? null : new Variants(count, trial.seed()));
    }

    /** Returns whether a trial has one of {@link TrialSettings#MEASURES}. */
    static boolean isNamedBy(Trial trial) {
        return TrialSettings.MEASURES.stream().anyMatch(trial.settings()::has);
    }

    /**
     * Refuses a measure that does not fit the rest of a trial.
     *
     * @throws SettingException that names it
     */
    static void requireFit(Trial trial, TrainingOptions options) {
        Settings settings = trial.settings();
        for (Setting<?> measure : TrialSettings.MEASURES) {
            if (settings.has(measure) && trial.isSvm()) {
                throw new SettingException(measure.name(), "is for networks, not for a support vector machine");
            }
            for (Setting<?> limit : TrialSettings.LIMITS) {
                if (settings.has(measure) && settings.has(limit)) {
                    throw new SettingException(measure.name(), "cannot be combined with {" + limit.name() + "}");
                }
            }
        }
        if (of(trial).variants != null && options.augmentation() == null) {
            throw new SettingException(
                    TrialSettings.VARIANTS.name(),
                    "needs a training that varies its images, as by {augment}, or must be 0");
        }
    }

    /** Returns the values of the {@link Outcome}. */
    Map<String, Double> of(Backend backend, PreparedTraining training, List<Network> networks) {
        Split split = training.split();
        Dataset test = split.test();
        if (named) {
            return ofAnswers(backend, training, networks);
        }
        return test == null
                ? Map.of()
                : Map.of(
                        Outcome.testName(Score.of(test.schema().task())),
                        NetworkScore.of(backend, networks.get(0), test));
    }

    private Map<String, Double> ofAnswers(Backend backend, PreparedTraining training, List<Network> networks) {
        Split split = training.split();
        Dataset validation = split.validation();
        Dataset test = split.test();
        Score score = Score.of(validation.schema().task());
        Map<String, Double> values = new HashMap<>();
        try (CommitteePredictor answers = new CommitteePredictor(committee(training, networks), backend, variants)) {
            CommitteePredictions ofValidation = timed(answers, split, validation, values);
            values.put(Outcome.validationName(score), PredictionScore.of(validation, ofValidation.combined()));
            if (test != null) {
                CommitteePredictions ofTest = timed(answers, split, test, values);
                values.put(Outcome.testName(score), PredictionScore.of(test, ofTest.combined()));
                if (test.schema().task() != Task.REGRESSION) {
                    values.put("all-wrong", (double) PredictionScore.wrongForAll(test, ofTest.members()).length);
                }
            }
        }
        return values;
    }

    /** The data are as the networks take them and compute them, whatever their units were. */
    private static Committee committee(PreparedTraining training, List<Network> networks) {
        Split split = training.split();
        List<Model> models = networks.stream()
                .map(network -> new Model(
                        network,
                        split.training().schema(),
                        split.standardization(),
                        training.options().augmentation()))
                .toList();
        return new Committee(models, Combination.MEAN);
    }

    private static CommitteePredictions timed(
            CommitteePredictor answers, Split split, Dataset data, Map<String, Double> values) {
        long start = System.nanoTime();
        CommitteePredictions joint = answers.predict(data.examples().inputs(), split.standardization());
        values.put("seconds-per-image", (System.nanoTime() - start) * SECONDS / data.size());
        return joint;
    }
}
