package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignificantDigitsTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "0.0123456, 0.0123", "2, 2.00", "999.4, 999", "999.7, 1000", "1374.2, 1374", "-2829.9, -2830"})
    void three_writesNoExponentForLargeNumbers(double value, String text) {
        assertEquals(text, SignificantDigits.three(value));
    }
}
