package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegressionErrorsTest {
    /** By hand: errors of x 1, −1, 0, 0 around mean 2.5 (Σ(y − ȳ)² = 5); y is constant and missed once. */
    @Test
    void table_ofTwoNumbers() {
        float[] desired = {1, 7, 2, 5, 3, 7, 4, 5};
        float[] predicted = {2, 7, 1, 5, 3, 9, 4, 5};
        String expected = """
                number  mean absolute error  root mean squared error      R²
                x                   0.50000                  0.70711  0.6000
                y                   0.50000                   1.0000  0.0000
                mean                                                  0.3000
                """;
        assertEquals(
                expected,
                new RegressionErrors(List.of("x", "y"), desired, predicted)
                        .table()
                        .replace("\r\n", "\n"));
    }

    @Test
    void r2_ofAConstant_isNotDefined() {
        String table = new RegressionErrors(List.of("x"), new float[] {3, 3}, new float[] {3, 3}).table();
        assertEquals("x 0.0000 0.0000 —", table.lines().toList().get(1).replaceAll(" +", " "));
    }

    @Test
    void numbersOfOtherLength_areRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new RegressionErrors(List.of("x", "y"), new float[3], new float[3]));
        assertThrows(
                IllegalArgumentException.class, () -> new RegressionErrors(List.of("x"), new float[2], new float[3]));
    }
}
