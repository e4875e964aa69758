package io.minibatch.spec;

import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.UpdateRule.Momentum;
import io.minibatch.secondorder.Minimizer;
import io.minibatch.secondorder.NetworkCost;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the update rule.
 *
 * @param optimizer null for momentum where a momentum is given, else SGD
 * @param momentum μ, null for the default
 * @param momentumRamp epochs in which μ grows to its value
 * @param anyMomentum whether μ may lie outside of 0 to less than 1
 * @param weightDecay of rules that have one, null for the default
 * @param clipNorm maximum L2 norm of the gradient, 0 for no limit
 */
public record OptimizerSpec(
        @Nullable Optimizer optimizer,
        @Nullable Double momentum,
        int momentumRamp,
        boolean anyMomentum,
        @Nullable Double weightDecay,
        double clipNorm) {
    private static final double RAMP_START = 0.5;

    public static final Setting<Optimizer> OPTIMIZER = Setting.of(
                    "optimizer",
                    Type.choice(Optimizer.ALL.toArray(Optimizer[]::new), Optimizer::label),
                    spec -> spec.optimizer().optimizer())
            .help(
                    "NAME",
                    "Update rule: " + String.join(", ", UpdateRule.standards().keySet())
                            + "; or, on the full batch, lbfgs, cg, hessian-free, newton (default: sgd).")
            .details("With a momentum given, the default is momentum. A full-batch method makes one iteration an "
                    + "epoch.");

    public static final Setting<Double> MOMENTUM = Setting.of(
                    "momentum", Type.NUMBER, spec -> spec.optimizer().momentum())
            .with(Trait.STEPS)
            .help("X", "Momentum coefficient of momentum and nesterov, 0 to less than 1 (default: 0.9).");

    public static final Setting<Integer> MOMENTUM_RAMP = Setting.of(
                    "momentum-ramp", Type.WHOLE, spec -> spec.optimizer().momentumRamp())
            .byDefault(0)
            .within(Range.atLeast(0))
            .with(Trait.STEPS, Trait.WHOLE_RUN)
            .help("N", "Epochs over which the momentum grows from 0.5 (default: ${DEFAULT-VALUE}, no growth).");

    public static final Setting<Boolean> ANY_MOMENTUM = Setting.of(
                    "any-momentum", Type.SWITCH, spec -> spec.optimizer().anyMomentum())
            .byDefault(false)
            .with(Trait.STEPS)
            .help("", "Allow a momentum outside [0, 1), for experiments.");

    public static final Setting<Double> WEIGHT_DECAY = Setting.of(
                    "weight-decay", Type.NUMBER, spec -> spec.optimizer().weightDecay())
            .within(Range.notNegative())
            .with(Trait.STEPS)
            .help(
                    "X",
                    "Decoupled weight decay, 0 or more (default: " + defaultDecays()
                            + "); the book's weight decay is lambda.")
            .details("For " + Optimizer.names(rule -> rule.weightDecay() > 0)
                    + ": each step multiplies the weights by 1 - eta * X, in addition to the L2 "
                    + "regularization of lambda.");

    public static final Setting<Double> CLIP_NORM = Setting.of(
                    "clip-norm", Type.NUMBER, spec -> spec.optimizer().clipNorm())
            .byDefault(0.0)
            .within(Range.notNegative())
            .with(Trait.STEPS)
            .help("X", "Maximum L2 norm of the gradient, 0 for no limit (default: ${DEFAULT-VALUE}).")
            .details("The norm is of the gradient of all weights and biases, before L1 and L2 regularization.");

    static final List<Setting<?>> TABLE =
            List.of(OPTIMIZER, MOMENTUM, MOMENTUM_RAMP, ANY_MOMENTUM, WEIGHT_DECAY, CLIP_NORM);

    public OptimizerSpec {
        MOMENTUM_RAMP.require(momentumRamp);
        WEIGHT_DECAY.require(weightDecay);
        CLIP_NORM.require(clipNorm);
        Optimizer chosen = chosen(optimizer, momentum);
        if (momentum != null && !chosen.takesMomentum()) {
            throw MOMENTUM.wrong("is for momentum and nesterov, not for " + chosen.label());
        }
        if (weightDecay != null && chosen.rule().weightDecay() == 0) {
            throw WEIGHT_DECAY.wrong(
                    "is for " + Optimizer.names(rule -> rule.weightDecay() > 0) + "; {lambda} is for all");
        }
        if (momentum != null && !anyMomentum && !(momentum >= 0 && momentum < 1)) {
            throw MOMENTUM.wrong("must be from 0 to less than 1, not " + momentum
                    + "; {any-momentum} allows other values, for experiments");
        }
    }

    /** Returns the default weight decays, as {@code 0.01 for adamw}. */
    private static String defaultDecays() {
        return UpdateRule.standards().entrySet().stream()
                .filter(rule -> rule.getValue().weightDecay() > 0)
                .map(rule -> rule.getValue().weightDecay() + " for " + rule.getKey())
                .collect(Collectors.joining(", "));
    }

    static OptimizerSpec of(Settings settings) {
        return new OptimizerSpec(
                settings.get(OPTIMIZER),
                settings.get(MOMENTUM),
                settings.require(MOMENTUM_RAMP),
                settings.require(ANY_MOMENTUM),
                settings.get(WEIGHT_DECAY),
                settings.require(CLIP_NORM));
    }

    /** Returns the optimizer, which {@code momentum} may imply. */
    Optimizer chosen() {
        return chosen(optimizer, momentum);
    }

    private static Optimizer chosen(@Nullable Optimizer optimizer, @Nullable Double momentum) {
        return optimizer != null ? optimizer : Optimizer.named(momentum == null ? "sgd" : "momentum");
    }

    /** Returns the method that works on all training examples at once, null for mini-batches. */
    public @Nullable Minimizer minimizer() {
        return chosen().minimizer();
    }

    /** Refuses a network that the minimizer is not for. */
    void requireFit(Architecture architecture, Dataset training) {
        Minimizer minimizer = minimizer();
        if (minimizer != null) {
            try {
                minimizer.requireFit(architecture.parameterCount());
                minimizer.requireFit(training);
                NetworkCost.requireFit(architecture);
            } catch (IllegalArgumentException wrong) {
                throw OPTIMIZER.wrong(": " + wrong.getMessage());
            }
        }
    }

    /** Returns the rule of a step; a minimizer, which takes none, has that of SGD. */
    UpdateRule updateRule() {
        UpdateRule standard = chosen().rule();
        if (standard instanceof Momentum given) {
            double mu = momentum == null ? Momentum.DEFAULT_MU : momentum;
            double start = momentumRamp == 0 ? mu : Math.min(RAMP_START, mu);
            return MOMENTUM.attempt(() -> new Momentum(given.nesterov(), start, mu, momentumRamp, anyMomentum));
        }
        return weightDecay == null ? standard : standard.withWeightDecay(weightDecay);
    }
}
