package io.minibatch.secondorder;

import io.minibatch.backend.Matrix;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS: the direction is {@code −H·∇C} with H built from the last steps and changes of the gradient, by
 * the two-loop recursion. Nocedal and Wright 2006, algorithms 7.4 and 7.5.
 *
 * @param memory how many steps are remembered, at least 1
 */
public record Lbfgs(int memory) implements Minimizer {
    private static final double C2 = 0.9;

    /** Remembers ten steps. */
    public Lbfgs() {
        this(10);
    }

    public Lbfgs {
        if (memory < 1) {
            throw new IllegalArgumentException("the memory of L-BFGS must be at least 1 step, not " + memory);
        }
    }

    /** A step s, the change y of the gradient over it, and 1/(s·y). */
    private record Pair(Matrix s, Matrix y, double rho) {}

    @Override
    public String minimize(SmoothCost cost, Observer observer) {
        try (Vectors vectors = new Vectors(cost)) {
            Matrix gradient = vectors.allocate();
            Matrix direction = vectors.allocate();
            WolfeSearch search = new WolfeSearch(cost, vectors, C2);
            Deque<Pair> pairs = new ArrayDeque<>(); // the newest first
            double value = cost.value();
            cost.gradient(gradient);
            for (int iteration = 0; observer.shouldContinue(iteration, value, vectors.norm(gradient)); iteration++) {
                direction(vectors, pairs, gradient, direction);
                Pair spare = pairs.size() == memory ? pairs.removeLast() : null;
                Matrix s = spare == null ? vectors.allocate() : spare.s;
                Matrix y = spare == null ? vectors.allocate() : spare.y;
                vectors.set(y, -1, gradient);
                double first = pairs.isEmpty() ? Math.min(1, 1 / vectors.norm(gradient)) : 1;
                double alpha = search.search(direction, gradient, value, first);
                if (alpha == 0 && pairs.isEmpty()) {
                    return NO_DESCENT;
                }
                value = search.value();
                vectors.set(s, alpha, direction);
                vectors.add(1, gradient, y);
                double curvature = vectors.dot(s, y);
                if (alpha == 0 || !(curvature > 0)) {
                    pairs.clear(); // the memory misleads; steepest descent is tried before giving up
                } else {
                    pairs.addFirst(new Pair(s, y, 1 / curvature));
                }
            }
            return STOPPED_BY_OBSERVER;
        }
    }

    private static void direction(Vectors vectors, Deque<Pair> pairs, Matrix gradient, Matrix direction) {
        vectors.set(direction, -1, gradient);
        double[] alphas = new double[pairs.size()];
        int i = 0;
        for (Pair pair : pairs) {
            alphas[i] = pair.rho * vectors.dot(pair.s, direction);
            vectors.add(-alphas[i], pair.y, direction);
            i++;
        }
        if (!pairs.isEmpty()) {
            Pair newest = pairs.getFirst();
            vectors.scale(1 / (newest.rho * vectors.dot(newest.y, newest.y)), direction);
        }
        for (Iterator<Pair> oldestFirst = pairs.descendingIterator(); oldestFirst.hasNext(); ) {
            Pair pair = oldestFirst.next();
            i--;
            double beta = pair.rho * vectors.dot(pair.y, direction);
            vectors.add(alphas[i] - beta, pair.s, direction);
        }
    }
}
