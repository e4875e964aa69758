package io.minibatch.tune;

import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The share of the variance of the loss over a space that each hyper-parameter explains alone, the main effects of a
 * functional analysis of variance (Hutter, Hoos and Leyton-Brown 2014, with a Gaussian process in place of their
 * forest): {@code Var_d(E[f | x_d]) / Var(f)} for uniform x. What is missing to 1 they explain together.
 */
final class Importance {
    private static final int FEWEST = 8;
    private static final int POINTS = 400;
    private static final int STEPS = 24;

    private Importance() {}

    /** Returns the share of each hyper-parameter, in the order of the space; empty if there are too few trials. */
    static Map<String, Double> of(SearchSpace space, List<Journal.Entry> entries) {
        List<Journal.Entry> known =
                entries.stream().filter(entry -> entry.accuracy() != null).toList();
        if (known.size() < FEWEST) {
            return Map.of();
        }
        double[][] points = known.stream()
                .map(entry ->
                        entry.point().stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new);
        double[] losses =
                known.stream().mapToDouble(entry -> 1 - entry.accuracyOrNaN()).toArray();
        List<GaussianProcess> processes =
                ProcessSamples.draw(points, losses, new RandomStream(0, Purpose.SEARCH, known.size(), 5));
        return of(
                space,
                x -> processes.stream()
                        .mapToDouble(process -> process.at(x).mean())
                        .average()
                        .orElse(0));
    }

    /** Returns the shares of a function on the unit cube. */
    static Map<String, Double> of(SearchSpace space, ToDoubleFunction<double[]> function) {
        RandomStream stream = new RandomStream(0, Purpose.SEARCH, 0, 6);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            double[] point = new double[space.size()];
            for (int d = 0; d < point.length; d++) {
                point[d] = stream.uniform(i * point.length + d);
            }
            points.add(point);
        }
        double whole = variance(points.stream().mapToDouble(function));
        Map<String, Double> shares = new LinkedHashMap<>();
        for (int d = 0; d < space.size(); d++) {
            int dimension = d;
            double effect = variance(DoubleStream.iterate(0.5 / STEPS, u -> u < 1, u -> u + 1.0 / STEPS)
                    .map(u -> points.stream()
                            .mapToDouble(point -> {
                                double[] moved = point.clone();
                                moved[dimension] = u;
                                return function.applyAsDouble(moved);
                            })
                            .average()
                            .orElse(0)));
            shares.put(space.dimensions().get(d).name(), whole > 0 ? Math.min(effect / whole, 1) : 0);
        }
        return shares;
    }

    private static double variance(DoubleStream values) {
        double[] all = values.toArray();
        double mean = DoubleStream.of(all).average().orElse(0);
        return DoubleStream.of(all).map(x -> (x - mean) * (x - mean)).average().orElse(0);
    }
}
