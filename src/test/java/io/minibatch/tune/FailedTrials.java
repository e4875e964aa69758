package io.minibatch.tune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * Ways for a sampler to learn from failed trials, on functions that fail in a half-space: prints the table of {@code
 * benchmarks/results/tune-failed-trials.md}.
 */
final class FailedTrials {
    private static final int TRIALS = 30;

    private FailedTrials() {}

    /**
     * A loss from about 0 to 1 on the unit cube, and where a trial fails.
     *
     * @param lowest the lowest loss without noise
     * @param noise what is added to the loss that a sampler sees
     */
    record Problem(
            String name,
            int dimensions,
            double lowest,
            ToDoubleFunction<double[]> loss,
            ToDoubleFunction<double[]> noise,
            Predicate<double[]> fails) {
        double seen(double[] point) {
            return loss.applyAsDouble(point) + noise.applyAsDouble(point);
        }
    }

    /** The observations that a sampler sees. */
    record Variant(String name, UnaryOperator<List<Observation>> shown) {}

    /**
     * A rate above which training diverges, the best one near it; and a setting that matters less. The noise, of
     * standard deviation 0.0007, is of the order of that of an accuracy on 10,000 images, 0.0017 at 97 %.
     */
    static final Problem LEARNING_RATE = new Problem(
            "learning rate with noise, 2 variables",
            2,
            0.02,
            u -> 0.02 + 0.1 * Math.pow(0.7 - u[0], 2) + 0.01 * Math.pow(u[1] - 0.4, 2),
            u -> 0.001 * Math.sin(12_345 * u[0] + 54_321 * u[1]),
            u -> u[0] + 0.1 * u[1] > 0.8);

    static final List<Problem> PROBLEMS = List.of(
            new Problem(
                    "learning rate, 2 variables",
                    2,
                    0.02,
                    u -> 0.02 + 0.5 * Math.pow(0.7 - u[0], 2) + 0.05 * Math.pow(u[1] - 0.4, 2),
                    u -> 0,
                    u -> u[0] + 0.1 * u[1] > 0.8),
            LEARNING_RATE,
            new Problem(
                    "Branin, 2 variables",
                    2,
                    0.397887 / 308,
                    u -> BayesianSamplerTest.branin(u) / 308,
                    u -> 0,
                    u -> u[0] > 0.6),
            new Problem(
                    "Hartmann, 6 variables",
                    6,
                    1 - 3.32237 / 3.33,
                    u -> 1 + BayesianSamplerTest.hartmann(u) / 3.33,
                    u -> 0,
                    u -> Arrays.stream(u).sum() > 3));

    static final Variant LOSS_ONE = new Variant("loss 1", FailedTrials::asLossOne);
    static final Variant LEFT_OUT = new Variant(
            "left out",
            observed -> observed.stream().filter(each -> !each.failed()).toList());
    static final Variant SHIPPED = new Variant("as shipped", observed -> observed);

    private static List<Observation> asLossOne(List<Observation> observed) {
        return observed.stream()
                .map(each -> each.failed()
                        ? new Observation(each.point(), 1, each.seconds(), Observation.State.ENDED)
                        : each)
                .toList();
    }

    /** Returns the trials of a search. */
    private static List<Observation> search(Sampler sampler, Problem problem, Variant variant) {
        List<Observation> observed = new ArrayList<>();
        for (int trial = 0; trial < TRIALS; trial++) {
            double[] point = sampler.propose(trial, variant.shown().apply(observed));
            boolean failed = problem.fails().test(point);
            observed.add(new Observation(
                    point,
                    failed ? Double.NaN : problem.seen(point),
                    Double.NaN,
                    failed ? Observation.State.FAILED : Observation.State.ENDED));
        }
        return observed;
    }

    /**
     * Prints a line for each problem, sampler and variant.
     *
     * @param arguments the number of seeds
     */
    public static void main(String[] arguments) {
        int seeds = Integer.parseInt(arguments[0]);
        System.out.println(
                "| Problem | `--sampler` | Failed trials | Regret, median | Regret, worst | Failed of 30, mean |");
        System.out.println("|---|---|---|---|---|---|");
        for (Problem problem : PROBLEMS) {
            for (Variant variant : List.of(LOSS_ONE, LEFT_OUT, SHIPPED)) {
                print("bayesian", seed -> new BayesianSampler(seed, problem.dimensions()), problem, variant, seeds);
            }
            for (Variant variant : List.of(LOSS_ONE, LEFT_OUT, SHIPPED)) {
                print("tpe", seed -> new TreeParzenSampler(seed, problem.dimensions()), problem, variant, seeds);
            }
        }
    }

    private static void print(String name, LongFunction<Sampler> sampler, Problem problem, Variant variant, int seeds) {
        Summary summary = summary(sampler, problem, variant, seeds);
        System.out.printf(
                Locale.ROOT,
                "| %s | `%s` | %s | %.2g | %.2g | %.1f |%n",
                problem.name(),
                name,
                variant.name(),
                summary.median(),
                summary.worst(),
                summary.failed());
    }

    /**
     * Searches of several seeds.
     *
     * @param median of the regrets: the loss without noise at the point that is best with it, less the lowest loss
     * @param worst regret
     * @param failed trials of a search, mean
     */
    record Summary(double median, double worst, double failed) {}

    /** Searches with the seeds 1, 2, ... */
    static Summary summary(LongFunction<Sampler> sampler, Problem problem, Variant variant, int seeds) {
        double[] regrets = new double[seeds];
        double failed = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            List<Observation> observed = search(sampler.apply(seed), problem, variant);
            failed += observed.stream().filter(Observation::failed).count();
            regrets[seed - 1] = observed.stream()
                            .filter(Observation::ended)
                            .min(Comparator.comparingDouble(Observation::loss))
                            .map(best -> problem.loss().applyAsDouble(best.point()))
                            .orElse(1.0)
                    - problem.lowest();
        }
        Arrays.sort(regrets);
        return new Summary(0.5 * (regrets[(seeds - 1) / 2] + regrets[seeds / 2]), regrets[seeds - 1], failed / seeds);
    }
}
