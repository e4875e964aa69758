package io.minibatch.spec;

import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.data.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Network;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.TrainingOptions;
import java.util.List;

/**
 * Everything a training needs. A setting that is not set, where its default depends on other settings or on the data,
 * is null.
 *
 * @param loop epochs, mini-batches, stopping, seed and monitors
 */
public record RunSpec(
        DataSpec data,
        NetworkSpec network,
        OptimizerSpec optimizer,
        LearningRateSpec learningRate,
        RegularizationSpec regularization,
        AugmentationSpec augmentation,
        LoopSpec loop) {

    /** Returns the specification in which nothing is set. */
    public static RunSpec defaults() {
        return of(Settings.NONE);
    }

    /**
     * Returns the specification that settings make; those that belong to trials are ignored.
     *
     * @throws SettingException if a value is not allowed
     */
    public static RunSpec of(Settings settings) {
        return new RunSpec(
                DataSpec.of(settings),
                NetworkSpec.of(settings),
                OptimizerSpec.of(settings),
                LearningRateSpec.of(settings),
                RegularizationSpec.of(settings),
                AugmentationSpec.of(settings),
                LoopSpec.of(settings));
    }

    /** Returns this with another value of a setting. */
    public <T> RunSpec with(Setting<T> setting, T value) {
        Settings others = Settings.of(this).without(List.of(setting));
        return of(value.equals(setting.of(defaults())) ? others : others.with(setting, value));
    }

    /**
     * Refuses a warm-up that ends after the run. A trial may be shorter than the warm-up of the run that it is for.
     *
     * @throws SettingException that names both
     */
    public void requireWholeWarmUp() {
        if (learningRate.warmUp() > loop.epochs()) {
            throw LearningRateSpec.WARM_UP.wrong(
                    "must be at most the " + loop.epochs() + " epochs of the run, not " + learningRate.warmUp());
        }
    }

    /**
     * Returns the network before its training.
     *
     * @throws SettingException if it does not fit the data
     */
    public Network initial(Dataset training) {
        return network.initial(training, loop.seed());
    }

    /**
     * Returns the options of a training.
     *
     * @throws SettingException if the settings do not fit each other, the network or the data
     */
    public TrainingOptions options(Architecture architecture, Dataset training) {
        UpdateRule rule = optimizer.updateRule();
        Hyperparameters hyperparameters = new Hyperparameters(
                loop.epochs(),
                loop.batch(),
                learningRate.learningRate(loop.epochs(), rule, architecture),
                rule,
                optimizer.clipNorm(),
                regularization.regularization(architecture, rule, training.size()),
                loop.earlyStop());
        return LoopSpec.MONITOR.attempt(() -> new TrainingOptions(
                hyperparameters,
                loop.monitoring(),
                loop.seed(),
                augmentation.of(training),
                loop.keep(),
                regularization.average()));
    }

    /**
     * Returns the training on loaded data. Two classes become one output where the last layer has one neuron, see
     * {@link Dataset#withOneOutput}; numbers that identity outputs predict are scaled, see
     * {@link Split#withScaledTargets}.
     *
     * @throws SettingException if the settings do not fit each other or the data
     */
    public PreparedTraining training(Split split) {
        Split wanted = network.hasOneOutputFor(split.training()) ? split.withOneOutput() : split;
        Network initial = initial(wanted.training());
        TaskFit.require(this, initial.architecture(), wanted.training());
        TrainingOptions options = options(initial.architecture(), wanted.training());
        optimizer.requireFit(initial.architecture(), wanted.training());
        boolean scaled = wanted.training().schema().task() == Task.REGRESSION
                && initial.architecture().outputLayer().activation() == Activation.IDENTITY;
        return new PreparedTraining(
                scaled ? wanted.withScaledTargets() : wanted, initial, options, optimizer.minimizer());
    }
}
