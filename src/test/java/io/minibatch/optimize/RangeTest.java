package io.minibatch.optimize;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The range of each number that an update rule, a penalty, a schedule or a stopping rule takes, at both of its ends.
 */
class RangeTest {
    private static final Schedule CONSTANT = new Schedule.Constant();
    private static final double BELOW_0 = -Double.MIN_VALUE;
    private static final double ABOVE_0 = Double.MIN_VALUE;
    private static final double BELOW_1 = Math.nextDown(1.0);
    private static final double ABOVE_1 = Math.nextUp(1.0);
    private static final double[] NO_NUMBERS = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    /** The limits, the allowed and the refused numbers of a range. */
    private record Range(String name, DoubleFunction<Object> made, double[] allowed, double[] refused) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Range> ranges() {
        return Stream.of(fractions(), notNegative(), positive(), divisors(), counts(), others())
                .flatMap(ranges -> ranges);
    }

    private static Stream<Range> fractions() {
        double[] allowed = {0, BELOW_1};
        double[] refused = {BELOW_0, 1};
        return Stream.of(
                new Range("momentum", UpdateRule.Momentum::of, allowed, refused),
                new Range("Nesterov's momentum", UpdateRule.Momentum::nesterov, allowed, refused),
                new Range("last momentum", mu -> new UpdateRule.Momentum(false, 0.5, mu, 4, false), allowed, refused),
                new Range("first momentum", mu -> new UpdateRule.Momentum(false, mu, 0.9, 4, false), allowed, refused),
                new Range("Adam's beta1", beta -> new UpdateRule.Adam(beta, 0.9, 1e-8, 0), allowed, refused),
                new Range("Adam's beta2", beta -> new UpdateRule.Adam(0.9, beta, 1e-8, 0), allowed, refused),
                new Range("Lion's beta1", beta -> new UpdateRule.Lion(beta, 0.9, 0), allowed, refused),
                new Range("Lion's beta2", beta -> new UpdateRule.Lion(0.9, beta, 0), allowed, refused),
                new Range("RMSProp's beta2", beta -> new UpdateRule.RmsProp(beta, 1e-8), allowed, refused),
                new Range("end of a plateau", end -> new Schedule.OnPlateau(1, 2, end), allowed, refused));
    }

    private static Stream<Range> notNegative() {
        double[] allowed = {0, Double.MAX_VALUE};
        double[] refused = {BELOW_0};
        return Stream.of(
                new Range("weight decay", decay -> new UpdateRule.Adam(0.9, 0.9, 1e-8, decay), allowed, refused),
                new Range("Lion's decay", decay -> new UpdateRule.Lion(0.9, 0.9, decay), allowed, refused),
                new Range("L1", lambda -> new WeightPenalty(lambda, 0), allowed, refused),
                new Range("L2", WeightPenalty::l2, allowed, refused));
    }

    private static Stream<Range> positive() {
        double[] allowed = {ABOVE_0, Double.MAX_VALUE};
        double[] refused = {0, BELOW_0};
        return Stream.of(
                new Range("Adam's epsilon", epsilon -> new UpdateRule.Adam(0.9, 0.9, epsilon, 0), allowed, refused),
                new Range("RMSProp's epsilon", epsilon -> new UpdateRule.RmsProp(0.9, epsilon), allowed, refused),
                new Range("learning rate", LearningRate::constant, allowed, refused),
                new Range("share", share -> new Stopping.GrowingPatience(1, share), allowed, refused));
    }

    private static Stream<Range> divisors() {
        double[] allowed = {ABOVE_1, Double.MAX_VALUE};
        double[] refused = {1, 0};
        return Stream.of(
                new Range("divisor of steps", divisor -> new Schedule.Steps(1, divisor), allowed, refused),
                new Range("divisor of a plateau", by -> new Schedule.OnPlateau(1, by, 0.1), allowed, refused));
    }

    private static Stream<Range> counts() {
        double[] allowed = {1, Integer.MAX_VALUE};
        double[] refused = {0, -1};
        return Stream.of(
                new Range("epochs of steps", n -> new Schedule.Steps(count(n), 2), allowed, refused),
                new Range("epochs of a cycle", n -> new Schedule.OneCycle(count(n), 0.3), allowed, refused),
                new Range("epochs of the cosine", n -> new Schedule.Cosine(count(n)), allowed, refused),
                new Range("patience of a plateau", n -> new Schedule.OnPlateau(count(n), 2, 0), allowed, refused),
                new Range("epochs of a warm-up", n -> new Schedule.WarmUp(count(n), CONSTANT), allowed, refused),
                new Range("patience", n -> new Stopping.NoImprovement(count(n)), allowed, refused),
                new Range("growing patience", n -> new Stopping.GrowingPatience(count(n), 1), allowed, refused));
    }

    private static Stream<Range> others() {
        return Stream.of(
                new Range("decay of a schedule", Schedule.Exponential::new, new double[] {ABOVE_0, 1}, new double[] {
                    0, ABOVE_1
                }),
                new Range(
                        "epochs of the momentum's ramp",
                        n -> new UpdateRule.Momentum(false, 0.5, 0.9, count(n), false),
                        new double[] {0, 9},
                        new double[] {-1}),
                new Range(
                        "any momentum",
                        mu -> new UpdateRule.Momentum(false, mu, mu, 0, true),
                        new double[] {-1, 0, 1, 2},
                        new double[] {}));
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void number_insideItsRange_isTaken_andOutsideIsRefused(Range range) {
        Arrays.stream(range.allowed).forEach(value -> assertDoesNotThrow(() -> range.made.apply(value), "" + value));
        DoubleStream.concat(Arrays.stream(range.refused), Arrays.stream(NO_NUMBERS))
                .forEach(value ->
                        assertThrows(IllegalArgumentException.class, () -> range.made.apply(value), "" + value));
    }

    /** Returns a whole number; of NaN and the infinities, which no count can be, one that no range allows. */
    private static int count(double value) {
        return Double.isFinite(value) ? (int) value : -1;
    }
}
