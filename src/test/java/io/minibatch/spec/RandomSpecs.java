package io.minibatch.spec;

import io.minibatch.backend.Augmentation;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.ClassWeights;
import io.minibatch.data.DataOptions;
import io.minibatch.data.FormatOptions;
import io.minibatch.data.Selection;
import io.minibatch.data.SplitOptions;
import io.minibatch.data.SplitRule;
import io.minibatch.network.Activation;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.optimize.Averaging;
import io.minibatch.optimize.Schedule;
import io.minibatch.optimize.Stopping;
import io.minibatch.train.Keep;
import io.minibatch.train.Monitor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Specifications in which each setting is set or not, by chance. */
public final class RandomSpecs {
    private static final int COUNT = 200;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Random random;

    private RandomSpecs(long seed) {
        random = new Random(seed * SPREAD); // neighbouring seeds begin alike
    }

    /** Returns the same specifications every time. */
    public static Stream<RunSpec> all() {
        return LongStream.range(0, COUNT).mapToObj(seed -> new RandomSpecs(seed).spec());
    }

    private RunSpec spec() {
        return new RunSpec(
                new DataSpec(data()),
                new NetworkSpec(
                        maybe(() -> wholes(3)),
                        random.nextBoolean()
                                ? List.of(Activation.SIGMOID)
                                : List.of(one(Activation.values()), one(Activation.values())),
                        maybe(() -> one(Cost.values())),
                        maybe(() -> one(Initializer.values()))),
                optimizer(),
                learningRate(),
                new RegularizationSpec(
                        maybe(this::number),
                        number(),
                        random.nextBoolean() ? List.of() : List.of(random.nextDouble(), 0.5),
                        number(),
                        random.nextDouble(),
                        average()),
                augmentation(),
                new LoopSpec(
                        positive(),
                        positive(),
                        stopping(),
                        one(Keep.values()),
                        random.nextLong(),
                        random.nextBoolean() ? Set.of() : monitors(),
                        random.nextInt(1000)));
    }

    private DataOptions data() {
        boolean targets = random.nextBoolean();
        boolean share = random.nextBoolean();
        return new DataOptions(
                maybe(() -> Path.of("/data of mine")),
                random.nextBoolean(),
                new FormatOptions(
                        targets ? null : maybe(() -> "what it is"),
                        targets ? List.of("height", "3") : List.of(),
                        random.nextBoolean()),
                new SplitOptions(
                        share ? Double.valueOf(0.1 + 0.5 * random.nextDouble()) : null,
                        share ? null : maybe(() -> Path.of("/other data")),
                        maybe(() -> random.nextBoolean()
                                ? new SplitRule.Ordered()
                                : new SplitRule.Stratified(random.nextLong()))),
                new Selection(
                        random.nextBoolean() ? List.of() : List.of("7", "cat"), random.nextInt(3), random.nextInt(3)),
                random.nextBoolean(),
                maybe(this::classWeights));
    }

    private ClassWeights classWeights() {
        return switch (random.nextInt(3)) {
            case 0 -> new ClassWeights.Balanced();
            case 1 -> new ClassWeights.Given(List.of(), List.of(number(), 0.0, 2.5));
            default -> new ClassWeights.Given(List.of("7", "a:b"), List.of(1.5, number()));
        };
    }

    private OptimizerSpec optimizer() {
        Optimizer optimizer = maybe(() -> one(Optimizer.ALL.toArray(Optimizer[]::new)));
        boolean momentum = optimizer == null || optimizer.takesMomentum();
        return new OptimizerSpec(
                optimizer,
                momentum ? maybe(random::nextDouble) : null,
                random.nextInt(4),
                random.nextBoolean(),
                optimizer != null && optimizer.rule().weightDecay() > 0 ? maybe(this::number) : null,
                random.nextBoolean() ? 0 : number());
    }

    private Averaging average() {
        return switch (random.nextInt(3)) {
            case 0 -> new Averaging.Exponential(0.5 + 0.49 * random.nextDouble());
            case 1 -> new Averaging.Stochastic(1 - random.nextDouble());
            default -> Averaging.NONE;
        };
    }

    private LearningRateSpec learningRate() {
        ScheduleSpec schedule = schedule();
        int warmUp = schedule instanceof ScheduleSpec.OneCycle ? 0 : random.nextInt(5);
        return new LearningRateSpec(maybe(this::number), schedule, warmUp);
    }

    private ScheduleSpec schedule() {
        return switch (random.nextInt(8)) {
            case 0 -> new ScheduleSpec.Cosine();
            case 1 -> new ScheduleSpec.Fixed(new Schedule.OnPlateau(positive(), 2, 1.0 / 1024));
            case 2 -> new ScheduleSpec.Fixed(new Schedule.OnPlateau(positive(), 10, 1.0 / 1000));
            case 3 -> new ScheduleSpec.Fixed(new Schedule.Steps(positive(), 1 + number()));
            case 4 -> new ScheduleSpec.Fixed(new Schedule.Exponential(1 - random.nextDouble()));
            case 5 -> ScheduleSpec.parse("one-cycle");
            case 6 -> new ScheduleSpec.OneCycle(0.1 + 0.8 * random.nextDouble());
            default -> ScheduleSpec.CONSTANT;
        };
    }

    private AugmentationSpec augmentation() {
        if (random.nextInt(4) == 0) {
            return new AugmentationSpec(null, AffineSpec.NONE, null, null, true);
        }
        double sigma = 1 + random.nextDouble();
        return new AugmentationSpec(
                maybe(() -> one(AugmentationPreset.values())),
                new AffineSpec(
                        maybe(() -> 180 * random.nextDouble()),
                        maybe(() -> 60 * random.nextDouble()),
                        maybe(() -> 0.9 * random.nextDouble()),
                        maybe(() -> 100 * random.nextDouble())),
                maybe(() -> new Augmentation.Elastic(
                        new Augmentation.Range(sigma, sigma + random.nextInt(2)), new Augmentation.Range(34, 34))),
                maybe(() -> wholes(2)),
                false);
    }

    private Stopping stopping() {
        return switch (random.nextInt(3)) {
            case 0 -> new Stopping.NoImprovement(positive());
            case 1 -> new Stopping.GrowingPatience(positive(), number());
            default -> new Stopping.Never();
        };
    }

    private Set<Monitor> monitors() {
        return Arrays.stream(Monitor.values())
                .filter(monitor -> random.nextBoolean())
                .collect(Collectors.toSet());
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private <E> E one(E[] values) {
        return values[random.nextInt(values.length)];
    }

    private int positive() {
        return 1 + random.nextInt(500);
    }

    /** Returns a number above 0 of any magnitude, with as many digits as it has. */
    private double number() {
        return Math.pow(10, 30 * random.nextDouble() - 15);
    }

    private List<Integer> wholes(int count) {
        return IntStream.range(0, count).map(i -> random.nextInt(64)).boxed().toList();
    }
}
