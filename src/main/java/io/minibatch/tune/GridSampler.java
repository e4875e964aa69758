package io.minibatch.tune;

import java.util.List;
import java.util.stream.IntStream;

/**
 * All combinations of evenly spaced values, the last hyper-parameter changing fastest; then again from the first.
 *
 * @param steps values of each hyper-parameter
 */
public record GridSampler(List<Integer> steps) implements Sampler {
    public GridSampler {
        steps = List.copyOf(steps);
    }

    /**
     * Returns a grid of about so many points: continua get equally many values, as many as keep it within
     * {@code trials}.
     *
     * @throws IllegalArgumentException if it could not have two of each
     */
    public static GridSampler of(SearchSpace space, int trials) {
        if (size(space, 2) > trials) {
            throw new IllegalArgumentException(
                    "trials " + trials + ": a grid with two values of each hyper-parameter has " + size(space, 2)
                            + "; take so many, or the sampler random");
        }
        int steps = 1;
        while (size(space, steps + 1) <= trials && steps < trials) {
            steps++;
        }
        int each = steps;
        return new GridSampler(space.dimensions().stream()
                .map(dimension -> values(dimension, each))
                .toList());
    }

    private static long size(SearchSpace space, int steps) {
        return space.dimensions().stream()
                .mapToLong(dimension -> values(dimension, steps))
                .reduce(1, (a, b) -> a * b);
    }

    private static int values(Dimension dimension, int steps) {
        return dimension.count() == 0 ? steps : Math.min(steps, dimension.count());
    }

    @Override
    public double[] propose(int trial, List<Observation> observed) {
        int[] index = new int[steps.size()];
        int rest = trial;
        for (int d = steps.size() - 1; d >= 0; d--) {
            index[d] = rest % steps.get(d);
            rest /= steps.get(d);
        }
        return IntStream.range(0, index.length)
                .mapToDouble(d -> steps.get(d) == 1 ? 0.5 : (double) index[d] / (steps.get(d) - 1))
                .toArray();
    }

    @Override
    public boolean isIndependent() {
        return true;
    }
}
