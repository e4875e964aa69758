package io.minibatch.cli;

import io.minibatch.network.Architecture;
import io.minibatch.network.DropoutRates;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.WeightPenalty;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Regularization;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that keep a network from learning its training data by heart. */
final class RegularizationArguments {
    private static final String D = " (default: ${DEFAULT-VALUE}).";

    @Option(
            names = "--lambda",
            paramLabel = "X",
            description = "L2 regularisation, 0 for none (default: 5 for 50,000 training images, in proportion for "
                    + "other numbers; 0 for adaptive rules, as adam).")
    private @Nullable Double lambda;

    @Option(names = "--l1", paramLabel = "X", defaultValue = "0", description = "L1 regularisation, 0 for none" + D)
    private double l1;

    @Option(
            names = "--dropout",
            paramLabel = "P[,P...]",
            hideParamSyntax = true,
            split = ",",
            description = "Share of neurons to drop in each step: one number for all hidden layers, or the inputs and "
                    + "each hidden layer, as 0.2,0.5,0.5 (default: none).")
    private List<Double> dropout = List.of();

    @Option(
            names = "--max-norm",
            paramLabel = "X",
            defaultValue = "0",
            description = "The most that a neuron's weights may be long, 0 for no limit" + D)
    private double maxNorm;

    @Option(
            names = "--label-smoothing",
            paramLabel = "X",
            defaultValue = "0",
            description = "Part of the target that all classes share" + D)
    private double labelSmoothing;

    /**
     * Returns what the flags ask for; without {@code --lambda}, the default for the rule and the number of training
     * images.
     *
     * @throws IllegalArgumentException with a line that names the flag
     */
    Regularization regularization(Architecture architecture, UpdateRule rule, int trainingSize) {
        DropoutRates rates =
                dropout.size() == 1 ? DropoutRates.hidden(dropout.get(0), architecture) : new DropoutRates(dropout);
        rates.requireFit(architecture);
        double l2 = lambda == null ? WeightPenalty.defaultL2(rule, trainingSize) : lambda;
        return new Regularization(new WeightPenalty(l1, l2), rates, maxNorm, labelSmoothing);
    }

    /** Returns a line where the default of {@code --lambda} is adapted to the rule or to the data, null elsewhere. */
    @Nullable
    String adaptedDefault(UpdateRule rule, int trainingSize) {
        double adapted = WeightPenalty.defaultL2(rule, trainingSize);
        if (lambda != null || adapted == WeightPenalty.BOOK_L2) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "--lambda is %s by default for %s (%s for SGD on %,d training images)",
                text(adapted),
                rule.isAdaptive()
                        ? OptimizerArguments.names(UpdateRule::isAdaptive)
                        : String.format(Locale.ROOT, "%,d training images", trainingSize),
                text(WeightPenalty.BOOK_L2),
                WeightPenalty.BOOK_SIZE);
    }

    /**
     * Returns a line for each penalty that does not do what its flag seems to say.
     *
     * @param trainingSize n, at least 1
     */
    static List<String> warnings(Hyperparameters hyperparameters, int trainingSize) {
        UpdateRule rule = hyperparameters.updateRule();
        WeightPenalty penalty = hyperparameters.regularization().penalty();
        double eta = hyperparameters.learningRate().eta();
        List<String> warnings = new ArrayList<>();
        if (rule.weightDecay() > 0 && penalty.l2() > 0) {
            warnings.add("--lambda " + text(penalty.l2()) + " adds L2 to the gradient of " + decoupled(rule)
                    + ", beside its --weight-decay " + text(rule.weightDecay()) + "; give 0 for one of them");
        }
        // Other rules, and SGD with L1, add L2 to the gradient, where it is not rounded away.
        boolean decays = rule instanceof UpdateRule.Sgd && penalty.l1() == 0;
        if (decays && WeightPenalty.isLost(eta * penalty.l2() / trainingSize)) {
            warnings.add(lost("--lambda", penalty.l2(), "eta * lambda / training images"));
        }
        if (WeightPenalty.isLost(eta * rule.weightDecay())) {
            warnings.add(lost("--weight-decay", rule.weightDecay(), "eta * weight-decay"));
        }
        return warnings;
    }

    private static String decoupled(UpdateRule rule) {
        return OptimizerArguments.names(other -> other.descent() == rule.descent() && other.weightDecay() > 0);
    }

    private static String lost(String flag, double value, String decay) {
        return flag + " " + text(value) + " has no effect: a step's decay, " + decay
                + ", is below 3e-8, which 32-bit weights round away; give a larger value, or 0";
    }

    private static String text(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
