package io.minibatch.cli;

import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.WeightPenalty;
import io.minibatch.spec.Optimizer;
import io.minibatch.spec.RunSpec;
import io.minibatch.train.Hyperparameters;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lines about penalties of the weights: a default that was adapted, or one without the effect that its name promises.
 */
final class PenaltyNotices {
    private PenaltyNotices() {}

    /**
     * Returns the lines for a training.
     *
     * @param chosen what the specification makes with the data
     * @param trainingSize training examples, at least 1
     */
    static List<String> of(RunSpec spec, Hyperparameters chosen, int trainingSize) {
        List<String> notices = new ArrayList<>();
        String adapted = adaptedDefault(spec.regularization().lambda(), chosen.updateRule(), trainingSize);
        if (adapted != null) {
            notices.add(adapted);
        }
        if (spec.optimizer().minimizer() == null) {
            notices.addAll(warnings(chosen, trainingSize));
        }
        return notices;
    }

    private static @Nullable String adaptedDefault(@Nullable Double lambda, UpdateRule rule, int trainingSize) {
        double adapted = WeightPenalty.defaultL2(rule, trainingSize);
        if (lambda != null || adapted == WeightPenalty.BOOK_L2) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "--lambda is %s by default for %s (%s for SGD on %,d training examples)",
                text(adapted),
                rule.isAdaptive()
                        ? Optimizer.names(UpdateRule::isAdaptive)
                        : String.format(Locale.ROOT, "%,d training examples", trainingSize),
                text(WeightPenalty.BOOK_L2),
                WeightPenalty.BOOK_SIZE);
    }

    private static List<String> warnings(Hyperparameters hyperparameters, int trainingSize) {
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
        if (decays && WeightPenalty.roundsToZero(eta * penalty.l2() / trainingSize)) {
            warnings.add(lost("--lambda", penalty.l2(), "eta * lambda / training examples"));
        }
        if (WeightPenalty.roundsToZero(eta * rule.weightDecay())) {
            warnings.add(lost("--weight-decay", rule.weightDecay(), "eta * weight-decay"));
        }
        return warnings;
    }

    private static String decoupled(UpdateRule rule) {
        return Optimizer.names(other -> other.descent() == rule.descent() && other.weightDecay() > 0);
    }

    private static String lost(String flag, double value, String decay) {
        return flag + " " + text(value) + " has no effect: a step's decay, " + decay
                + ", is below 3e-8, which 32-bit weights round away; give a larger value, or 0";
    }

    private static String text(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
