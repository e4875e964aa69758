package io.minibatch.spec;

import io.minibatch.network.Architecture;
import io.minibatch.network.DropoutRates;
import io.minibatch.optimize.Averaging;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.WeightPenalty;
import io.minibatch.train.Regularization;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of regularization.
 *
 * @param lambda λ of L2, null for the default of the update rule and the number of training examples
 * @param l1 λ of L1
 * @param dropout one rate for all hidden layers, or one for the inputs and each hidden layer; empty for none
 * @param maxNorm maximum L2 norm of a neuron's incoming weights, 0 for no limit
 * @param labelSmoothing from 0 to less than 1
 * @param average the mean of weights that is the result
 */
public record RegularizationSpec(
        @Nullable Double lambda,
        double l1,
        List<Double> dropout,
        double maxNorm,
        double labelSmoothing,
        Averaging average) {
    public static final Setting<Double> LAMBDA = Setting.of(
                    "lambda", Type.NUMBER, spec -> spec.regularization().lambda())
            .within(Range.notNegative())
            .help(
                    "X",
                    "L2 regularization, 0 or more: lambda/(2n) * sum of w^2 (default: n/10,000 for n training "
                            + "examples; 0 for "
                            + Optimizer.names(UpdateRule::isAdaptive) + ").")
            .details("A given value is used as it is, whatever the number of examples.");

    public static final Setting<Double> L1 = Setting.of(
                    "l1", Type.NUMBER, spec -> spec.regularization().l1())
            .byDefault(0.0)
            .within(Range.notNegative())
            .with(Trait.STEPS)
            .help("X", "L1 regularization, 0 or more (default: ${DEFAULT-VALUE}).");

    public static final Setting<List<Double>> DROPOUT = Setting.of(
                    "dropout", Type.NUMBERS, spec -> spec.regularization().dropout())
            .byDefault(List.of())
            .within(Range.belowOne())
            .with(Trait.STEPS)
            .help(
                    "P[,P...]",
                    "Dropout rate, 0 to less than 1, of all hidden layers; or of the inputs and each hidden "
                            + "layer (default: none).")
            .details("For example 0.5, or 0.2,0.5,0.5 for a network with two hidden layers.");

    public static final Setting<Double> MAX_NORM = Setting.of(
                    "max-norm", Type.NUMBER, spec -> spec.regularization().maxNorm())
            .byDefault(0.0)
            .within(Range.notNegative())
            .with(Trait.STEPS)
            .help("X", "Maximum L2 norm of a neuron's incoming weights, 0 for no limit (default: ${DEFAULT-VALUE}).");

    public static final Setting<Double> LABEL_SMOOTHING = Setting.of(
                    "label-smoothing",
                    Type.NUMBER,
                    spec -> spec.regularization().labelSmoothing())
            .byDefault(0.0)
            .within(Range.belowOne())
            .with(Trait.STEPS)
            .help("X", "Label-smoothing factor, 0 to less than 1 (default: ${DEFAULT-VALUE}).");

    public static final Setting<Averaging> AVERAGE = Setting.of(
                    "average",
                    Type.notation(Averaging::parse, Averaging::text),
                    spec -> spec.regularization().average())
            .byDefault(Averaging.NONE)
            .with(Trait.STEPS, Trait.WHOLE_RUN)
            .help(
                    "NAME",
                    "Weight average to measure and save: none, ema[:DECAY] or swa[:SHARE] (default: ${DEFAULT-VALUE}).")
            .details("ema is an exponential moving average with that decay a step (0.999 where :DECAY is left "
                    + "out). swa is the mean over the last epochs, that share of the run (a quarter where "
                    + ":SHARE is left out).");

    static final List<Setting<?>> TABLE = List.of(LAMBDA, L1, DROPOUT, MAX_NORM, LABEL_SMOOTHING, AVERAGE);

    public RegularizationSpec {
        dropout = List.copyOf(dropout);
        LAMBDA.require(lambda);
        L1.require(l1);
        DROPOUT.require(dropout);
        MAX_NORM.require(maxNorm);
        LABEL_SMOOTHING.require(labelSmoothing);
    }

    static RegularizationSpec of(Settings settings) {
        return new RegularizationSpec(
                settings.get(LAMBDA),
                settings.require(L1),
                settings.require(DROPOUT),
                settings.require(MAX_NORM),
                settings.require(LABEL_SMOOTHING),
                settings.require(AVERAGE));
    }

    /**
     * Returns the regularization.
     *
     * @param trainingSize training examples, at least 1
     */
    Regularization regularization(Architecture architecture, UpdateRule rule, int trainingSize) {
        DropoutRates rates =
                dropout.size() == 1 ? DropoutRates.hidden(dropout.get(0), architecture) : new DropoutRates(dropout);
        DROPOUT.attempt(() -> {
            rates.requireFit(architecture);
            return rates;
        });
        double l2 = lambda == null ? WeightPenalty.defaultL2(rule, trainingSize) : lambda;
        return new Regularization(new WeightPenalty(l1, l2), rates, maxNorm, labelSmoothing);
    }
}
