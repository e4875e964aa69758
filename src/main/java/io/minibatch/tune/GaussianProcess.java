package io.minibatch.tune;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * A Gaussian process with the Matérn 5/2 kernel, a length for each dimension:
 * {@code k(x, x') = s²·(1 + √5·r + 5r²/3)·e^(−√5·r)}, {@code r² = Σ((x_d − x'_d)/ℓ_d)²}, on standardized values.
 *
 * <p>Sources: Rasmussen and Williams 2006, (4.17) and algorithm 2.1; Snoek, Larochelle and Adams 2012, section 3.1.
 */
final class GaussianProcess {
    private static final double ROOT_5 = Math.sqrt(5);
    private static final double JITTER = 1e-10;

    private final double[][] points;
    private final double[] logParameters;
    private final CholeskyDecomposition cholesky;
    private final RealVector alpha;
    private final double mean;
    private final double deviation;
    private final double logLikelihood;

    /**
     * Conditions a process on observations.
     *
     * @param logParameters logarithms of ℓ of each dimension, then of s², then of the noise's variance
     */
    GaussianProcess(double[][] points, double[] values, double[] logParameters) {
        this.points = points;
        this.logParameters = logParameters;
        mean = Arrays.stream(values).average().orElse(0);
        double variance = Arrays.stream(values)
                .map(y -> (y - mean) * (y - mean))
                .average()
                .orElse(0);
        deviation = variance > 0 ? Math.sqrt(variance) : 1;
        int n = points.length;
        RealMatrix covariance = new Array2DRowRealMatrix(n, n);
        double noise = Math.exp(logParameters[logParameters.length - 1]);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double k = kernel(points[i], points[j]) + (i == j ? noise + JITTER : 0);
                covariance.setEntry(i, j, k);
                covariance.setEntry(j, i, k);
            }
        }
        cholesky = new CholeskyDecomposition(covariance, 1e-9, 0);
        RealVector y = new ArrayRealVector(
                Arrays.stream(values).map(v -> (v - mean) / deviation).toArray());
        alpha = cholesky.getSolver().solve(y);
        RealMatrix factor = cholesky.getL();
        double logDeterminant = 0;
        for (int i = 0; i < n; i++) {
            logDeterminant += Math.log(factor.getEntry(i, i));
        }
        logLikelihood = -0.5 * y.dotProduct(alpha) - logDeterminant;
    }

    /** Returns the logarithm of the marginal likelihood, but for a constant. */
    double logLikelihood() {
        return logLikelihood;
    }

    private double kernel(double[] x, double[] other) {
        double squares = 0;
        for (int d = 0; d < x.length; d++) {
            double scaled = (x[d] - other[d]) * Math.exp(-logParameters[d]);
            squares += scaled * scaled;
        }
        double r = ROOT_5 * Math.sqrt(squares);
        return Math.exp(logParameters[x.length]) * (1 + r + r * r / 3) * Math.exp(-r);
    }

    /** Returns mean and standard deviation of the function's value, without noise. */
    Prediction at(double[] x) {
        double[] k =
                Arrays.stream(points).mapToDouble(point -> kernel(x, point)).toArray();
        RealVector column = new ArrayRealVector(k, false);
        double variance = kernel(x, x) - column.dotProduct(cholesky.getSolver().solve(column));
        return new Prediction(
                mean + deviation * column.dotProduct(alpha), deviation * Math.sqrt(Math.max(variance, 1e-14)));
    }

    /** The posterior at a point. */
    record Prediction(double mean, double deviation) {
        private static final double ROOT_2_PI = Math.sqrt(2 * Math.PI);

        /**
         * Returns the mean of how much lower than the best it is, Jones, Schonlau and Welch 1998, (15):
         * {@code (best − μ)·Φ(z) + σ·φ(z)}, {@code z = (best − μ)/σ}.
         */
        double expectedImprovement(double best) {
            double z = (best - mean) / deviation;
            double density = Math.exp(-0.5 * z * z) / ROOT_2_PI;
            double probability = 0.5 * org.hipparchus.special.Erf.erfc(-z / Math.sqrt(2));
            return (best - mean) * probability + deviation * density;
        }
    }
}
