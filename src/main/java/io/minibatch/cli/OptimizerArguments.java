package io.minibatch.cli;

import io.minibatch.optimize.LearningRate;
import io.minibatch.optimize.Schedule;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.UpdateRule.Momentum;
import io.minibatch.optimize.UpdateRule.Sgd;
import io.minibatch.secondorder.ConjugateGradient;
import io.minibatch.secondorder.HessianFree;
import io.minibatch.secondorder.Lbfgs;
import io.minibatch.secondorder.Minimizer;
import io.minibatch.secondorder.Newton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how a gradient changes the parameters. */
final class OptimizerArguments {
    /** The methods of {@link #minimizer()}. */
    private static final List<String> MINIMIZERS = List.of("lbfgs", "cg", "hessian-free", "newton");

    @Option(
            names = "--eta",
            paramLabel = "X",
            description =
                    "Learning rate (default: the update rule's, 0.5 for sgd, 0.5 times 1 - momentum with momentum, "
                            + "0.001 for adam), or auto: half of the largest at which the training cost decreases.")
    private @Nullable String eta;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "Update rule: ${COMPLETION-CANDIDATES} (default: sgd, with --momentum momentum); or on all "
                    + "training images at once, an iteration an epoch: lbfgs, cg, hessian-free or newton.")
    private @Nullable String optimizer;

    @Option(
            names = "--momentum",
            paramLabel = "X",
            description = "For momentum and nesterov, from 0 to less than 1 (default: 0.9).")
    private @Nullable Double momentum;

    @Option(
            names = "--momentum-ramp",
            paramLabel = "N",
            defaultValue = "0",
            description = "Epochs in which the momentum grows from 0.5 to what --momentum says (default: 0, no ramp).")
    private int momentumRamp;

    @Option(names = "--any-momentum", description = "Allow a momentum below 0 or from 1 up, to see what happens.")
    private boolean anyMomentum;

    @Option(
            names = "--weight-decay",
            paramLabel = "X",
            description =
                    "Decoupled weight decay, for rules that have one: each step multiplies the weights by 1 - eta * X, "
                            + "beside the L2 of --lambda (default: the rule's, 0.01 for adamw).")
    private @Nullable Double weightDecay;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            defaultValue = "constant",
            description = "The learning rate over the epochs: constant; halve or tenth: divided by 2 or 10 when the "
                    + "evaluation accuracy has not improved for 10 epochs (halve:N for N), until 1/1024 or 1/1000 is "
                    + "left; step:EVERY:DIVISOR; exponential:FACTOR; cosine (default: ${DEFAULT-VALUE}).")
    private String schedule = "";

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "0",
            description = "Epochs over which the learning rate grows linearly to --eta, before --schedule starts "
                    + "(default: 0).")
    private int warmUp;

    /** Returns the method that works on all training images at once, null where another was asked for. */
    @Nullable
    Minimizer minimizer() {
        return switch (optimizer == null ? "" : optimizer.toLowerCase(Locale.ROOT)) {
            case "lbfgs" -> new Lbfgs();
            case "cg" -> new ConjugateGradient();
            case "hessian-free" -> new HessianFree();
            case "newton" -> new Newton();
            default -> null;
        };
    }

    /** Throws {@link IllegalArgumentException} with a line that names the flag. */
    UpdateRule updateRule() {
        String name = optimizer == null ? (momentum == null ? "sgd" : "momentum") : optimizer;
        Map<String, UpdateRule> rules = UpdateRule.standards();
        String chosen = Choice.of(
                "optimizer",
                name,
                Stream.concat(rules.keySet().stream(), MINIMIZERS.stream()).toArray(String[]::new),
                known -> known);
        UpdateRule standard = rules.getOrDefault(chosen, new Sgd());
        if (momentum != null && !(standard instanceof Momentum)) {
            throw new IllegalArgumentException("--momentum is for momentum and nesterov, not for " + chosen);
        }
        if (weightDecay != null && standard.weightDecay() == 0) {
            throw new IllegalArgumentException(
                    "--weight-decay is for " + names(rule -> rule.weightDecay() > 0) + "; --lambda is for all");
        }
        if (standard instanceof Momentum given) {
            return momentum(given.nesterov());
        }
        return weightDecay == null ? standard : standard.withWeightDecay(weightDecay);
    }

    /** Returns the names of some update rules as a sentence has them: {@code adam, adamw and rmsprop}. */
    static String names(Predicate<UpdateRule> which) {
        List<String> names = UpdateRule.standards().entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    /** The update rules, for the help. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(UpdateRule.standards().keySet());
        }
    }

    private UpdateRule momentum(boolean nesterov) {
        double mu = momentum == null ? Momentum.DEFAULT_MU : momentum;
        if (!anyMomentum && !(mu >= 0 && mu < 1)) {
            throw new IllegalArgumentException("--momentum must be from 0 to less than 1, not " + mu
                    + "; --any-momentum allows it, to see what happens");
        }
        double start = momentumRamp == 0 ? mu : Math.min(0.5, mu);
        return new Momentum(nesterov, start, mu, momentumRamp, anyMomentum);
    }

    /** Throws {@link IllegalArgumentException} with a line that names the flag. */
    LearningRate learningRate(int epochs) {
        Schedule chosen = schedule(Math.max(1, epochs - warmUp));
        return new LearningRate(
                eta == null ? updateRule().defaultEta() : given(eta),
                warmUp == 0 ? chosen : new Schedule.WarmUp(warmUp, chosen));
    }

    boolean wantsEta() {
        return TrainingArguments.AUTO.equals(eta);
    }

    private static double given(String eta) {
        try {
            return Double.parseDouble(eta);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("--eta must be a number, or auto in a training, not " + eta);
        }
    }

    /**
     * Parses {@code --schedule}.
     *
     * @param epochs of the run after the warm-up, at least 1
     */
    private Schedule schedule(int epochs) {
        String[] parts = schedule.split(":", -1);
        try {
            return switch (parts[0]) {
                case "constant" -> only(parts, 1, new Schedule.Constant());
                case "halve" -> only(parts, 2, new Schedule.OnPlateau(patience(parts), 2, 1.0 / 1024));
                case "tenth" -> only(parts, 2, new Schedule.OnPlateau(patience(parts), 10, 1.0 / 1000));
                case "step" ->
                    only(parts, 3, new Schedule.Steps(Integer.parseInt(parts[1]), Double.parseDouble(parts[2])));
                case "exponential" -> only(parts, 2, new Schedule.Exponential(Double.parseDouble(parts[1])));
                case "cosine" -> only(parts, 1, new Schedule.Cosine(epochs));
                default ->
                    throw new IllegalArgumentException(
                            "use constant, halve, tenth, step:EVERY:DIVISOR, exponential:FACTOR or cosine");
            };
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException wrong) {
            throw new IllegalArgumentException("--schedule " + schedule
                    + ": use constant, halve:N, tenth:N, step:EVERY:DIVISOR, exponential:FACTOR or cosine");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--schedule " + schedule + ": " + wrong.getMessage(), wrong);
        }
    }

    private static int patience(String[] parts) {
        return parts.length == 1 ? 10 : Integer.parseInt(parts[1]);
    }

    private static Schedule only(String[] parts, int most, Schedule schedule) {
        if (parts.length > most) {
            throw new NumberFormatException();
        }
        return schedule;
    }
}
