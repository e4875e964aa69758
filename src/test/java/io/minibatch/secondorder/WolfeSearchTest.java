package io.minibatch.secondorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Searches along the only direction of costs of one parameter. */
class WolfeSearchTest {
    private static final double STRICT = 0.1;

    private final Backend backend = new CheckedBackend(
            Backends.open("cpu", BackendOptions.withThreads(1)).backend());

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void stepTooLong_isReplacedByTheMinimumOfTheParabola() {
        Line parabola = new Line(0, x -> (x - 3) * (x - 3), x -> 2 * (x - 3));
        assertEquals(3, parabola.search(STRICT, 20), 1e-5);
        assertEquals(List.of(20.0, 3.0), parabola.tried());
        assertEquals(0, parabola.found, 1e-9);
        assertEquals(0, parabola.slope(), 1e-5);
    }

    @Test
    void stepTooShort_isDoubledUntilTheMinimumIsBetween() {
        Line parabola = new Line(0, x -> (x - 3) * (x - 3), x -> 2 * (x - 3));
        assertEquals(3, parabola.search(STRICT, 0.25), 1e-5);
        assertEquals(List.of(0.25, 0.5, 1.0, 2.0, 4.0, 3.0), parabola.tried());
    }

    @Test
    void cubic_isMinimisedByOneTrialInsideTheBracket() {
        Line cubic = new Line(0, x -> x * x * x - 12 * x, x -> 3 * x * x - 12);
        assertEquals(2, cubic.search(STRICT, 3.3), 1e-5);
        assertEquals(List.of(3.3, 2.0), cubic.tried());
    }

    @Test
    void slopeWithoutAnEnd_isFollowedToTheLongestStep() {
        Line falling = new Line(0, x -> -x, x -> -1);
        assertEquals(16_384, falling.search(STRICT, 1));
        assertEquals(15, falling.tried().size());
    }

    @Test
    void directionThatLeadsUp_isNotTried() {
        Line rising = new Line(5, x -> x * x, x -> 2 * x);
        assertEquals(0, rising.search(STRICT, 1));
        assertEquals(List.of(), rising.tried());
        assertEquals(25, rising.found);
    }

    /** As rounding may have it: the slope says down, and every step leads up. */
    @Test
    void slopeThatMisleads_leavesThePointAndItsGradient() {
        Line misleading = new Line(2, x -> Math.abs(x - 2), x -> x > 2 ? 1 : -1);
        assertEquals(0, misleading.search(STRICT, 1));
        assertEquals(2, misleading.at());
        assertEquals(-1, misleading.slope());
        assertEquals(0, misleading.found);
    }

    @Test
    void steps_fulfilTheStrongWolfeConditions() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200; i++) {
            double minimum = 0.5 + 4 * random.nextDouble();
            double width = 0.2 + random.nextDouble();
            double wave = 1.5 * random.nextDouble();
            double loose = random.nextBoolean() ? STRICT : 0.9;
            Line line = new Line(
                    0,
                    x -> width * (x - minimum) * (x - minimum) + wave * Math.cos(3 * x),
                    x -> 2 * width * (x - minimum) - 3 * wave * Math.sin(3 * x));
            double height = line.height.applyAsDouble(0);
            double slope = line.derivative.applyAsDouble(0);
            double step = line.search(loose, 0.05 + 10 * random.nextDouble());
            String what = "line " + i + ", step " + step;
            assertTrue(step > 0 && line.found <= height + 1e-4 * step * slope, what);
            assertTrue(Math.abs(line.derivative.applyAsDouble(step)) <= loose * -slope + 1e-4, what);
            assertEquals(line.height.applyAsDouble(step), line.found, 1e-5, what);
        }
    }

    /** A cost of one parameter, which remembers where its gradient was asked for. */
    private final class Line implements SmoothCost {
        private final Matrix point = backend.allocate(1, 1);
        private final Matrix gradient = backend.allocate(1, 1);
        private final double start;
        private final DoubleUnaryOperator height;
        private final DoubleUnaryOperator derivative;
        private final List<Double> places = new ArrayList<>();
        private double found;

        Line(double start, DoubleUnaryOperator height, DoubleUnaryOperator derivative) {
            this.start = start;
            this.height = height;
            this.derivative = derivative;
            backend.upload(new float[] {(float) start}, point);
        }

        /** Searches in the direction of larger parameters. */
        double search(double c2, double firstStep) {
            try (Vectors vectors = new Vectors(this)) {
                Matrix direction = vectors.allocate();
                backend.upload(new float[] {1}, direction);
                gradient(gradient);
                places.clear();
                WolfeSearch search = new WolfeSearch(this, vectors, c2);
                double step = search.search(direction, gradient, value(), firstStep);
                found = search.value();
                return step;
            }
        }

        /** Returns the steps that were tried, to four digits. */
        List<Double> tried() {
            return places.stream().map(x -> Math.rint((x - start) * 1e4) / 1e4).toList();
        }

        double at() {
            return number(point);
        }

        double slope() {
            return number(gradient);
        }

        private double number(Matrix scalar) {
            float[] number = new float[1];
            backend.download(scalar, number);
            return number[0];
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
            return height.applyAsDouble(at());
        }

        @Override
        public void gradient(Matrix target) {
            places.add(at());
            backend.upload(new float[] {(float) derivative.applyAsDouble(at())}, target);
        }

        @Override
        public void curvature(Matrix v, Matrix target, boolean gaussNewton) {
            throw new UnsupportedOperationException();
        }
    }
}
