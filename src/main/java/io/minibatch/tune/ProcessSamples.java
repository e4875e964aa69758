package io.minibatch.tune;

import io.minibatch.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.jspecify.annotations.Nullable;

/**
 * Gaussian processes whose parameters are drawn from their posterior by slice sampling, one parameter after the other,
 * stepping out. Neal 2003, figures 3 and 5; Murray and Adams 2010 for the use.
 *
 * <p>The prior: logarithms of lengths about that of 0.5, of s² about 0, of the noise's variance about that of 10⁻⁴,
 * normal.
 */
final class ProcessSamples {
    private static final int BURN_IN = 12;
    private static final int SAMPLES = 6;
    private static final int MOST_STEPS = 6;
    private static final double WIDTH = 1.5;

    private final double[][] points;
    private final double[] values;
    private final RandomStream stream;
    private int drawn;

    private ProcessSamples(double[][] points, double[] values, RandomStream stream) {
        this.points = points;
        this.values = values;
        this.stream = stream;
    }

    /** Returns processes that are conditioned on the values at the points. */
    static List<GaussianProcess> draw(double[][] points, double[] values, RandomStream stream) {
        return new ProcessSamples(points, values, stream).draw();
    }

    private List<GaussianProcess> draw() {
        int dimensions = points[0].length;
        double[] parameters = new double[dimensions + 2];
        Arrays.fill(parameters, 0, dimensions, Math.log(0.5));
        parameters[dimensions + 1] = Math.log(1e-4);
        List<GaussianProcess> processes = new ArrayList<>();
        double density = density(parameters);
        for (int sweep = 0; sweep < BURN_IN + SAMPLES; sweep++) {
            for (int p = 0; p < parameters.length; p++) {
                density = slice(parameters, p, density);
            }
            GaussianProcess process = sweep < BURN_IN ? null : process(parameters);
            if (process != null) {
                processes.add(process);
            }
        }
        return processes;
    }

    /**
     * Replaces one parameter by a draw from its conditional distribution, and returns the logarithm of the density
     * there.
     */
    private double slice(double[] parameters, int p, double density) {
        double old = parameters[p];
        double level = density + Math.log(uniform());
        double low = old - WIDTH * uniform();
        double high = low + WIDTH;
        for (int step = 0; step < MOST_STEPS && densityAt(parameters, p, low) > level; step++) {
            low -= WIDTH;
        }
        for (int step = 0; step < MOST_STEPS && densityAt(parameters, p, high) > level; step++) {
            high += WIDTH;
        }
        while (true) {
            double next = low + (high - low) * uniform();
            double there = densityAt(parameters, p, next);
            if (there > level) {
                return there;
            }
            if (next < old) {
                low = next;
            } else {
                high = next;
            }
            if (high - low < 1e-9) {
                return densityAt(parameters, p, old);
            }
        }
    }

    private double densityAt(double[] parameters, int p, double value) {
        parameters[p] = value;
        return density(parameters);
    }

    /** Returns the logarithm of likelihood times prior. */
    private double density(double[] parameters) {
        int dimensions = parameters.length - 2;
        double prior = 0;
        for (int d = 0; d < dimensions; d++) {
            double length = parameters[d] - Math.log(0.5);
            prior -= length * length / 2;
        }
        double amplitude = parameters[dimensions];
        double noise = parameters[dimensions + 1] - Math.log(1e-4);
        prior -= amplitude * amplitude / 4 + noise * noise / 18;
        GaussianProcess process = process(parameters);
        return process == null ? Double.NEGATIVE_INFINITY : process.logLikelihood() + prior;
    }

    /** Returns null if the covariance is not positive definite in floating point. */
    private @Nullable GaussianProcess process(double[] parameters) {
        try {
            return new GaussianProcess(points, values, parameters.clone());
        } catch (MathIllegalArgumentException notPositiveDefinite) {
            return null;
        }
    }

    private double uniform() {
        return stream.uniform(drawn++);
    }
}
