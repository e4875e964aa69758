package io.minibatch.spec;

import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.UpdateRule.Momentum;
import io.minibatch.optimize.UpdateRule.Sgd;
import io.minibatch.secondorder.ConjugateGradient;
import io.minibatch.secondorder.HessianFree;
import io.minibatch.secondorder.Lbfgs;
import io.minibatch.secondorder.Minimizer;
import io.minibatch.secondorder.Newton;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A method of training: an update rule for steps by mini-batches, or a minimizer that works on all training images at
 * once.
 *
 * @param label on the command line and in files
 * @param rule with its standard constants; that of SGD for a minimizer, which takes no steps
 * @param minimizer null for a method of steps
 */
public record Optimizer(
        String label, UpdateRule rule, @Nullable Minimizer minimizer) {
    /** All update rules, then the minimizers. */
    public static final List<Optimizer> ALL = Stream.concat(
                    UpdateRule.standards().entrySet().stream()
                            .map(rule -> new Optimizer(rule.getKey(), rule.getValue(), null)),
                    Stream.of(
                            minimizer("lbfgs", new Lbfgs()),
                            minimizer("cg", new ConjugateGradient()),
                            minimizer("hessian-free", new HessianFree()),
                            minimizer("newton", new Newton())))
            .toList();

    private static Optimizer minimizer(String label, Minimizer minimizer) {
        return new Optimizer(label, new Sgd(), minimizer);
    }

    /** Returns the optimizer of this label, which must be one. */
    static Optimizer named(String label) {
        return ALL.stream().filter(one -> one.label.equals(label)).findFirst().orElseThrow();
    }

    /** Returns the labels of some update rules as a sentence has them: {@code adam, adamw and rmsprop}. */
    public static String names(Predicate<UpdateRule> which) {
        List<String> names = UpdateRule.standards().entrySet().stream()
                .filter(rule -> which.test(rule.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    boolean takesMomentum() {
        return minimizer == null && rule instanceof Momentum;
    }
}
