package io.minibatch.secondorder;

import io.minibatch.backend.Matrix;

/**
 * Newton's method with the exact Hessian, for small networks: {@code w ← w − (H + μ·I)⁻¹·∇C}, the book's equations
 * (103) to (106). H is made of n products with unit vectors. μ, 0 for as long as H is positive definite and the step
 * leads down, keeps the step short elsewhere (Levenberg 1944).
 */
public record Newton() implements Minimizer {
    /** A Hessian of 32 MB. */
    private static final int MAX_PARAMETERS = 2000;

    private static final double FIRST_DAMPING = 1e-4;
    private static final double MAX_DAMPING = 1e8;

    @Override
    public void requireFit(int parameters) {
        if (parameters > MAX_PARAMETERS) {
            throw new IllegalArgumentException(
                    "the exact Hessian is for up to " + MAX_PARAMETERS + " parameters; this network has " + parameters);
        }
    }

    @Override
    public boolean usesCurvature() {
        return true;
    }

    @Override
    public String minimize(SmoothCost cost, Observer observer) {
        int n = cost.point().size();
        requireFit(n);
        try (Vectors vectors = new Vectors(cost)) {
            Matrix gradient = vectors.allocate();
            Matrix start = vectors.allocate();
            Matrix step = vectors.allocate();
            Matrix product = vectors.allocate();
            double value = cost.value();
            cost.gradient(gradient);
            double damping = 0;
            for (int iteration = 0; observer.shouldContinue(iteration, value, vectors.norm(gradient)); iteration++) {
                double[][] hessian = hessian(cost, step, product);
                float[] g = new float[n];
                cost.backend().download(gradient, g);
                vectors.set(start, 1, cost.point());
                double found = Double.NaN;
                while (damping <= MAX_DAMPING) {
                    double[] solution = Cholesky.solve(hessian, damping, g);
                    if (solution.length > 0) {
                        cost.backend().upload(toFloats(solution), step);
                        vectors.set(cost.point(), 1, start);
                        vectors.add(-1, step, cost.point());
                        found = cost.value();
                        if (found < value) {
                            break;
                        }
                    }
                    damping = Math.max(FIRST_DAMPING, 10 * damping);
                }
                if (!(found < value)) {
                    vectors.set(cost.point(), 1, start);
                    return NO_DESCENT;
                }
                damping = damping <= FIRST_DAMPING ? 0 : damping / 10;
                value = found;
                cost.gradient(gradient);
            }
            return STOPPED_BY_OBSERVER;
        }
    }

    /** Returns the lower triangle of H, the mean of it and its mirror image, whose rounding differs. */
    private static double[][] hessian(SmoothCost cost, Matrix unit, Matrix product) {
        int n = unit.size();
        double[][] hessian = new double[n][n];
        float[] column = new float[n];
        for (int j = 0; j < n; j++) {
            float[] one = new float[n];
            one[j] = 1;
            cost.backend().upload(one, unit);
            cost.curvature(unit, product, false);
            cost.backend().download(product, column);
            for (int i = 0; i < n; i++) {
                hessian[Math.max(i, j)][Math.min(i, j)] += i == j ? column[i] : 0.5 * column[i];
            }
        }
        return hessian;
    }

    private static float[] toFloats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
