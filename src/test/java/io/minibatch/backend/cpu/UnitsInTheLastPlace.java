package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.DoubleUnaryOperator;

/**
 * The distance of single precision from a function in double precision, in units in the last place of the function's
 * value.
 */
final class UnitsInTheLastPlace {
    private UnitsInTheLastPlace() {}

    static void check(double most, float[] arguments, DoubleUnaryOperator function, float[] actual) {
        for (int i = 0; i < arguments.length; i++) {
            double expected = function.applyAsDouble(arguments[i]);
            double units = Math.abs(actual[i] - expected) / Math.ulp((float) expected);
            if (!(units <= most)) {
                fail("f(" + arguments[i] + ") is " + actual[i] + ", not " + expected + ": " + units + " units");
            }
        }
    }
}
