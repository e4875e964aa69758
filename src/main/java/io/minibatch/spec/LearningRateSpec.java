package io.minibatch.spec;

import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.optimize.LearningRate;
import io.minibatch.optimize.Schedule;
import io.minibatch.optimize.UpdateRule;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The learning rate over the epochs.
 *
 * @param eta η, null for the default of the update rule and the activations
 * @param schedule after the warm-up
 * @param warmUp epochs in which η is reached, 0 for none
 */
public record LearningRateSpec(@Nullable Double eta, ScheduleSpec schedule, int warmUp) {
    public static final Setting<Double> ETA = Setting.of(
                    "eta", Type.NUMBER_OR_AUTO, spec -> spec.learningRate().eta())
            .within(Range.positive())
            .with(Trait.STEPS)
            .help(
                    "X",
                    "Learning rate, above 0, or auto, by a short search (default: by optimizer and activations; 0.5 for sgd "
                            + "with sigmoid).")
            .details("Default for sgd: " + descentDefaults()
                    + ". momentum and nesterov: that times 1 - momentum. Adaptive rules: " + adaptiveDefaults()
                    + ". auto is half of the largest at which the training cost decreases.");

    public static final Setting<ScheduleSpec> SCHEDULE = Setting.of(
                    "schedule",
                    Type.notation(ScheduleSpec::parse, ScheduleSpec::text),
                    spec -> spec.learningRate().schedule())
            .byDefault(ScheduleSpec.CONSTANT)
            .with(Trait.STEPS, Trait.WHOLE_RUN)
            .help(
                    "NAME",
                    "Learning-rate schedule: constant, halve[:N], tenth[:N], step:EVERY:DIVISOR, "
                            + "exponential:FACTOR, cosine or one-cycle[:SHARE] (default: ${DEFAULT-VALUE}).")
            .details("halve and tenth divide the rate by 2 or 10 when the validation accuracy has not improved "
                    + "for N epochs (10 where :N is left out), and end the training at 1/1024 or 1/1000 of it. "
                    + "step divides it by DIVISOR every EVERY epochs; exponential multiplies it by FACTOR every "
                    + "epoch; cosine falls to almost 0. one-cycle rises to eta in that share of the run (30 % "
                    + "where :SHARE is left out), then falls to almost 0, and the momentum moves the other way.");

    public static final Setting<Integer> WARM_UP = Setting.of(
                    "warm-up", Type.WHOLE, spec -> spec.learningRate().warmUp())
            .byDefault(0)
            .within(Range.atLeast(0))
            .with(Trait.STEPS, Trait.WHOLE_RUN)
            .help("N", "Epochs over which the learning rate grows linearly to --eta (default: ${DEFAULT-VALUE}).")
            .details("The schedule starts after them.");

    static final List<Setting<?>> TABLE = List.of(ETA, SCHEDULE, WARM_UP);

    public LearningRateSpec {
        ETA.require(eta);
        WARM_UP.require(warmUp);
        if (warmUp > 0) {
            WARM_UP.attempt(() -> new Schedule.WarmUp(warmUp, schedule.over(1)));
        }
    }

    /** Returns the defaults of plain descent, as {@code 0.5 with sigmoid layers, 0.1 with tanh layers}. */
    private static String descentDefaults() {
        return Arrays.stream(Activation.values())
                .map(Activation::learningRate)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .map(eta -> Type.plain(eta) + " with "
                        + Arrays.stream(Activation.values())
                                .filter(one -> one.learningRate() == eta)
                                .map(Activation::label)
                                .collect(Collectors.joining(", "))
                        + " layers")
                .collect(Collectors.joining("; "))
                .concat("; the smallest where layers differ");
    }

    /** Returns the defaults of the adaptive rules, as {@code 0.001 for adam and adamw; 0.05 for adagrad}. */
    private static String adaptiveDefaults() {
        return UpdateRule.standards().values().stream()
                .filter(UpdateRule::isAdaptive)
                .map(rule -> rule.defaultEta(0))
                .distinct()
                .map(eta -> BigDecimal.valueOf(eta).stripTrailingZeros().toPlainString() + " for "
                        + Optimizer.names(rule -> rule.isAdaptive() && rule.defaultEta(0) == eta))
                .collect(Collectors.joining("; "));
    }

    static LearningRateSpec of(Settings settings) {
        return new LearningRateSpec(settings.get(ETA), settings.require(SCHEDULE), settings.require(WARM_UP));
    }

    /** Returns the learning rate of a run of so many epochs. */
    LearningRate learningRate(int epochs, UpdateRule rule, Architecture architecture) {
        Schedule after = schedule.over(Math.max(1, epochs - warmUp));
        return new LearningRate(
                eta == null ? rule.defaultEta(architecture.learningRate()) : eta,
                warmUp == 0 ? after : new Schedule.WarmUp(warmUp, after));
    }
}
