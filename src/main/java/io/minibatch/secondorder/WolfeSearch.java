package io.minibatch.secondorder;

import io.minibatch.backend.Matrix;

/**
 * Line search for a step that fulfils the strong Wolfe conditions: {@code φ(α) ≤ φ(0) + c₁·α·φ'(0)} and
 * {@code |φ'(α)| ≤ c₂·|φ'(0)|} with {@code φ(α) = C(x + α·d)}. Nocedal and Wright 2006, algorithms 3.5 and 3.6, the
 * trial inside a bracket being the minimum of the cubic through both ends, (3.59), or the middle where that is too near
 * to an end.
 */
final class WolfeSearch {
    private static final double C1 = 1e-4;
    private static final double LONGEST = 1e4;
    private static final int MAX_TRIALS = 30;
    private static final double NEAR_END = 0.1;

    private final SmoothCost cost;
    private final Vectors vectors;
    private final double c2;
    private final Matrix start;

    private double value;

    /** A step with its cost and slope. */
    private record Trial(double alpha, double value, double slope) {}

    /**
     * Prepares searches.
     *
     * @param c2 0.9 for quasi-Newton directions, 0.1 for conjugate gradients
     */
    WolfeSearch(SmoothCost cost, Vectors vectors, double c2) {
        this.cost = cost;
        this.vectors = vectors;
        this.c2 = c2;
        this.start = vectors.allocate();
    }

    /**
     * Moves the point along a direction.
     *
     * @param direction d
     * @param gradient at the point, replaced by that at the new one
     * @param initialValue φ(0)
     * @param firstAlpha the first step to try
     * @return the step, 0 if none leads down; then the point is what it was
     */
    double search(Matrix direction, Matrix gradient, double initialValue, double firstAlpha) {
        vectors.set(start, 1, cost.point());
        Trial origin = new Trial(0, initialValue, vectors.dot(gradient, direction));
        value = initialValue;
        if (!(origin.slope < 0)) {
            return 0;
        }
        Trial found = bracket(origin, direction, gradient, firstAlpha);
        if (!(found.value < origin.value)) {
            vectors.set(cost.point(), 1, start);
            cost.gradient(gradient);
            return 0;
        }
        value = found.value;
        return found.alpha;
    }

    /** Returns the cost at the point that the last search came to. */
    double value() {
        return value;
    }

    /** Algorithm 3.5. */
    private Trial bracket(Trial origin, Matrix direction, Matrix gradient, double firstAlpha) {
        Trial previous = origin;
        double alpha = firstAlpha;
        for (int trial = 1; trial <= MAX_TRIALS; trial++) {
            Trial current = at(alpha, direction, gradient);
            boolean tooHigh = !(current.value <= origin.value + C1 * alpha * origin.slope);
            if (tooHigh || trial > 1 && current.value >= previous.value) {
                return zoom(origin, previous, current, direction, gradient);
            }
            if (Math.abs(current.slope) <= -c2 * origin.slope || alpha >= LONGEST) {
                return current;
            }
            if (current.slope >= 0) {
                return zoom(origin, current, previous, direction, gradient);
            }
            previous = current;
            alpha *= 2;
        }
        return previous;
    }

    /** Algorithm 3.6: {@code low} is the best step so far, and the minimum lies between it and {@code high}. */
    private Trial zoom(Trial origin, Trial low, Trial high, Matrix direction, Matrix gradient) {
        Trial best = low;
        Trial end = high;
        for (int trial = 0; trial < MAX_TRIALS; trial++) {
            Trial current = at(between(best, end), direction, gradient);
            if (!(current.value <= origin.value + C1 * current.alpha * origin.slope) || current.value >= best.value) {
                end = current;
            } else {
                if (Math.abs(current.slope) <= -c2 * origin.slope) {
                    return current;
                }
                if (current.slope * (end.alpha - best.alpha) >= 0) {
                    end = best;
                }
                best = current;
            }
            if (Math.abs(end.alpha - best.alpha) <= 1e-9 * Math.max(1, Math.abs(best.alpha))) {
                break;
            }
        }
        return at(best.alpha, direction, gradient);
    }

    private static double between(Trial a, Trial b) {
        double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.alpha - b.alpha);
        double root = d1 * d1 - a.slope * b.slope;
        double d2 = Math.signum(b.alpha - a.alpha) * Math.sqrt(Math.max(0, root));
        double cubic = b.alpha - (b.alpha - a.alpha) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2));
        double low = Math.min(a.alpha, b.alpha);
        double width = Math.abs(b.alpha - a.alpha);
        boolean inside = cubic >= low + NEAR_END * width && cubic <= low + (1 - NEAR_END) * width;
        return inside ? cubic : low + 0.5 * width;
    }

    private Trial at(double alpha, Matrix direction, Matrix gradient) {
        vectors.set(cost.point(), 1, start);
        vectors.add(alpha, direction, cost.point());
        double height = cost.value();
        cost.gradient(gradient);
        return new Trial(alpha, height, vectors.dot(gradient, direction));
    }
}
