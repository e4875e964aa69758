package io.minibatch.secondorder;

import io.minibatch.backend.Matrix;

/**
 * Non-linear conjugate gradients: {@code d ← −∇C + β·d} with {@code β = max(0, ∇C·(∇C − ∇C₀)/∇C₀·∇C₀)} of Polak and
 * Ribière, restarted with steepest descent where d does not lead down. Nocedal and Wright 2006, algorithm 5.4 with
 * (5.45).
 */
public record ConjugateGradient() implements Minimizer {
    private static final double C2 = 0.1;

    @Override
    public String minimize(SmoothCost cost, Observer observer) {
        try (Vectors vectors = new Vectors(cost)) {
            Matrix gradient = vectors.allocate();
            Matrix before = vectors.allocate();
            Matrix direction = vectors.allocate();
            WolfeSearch search = new WolfeSearch(cost, vectors, C2);
            double value = cost.value();
            cost.gradient(gradient);
            vectors.set(direction, -1, gradient);
            boolean steepest = true;
            double slope = vectors.dot(gradient, direction);
            double alpha = Math.min(1, 1 / vectors.norm(gradient));
            for (int iteration = 0; observer.shouldContinue(iteration, value, vectors.norm(gradient)); iteration++) {
                vectors.set(before, 1, gradient);
                double step = search.search(direction, gradient, value, alpha);
                if (step == 0 && steepest) {
                    return NO_DESCENT;
                }
                value = search.value();
                double squared = vectors.dot(before, before);
                double beta = step == 0
                        ? 0
                        : Math.max(0, (vectors.dot(gradient, gradient) - vectors.dot(gradient, before)) / squared);
                vectors.scale(beta, direction);
                vectors.add(-1, gradient, direction);
                steepest = beta == 0;
                double newSlope = vectors.dot(gradient, direction);
                if (!(newSlope < 0)) {
                    vectors.set(direction, -1, gradient);
                    newSlope = vectors.dot(gradient, direction);
                    steepest = true;
                }
                // The change of the cost will be about that of the last step.
                alpha = step == 0 ? 1 / vectors.norm(gradient) : Math.min(1e3, step * slope / newSlope);
                slope = newSlope;
            }
            return STOPPED_BY_OBSERVER;
        }
    }
}
