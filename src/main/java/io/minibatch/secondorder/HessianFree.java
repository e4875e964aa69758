package io.minibatch.secondorder;

import io.minibatch.backend.Matrix;

/**
 * Hessian-free optimization, Martens 2010: each step solves {@code (G + λ·I)·p = −∇C} by linear conjugate gradients,
 * which needs products of G with vectors only, G being the Gauss–Newton matrix, which unlike the Hessian never has a
 * negative eigenvalue. λ follows Levenberg and Marquardt: by 3/2 up where the quadratic model promised more than four
 * times what came of the step, down where more than three quarters came true.
 *
 * @param steps the most steps of conjugate gradients for one p, at least 1
 */
public record HessianFree(int steps) implements Minimizer {
    private static final double RELATIVE_PROGRESS = 5e-4;
    private static final double DECAY = 0.95;
    private static final int MAX_BACKTRACKS = 20;

    /** At most fifty steps. */
    public HessianFree() {
        this(50);
    }

    public HessianFree {
        if (steps < 1) {
            throw new IllegalArgumentException("Hessian-free needs at least 1 step of CG, not " + steps);
        }
    }

    @Override
    public boolean usesCurvature() {
        return true;
    }

    @Override
    public String minimize(SmoothCost cost, Observer observer) {
        try (Vectors vectors = new Vectors(cost)) {
            Matrix gradient = vectors.allocate();
            Matrix start = vectors.allocate();
            LinearSystem system = new LinearSystem(cost, vectors);
            double lambda = 1;
            double value = cost.value();
            cost.gradient(gradient);
            for (int iteration = 0; observer.shouldContinue(iteration, value, vectors.norm(gradient)); iteration++) {
                double promised = system.solve(gradient, lambda, steps);
                vectors.set(start, 1, cost.point());
                double scale = 1;
                double found = value;
                for (int k = 0; k < MAX_BACKTRACKS; k++, scale *= 0.8) {
                    vectors.set(cost.point(), 1, start);
                    vectors.add(scale, system.p, cost.point());
                    found = cost.value();
                    if (found < value) {
                        break;
                    }
                }
                double ratio = promised < 0 ? (found - value) / promised : 0;
                lambda *= ratio < 0.25 ? 1.5 : ratio > 0.75 ? 1 / 1.5 : 1;
                if (!(found < value)) {
                    vectors.set(cost.point(), 1, start);
                    if (lambda > 1e6) {
                        return NO_DESCENT;
                    }
                    lambda *= 4;
                    vectors.scale(0, system.p);
                } else {
                    value = found;
                    vectors.scale(DECAY, system.p);
                }
                cost.gradient(gradient);
            }
            return STOPPED_BY_OBSERVER;
        }
    }

    /** {@code (G + λ·I)·p = −g} by conjugate gradients from where p is (Shewchuk 1994, section B2). */
    private static final class LinearSystem {
        private final SmoothCost cost;
        private final Vectors vectors;
        private final Matrix p;
        private final Matrix residual;
        private final Matrix direction;
        private final Matrix product;

        LinearSystem(SmoothCost cost, Vectors vectors) {
            this.cost = cost;
            this.vectors = vectors;
            p = vectors.allocate();
            residual = vectors.allocate();
            direction = vectors.allocate();
            product = vectors.allocate();
        }

        /** Returns the value of the model {@code g·p + ½·p·(G + λ·I)·p}, which is not above 0. */
        double solve(Matrix gradient, double lambda, int steps) {
            multiply(p, lambda);
            vectors.set(residual, -1, gradient);
            vectors.add(-1, product, residual);
            vectors.set(direction, 1, residual);
            double squared = vectors.dot(residual, residual);
            double[] models = new double[steps + 1];
            models[0] = model(gradient);
            int done = 0;
            while (done < steps && squared > 0) {
                multiply(direction, lambda);
                double curvature = vectors.dot(direction, product);
                if (!(curvature > 0)) {
                    break; // rounding, or a cost whose approximation is not positive: keep the solution so far
                }
                double alpha = squared / curvature;
                vectors.add(alpha, direction, p);
                vectors.add(-alpha, product, residual);
                double before = squared;
                squared = vectors.dot(residual, residual);
                vectors.scale(squared / before, direction);
                vectors.add(1, residual, direction);
                models[++done] = model(gradient);
                int window = Math.max(10, done / 10);
                if (done > window
                        && models[done] < 0
                        && (models[done] - models[done - window]) / models[done] < window * RELATIVE_PROGRESS) {
                    break;
                }
            }
            return models[done];
        }

        private void multiply(Matrix v, double lambda) {
            cost.curvature(v, product, true);
            vectors.add(lambda, v, product);
        }

        /** With {@code (G + λ·I)·p = −g − r} the model is {@code ½·p·(g − r)}. */
        private double model(Matrix gradient) {
            return 0.5 * (vectors.dot(p, gradient) - vectors.dot(p, residual));
        }
    }
}
