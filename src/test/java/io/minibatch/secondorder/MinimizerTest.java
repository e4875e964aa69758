package io.minibatch.secondorder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Matrix;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Problems whose minimum is known. */
class MinimizerTest {
    private static final double[] QUADRATIC_MINIMUM = {1, -2, 3, 0.5};

    static Stream<Minimizer> minimizers() {
        return Stream.of(new Newton(), new HessianFree(), new ConjugateGradient(), new Lbfgs(), new Lbfgs(1));
    }

    /** {@code ½·Σ dᵢ·(xᵢ − mᵢ)² + ½·(Σ xᵢ − mᵢ)²} with d from 1 to 100. */
    private static final class Quadratic extends HostCost {
        Quadratic(Backend backend) {
            super(backend, 5, 5, 5, 5);
        }

        private static double weight(int i) {
            return Math.pow(100, i / 3.0);
        }

        @Override
        double value(double[] x) {
            double sum = 0;
            double value = 0;
            for (int i = 0; i < x.length; i++) {
                double difference = x[i] - QUADRATIC_MINIMUM[i];
                sum += difference;
                value += 0.5 * weight(i) * difference * difference;
            }
            return value + 0.5 * sum * sum;
        }

        @Override
        double[] gradient(double[] x) {
            double sum = 0;
            double[] gradient = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                sum += x[i] - QUADRATIC_MINIMUM[i];
            }
            for (int i = 0; i < x.length; i++) {
                gradient[i] = weight(i) * (x[i] - QUADRATIC_MINIMUM[i]) + sum;
            }
            return gradient;
        }
    }

    /** Rosenbrock's valley, {@code (1 − x)² + 100·(y − x²)²}, with its minimum at (1, 1). */
    private static final class Rosenbrock extends HostCost {
        Rosenbrock(Backend backend) {
            super(backend, -1.2f, 1);
        }

        @Override
        double value(double[] x) {
            return Math.pow(1 - x[0], 2) + 100 * Math.pow(x[1] - x[0] * x[0], 2);
        }

        @Override
        double[] gradient(double[] x) {
            double valley = x[1] - x[0] * x[0];
            return new double[] {-2 * (1 - x[0]) - 400 * x[0] * valley, 200 * valley};
        }
    }

    @ParameterizedTest
    @MethodSource("minimizers")
    void quadratic_isMinimised(Minimizer minimizer) {
        try (Backend backend = open()) {
            HostCost cost = new Quadratic(backend);
            minimizer.minimize(cost, (iteration, value, norm) -> iteration < 100 && norm > 1e-4);
            assertArrayEquals(QUADRATIC_MINIMUM, cost.parameters(), 1e-4);
        }
    }

    @Test
    void newton_minimisesAQuadraticInOneStep() {
        try (Backend backend = open()) {
            HostCost cost = new Quadratic(backend);
            new Newton().minimize(cost, (iteration, value, norm) -> iteration < 1);
            assertArrayEquals(QUADRATIC_MINIMUM, cost.parameters(), 1e-5);
        }
    }

    @Test
    void conjugateGradient_minimisesAQuadraticInAboutAsManyStepsAsItHasParameters() {
        try (Backend backend = open()) {
            HostCost cost = new Quadratic(backend);
            new ConjugateGradient().minimize(cost, (iteration, value, norm) -> iteration < 7);
            assertArrayEquals(QUADRATIC_MINIMUM, cost.parameters(), 1e-2);
        }
    }

    @ParameterizedTest
    @MethodSource("minimizers")
    void rosenbrocksValley_isWalkedToItsEnd(Minimizer minimizer) {
        try (Backend backend = open()) {
            HostCost cost = new Rosenbrock(backend);
            minimizer.minimize(cost, (iteration, value, norm) -> iteration < 500 && norm > 1e-4);
            assertArrayEquals(new double[] {1, 1}, cost.parameters(), 2e-3);
        }
    }

    @ParameterizedTest
    @MethodSource("minimizers")
    void observer_isToldOfTheStartAndEndsIt(Minimizer minimizer) {
        try (Backend backend = open()) {
            HostCost cost = new Rosenbrock(backend);
            StringBuilder told = new StringBuilder();
            double[] last = {Double.POSITIVE_INFINITY};
            String why = minimizer.minimize(cost, (iteration, value, norm) -> {
                told.append(iteration).append(' ');
                assertTrue(value <= last[0], "the cost rose");
                last[0] = value;
                return iteration < 3;
            });
            assertEquals("0 1 2 3 ", told.toString());
            assertEquals(Minimizer.STOPPED_BY_OBSERVER, why);
        }
    }

    /** A slope, and no place that is lower: what rounding leaves near a minimum. */
    private static final class Plain extends HostCost {
        Plain(Backend backend) {
            super(backend, 1, 2);
        }

        @Override
        double value(double[] x) {
            return 7;
        }

        @Override
        double[] gradient(double[] x) {
            return new double[] {x[0], x[1]};
        }
    }

    @ParameterizedTest
    @MethodSource("minimizers")
    void costThatNoStepLowers_endsTheSearchWhereItStarted(Minimizer minimizer) {
        try (Backend backend = open()) {
            HostCost cost = new Plain(backend);
            assertEquals(Minimizer.NO_DESCENT, minimizer.minimize(cost, (iteration, value, norm) -> iteration < 1000));
            assertArrayEquals(new double[] {1, 2}, cost.parameters());
        }
    }

    @Test
    void newton_takesNetworksOfUpTo2000Parameters() {
        new Newton().requireFit(2000);
        assertThrows(IllegalArgumentException.class, () -> new Newton().requireFit(2001));
        new Lbfgs().requireFit(Integer.MAX_VALUE);
    }

    @Test
    void wrongSettings_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Lbfgs(0));
        assertThrows(IllegalArgumentException.class, () -> new HessianFree(0));
        assertEquals(1, new Lbfgs(1).memory());
        assertEquals(1, new HessianFree(1).steps());
    }

    private static Backend open() {
        return new CheckedBackend(
                Backends.open("cpu", BackendOptions.withThreads(1)).backend());
    }

    /** A cost computed on the host, its curvature by central differences of its gradient. */
    private abstract static class HostCost implements SmoothCost {
        private final Backend backend;
        private final Matrix point;

        HostCost(Backend backend, float... start) {
            this.backend = backend;
            this.point = backend.allocate(1, start.length);
            backend.upload(start, point);
        }

        abstract double value(double[] x);

        abstract double[] gradient(double[] x);

        double[] parameters() {
            return host(point);
        }

        private double[] host(Matrix vector) {
            float[] values = new float[vector.size()];
            backend.download(vector, values);
            double[] result = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                result[i] = values[i];
            }
            return result;
        }

        private void upload(double[] values, Matrix target) {
            float[] floats = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                floats[i] = (float) values[i];
            }
            backend.upload(floats, target);
        }

        @Override
        public Backend backend() {
            return backend;
        }

        @Override
        public Matrix point() {
            return point;
        }

        @Override
        public double value() {
            return value(parameters());
        }

        @Override
        public void gradient(Matrix target) {
            upload(gradient(parameters()), target);
        }

        @Override
        public void curvature(Matrix v, Matrix target, boolean gaussNewton) {
            double h = 1e-4;
            double[] x = parameters();
            double[] direction = host(v);
            double[] above = x.clone();
            double[] below = x.clone();
            for (int i = 0; i < x.length; i++) {
                above[i] += h * direction[i];
                below[i] -= h * direction[i];
            }
            double[] product = gradient(above);
            double[] other = gradient(below);
            for (int i = 0; i < x.length; i++) {
                product[i] = (product[i] - other[i]) / (2 * h);
            }
            upload(product, target);
        }
    }
}
