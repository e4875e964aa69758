package io.minibatch.experiment;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The error in per cent as a + b·n^(−c) of the number n of examples, a ≥ 0, by least squares of its logarithm, with the
 * spread that leaving out each point in turn gives (the jackknife).
 *
 * @param law of all points
 * @param without of all points but one
 */
record PowerLaw(Curve law, Curve[] without) {
    private static final int FEWEST = 4;
    private static final int STEPS = 200;

    /** The three numbers. */
    record Curve(double a, double b, double c) {
        double error(double n) {
            return a + b * Math.pow(n, -c);
        }
    }

    /** Fits accuracies in per cent; empty if there are too few points. */
    static Optional<PowerLaw> fit(double[] n, double[] accuracy) {
        if (n.length < FEWEST || Arrays.stream(accuracy).anyMatch(value -> !(value < 100))) {
            return Optional.empty();
        }
        Curve[] without = IntStream.range(0, n.length)
                .mapToObj(left -> fitOne(omit(n, left), omit(accuracy, left)))
                .toArray(Curve[]::new);
        return Optional.of(new PowerLaw(fitOne(n, accuracy), without));
    }

    private static double[] omit(double[] values, int left) {
        return IntStream.range(0, values.length)
                .filter(i -> i != left)
                .mapToDouble(i -> values[i])
                .toArray();
    }

    /** Searches a from 0 to the smallest error; for each, b and c are a straight line through logarithms. */
    private static Curve fitOne(double[] n, double[] accuracy) {
        double[] errors = Arrays.stream(accuracy).map(value -> 100 - value).toArray();
        double smallest = Arrays.stream(errors).min().orElseThrow();
        Curve best = new Curve(0, smallest, 0);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < STEPS; i++) {
            Curve curve = line(n, errors, smallest * i / STEPS);
            double squares = 0;
            for (int k = 0; k < n.length; k++) {
                double difference = Math.log(curve.error(n[k]) / errors[k]);
                squares += difference * difference;
            }
            if (squares < least) {
                least = squares;
                best = curve;
            }
        }
        return best;
    }

    private static Curve line(double[] n, double[] errors, double a) {
        double[] x = Arrays.stream(n).map(Math::log).toArray();
        double[] y = Arrays.stream(errors).map(error -> Math.log(error - a)).toArray();
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
        }
        double slope = xy / xx;
        return new Curve(a, Math.exp(meanY - slope * meanX), -slope);
    }

    double accuracy(double n) {
        return 100 - law.error(n);
    }

    /** Returns the accuracy less two standard errors. */
    double low(double n) {
        return accuracy(n) - 2 * standardError(n);
    }

    /** Returns the accuracy and two standard errors, at most 100. */
    double high(double n) {
        return Math.min(100, accuracy(n) + 2 * standardError(n));
    }

    /** The jackknife's: √((k−1)/k·Σ(θᵢ − θ̄)²), Efron and Stein 1981. */
    private double standardError(double n) {
        double mean = Arrays.stream(without)
                .mapToDouble(curve -> curve.error(n))
                .average()
                .orElseThrow();
        double squares = Arrays.stream(without)
                .mapToDouble(curve -> curve.error(n) - mean)
                .map(difference -> difference * difference)
                .sum();
        return Math.sqrt(squares * (without.length - 1) / without.length);
    }
}
