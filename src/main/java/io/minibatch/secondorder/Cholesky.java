package io.minibatch.secondorder;

/** Symmetric positive definite systems in double precision, on the host (Golub and Van Loan, algorithm 4.2.2). */
final class Cholesky {
    private Cholesky() {}

    /**
     * Solves {@code (A + shift·I)·x = b}.
     *
     * @param lower the lower triangle of A, not modified
     * @return x, empty if the matrix is not positive definite
     */
    static double[] solve(double[][] lower, double shift, float[] b) {
        int n = b.length;
        double[][] factor = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] row = new double[i + 1];
            factor[i] = row;
            for (int j = 0; j <= i; j++) {
                double sum = lower[i][j] + (i == j ? shift : 0);
                double[] other = factor[j];
                for (int k = 0; k < j; k++) {
                    sum -= row[k] * other[k];
                }
                if (i == j) {
                    if (!(sum > 0)) {
                        return new double[0];
                    }
                    row[j] = Math.sqrt(sum);
                } else {
                    row[j] = sum / other[j];
                }
            }
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            double sum = b[i];
            for (int k = 0; k < i; k++) {
                sum -= factor[i][k] * x[k];
            }
            x[i] = sum / factor[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            double sum = x[i];
            for (int k = i + 1; k < n; k++) {
                sum -= factor[k][i] * x[k];
            }
            x[i] = sum / factor[i][i];
        }
        return x;
    }
}
