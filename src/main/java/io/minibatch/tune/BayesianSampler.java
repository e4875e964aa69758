package io.minibatch.tune;

import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.analysis.MultivariateFunction;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;

/**
 * Bayesian optimization: the point of the highest expected improvement under a {@link GaussianProcess}, averaged over
 * samples of its parameters. Snoek, Larochelle and Adams 2012. A failed trial is taken to have the worst loss of the
 * others.
 */
public final class BayesianSampler implements Sampler {
    private static final int CANDIDATES = 600;
    private static final int NEAR_BEST = 200;
    private static final int REFINED = 3;
    private static final int EVALUATIONS = 150;

    private final long seed;
    private final int dimensions;
    private final boolean perSecond;

    /** Creates a sampler that takes no account of time. */
    public BayesianSampler(long seed, int dimensions) {
        this(seed, dimensions, false);
    }

    /**
     * Creates a sampler.
     *
     * @param perSecond whether the expected improvement is divided by the expected seconds of a trial, section 3.2;
     *     what is proposed then depends on how fast the machine was
     */
    public BayesianSampler(long seed, int dimensions, boolean perSecond) {
        this.seed = seed;
        this.dimensions = dimensions;
        this.perSecond = perSecond;
    }

    @Override
    public boolean learnsFromSeconds() {
        return perSecond;
    }

    /** Returns how many points are drawn at random before a process is fitted. */
    static int initial(int dimensions) {
        return Math.max(4, dimensions + 2);
    }

    @Override
    public double[] propose(int trial, List<Observation> observed) {
        List<Observation> known = observed.stream()
                .filter(each -> each.failed() || Double.isFinite(each.loss()))
                .toList();
        long withLoss = known.stream().filter(each -> !each.failed()).count();
        if (trial < initial(dimensions) || withLoss < 2) {
            return new RandomSampler(seed, dimensions).propose(trial, observed);
        }
        double[][] points = known.stream().map(Observation::point).toArray(double[][]::new);
        double[] losses = losses(known);
        List<GaussianProcess> processes =
                ProcessSamples.draw(points, losses, new RandomStream(seed, Purpose.SEARCH, trial, 3));
        int best = indexOfBest(losses);
        ToDoubleFunction<double[]> logSeconds = logSeconds(known, trial);
        MultivariateFunction improvement = x -> {
            double sum = 0;
            for (GaussianProcess process : processes) {
                sum += process.at(x).expectedImprovement(losses[best]);
            }
            return Math.log(sum / processes.size() + 1e-300) - logSeconds.applyAsDouble(x);
        };
        return highest(improvement, trial, points[best]);
    }

    /**
     * Returns the losses, for failed trials the worst of the others: the surroundings of a failure are avoided, and the
     * differences between the others, which a loss of 1 would dwarf, are kept.
     */
    private static double[] losses(List<Observation> known) {
        double worst = known.stream()
                .filter(each -> !each.failed())
                .mapToDouble(Observation::loss)
                .max()
                .orElseThrow();
        return known.stream()
                .mapToDouble(each -> each.failed() ? worst : each.loss())
                .toArray();
    }

    /** Returns the expected logarithm of a trial's seconds, by a separate process; 0 if time does not count. */
    private ToDoubleFunction<double[]> logSeconds(List<Observation> known, int trial) {
        List<Observation> timed = known.stream()
                .filter(each -> !each.failed() && each.seconds() > 0)
                .toList();
        if (!perSecond || timed.size() < 2) {
            return x -> 0;
        }
        List<GaussianProcess> processes = ProcessSamples.draw(
                timed.stream().map(Observation::point).toArray(double[][]::new),
                timed.stream().mapToDouble(each -> Math.log(each.seconds())).toArray(),
                new RandomStream(seed, Purpose.SEARCH, trial, 4));
        return x -> processes.stream()
                .mapToDouble(process -> process.at(x).mean())
                .average()
                .orElse(0);
    }

    private static int indexOfBest(double[] losses) {
        return IntStream.range(0, losses.length)
                .boxed()
                .min(Comparator.comparingDouble(i -> losses[i]))
                .orElseThrow();
    }

    /** Tries many points, a part of them close to the best so far, and climbs from the most promising. */
    private double[] highest(MultivariateFunction improvement, int trial, double[] best) {
        RandomStream stream = new RandomStream(seed, Purpose.SEARCH, trial, 1);
        double[][] candidates = new double[CANDIDATES + NEAR_BEST][dimensions];
        float[] gaussian = new float[NEAR_BEST * dimensions];
        new RandomStream(seed, Purpose.SEARCH, trial, 2).gaussian(gaussian);
        for (int c = 0; c < candidates.length; c++) {
            for (int d = 0; d < dimensions; d++) {
                if (c < CANDIDATES) {
                    candidates[c][d] = stream.uniform(c * dimensions + d);
                } else {
                    double spread = (c & 1) == 0 ? 0.1 : 0.02;
                    double near = best[d] + spread * gaussian[(c - CANDIDATES) * dimensions + d];
                    candidates[c][d] = Math.min(Math.max(near, 0), 1);
                }
            }
        }

        double[] values =
                Arrays.stream(candidates).mapToDouble(improvement::value).toArray();
        int[] order = IntStream.range(0, candidates.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> -values[c]))
                .limit(REFINED)
                .mapToInt(c -> c)
                .toArray();
        double[] low = new double[dimensions];
        double[] high = new double[dimensions];
        Arrays.fill(high, 1);
        double[] chosen = candidates[order[0]];
        double reached = values[order[0]];
        for (int c : order) {
            PointValuePair found = maximize(improvement, candidates[c], low, high);
            if (found.getValue() > reached) {
                reached = found.getValue();
                chosen = found.getPoint();
            }
        }
        return chosen;
    }

    private static PointValuePair maximize(MultivariateFunction function, double[] start, double[] low, double[] high) {
        double[] inside = new double[start.length];
        for (int d = 0; d < start.length; d++) {
            double margin = 1e-6 * (high[d] - low[d]);
            inside[d] = Math.min(Math.max(start[d], low[d] + margin), high[d] - margin);
        }
        if (start.length < 2) {
            return climb(function, inside, low[0], high[0]);
        }
        PointValuePair[] last = {new PointValuePair(inside, function.value(inside))};
        MultivariateFunction watched = x -> {
            double value = function.value(x);
            if (value > last[0].getValue()) {
                last[0] = new PointValuePair(x.clone(), value);
            }
            return value;
        };
        try {
            new BOBYQAOptimizer(2 * start.length + 1, 0.1, 1e-4)
                    .optimize(
                            new MaxEval(EVALUATIONS),
                            new ObjectiveFunction(watched),
                            GoalType.MAXIMIZE,
                            new InitialGuess(inside),
                            new SimpleBounds(low, high));
        } catch (MathIllegalStateException enough) {
            // So many evaluations are enough; the best of them counts.
        }
        return last[0];
    }

    /** BOBYQA is for two dimensions and more; a line is searched by halving steps. */
    private static PointValuePair climb(MultivariateFunction function, double[] start, double low, double high) {
        double at = start[0];
        double value = function.value(start);
        for (double step = 0.1 * (high - low); step > 1e-5 * (high - low); step /= 2) {
            for (double next : new double[] {at - step, at + step}) {
                double tried =
                        next < low || next > high ? Double.NEGATIVE_INFINITY : function.value(new double[] {next});
                if (tried > value) {
                    value = tried;
                    at = next;
                }
            }
        }
        return new PointValuePair(new double[] {at}, value);
    }
}
