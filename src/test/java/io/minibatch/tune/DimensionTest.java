package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimensionTest {
    @ParameterizedTest
    @CsvSource({
        "1000000, 1000001, false, 1000000.3698",
        "1000000, 1000001, true, 1000000.3698",
        "-1000001, -1000000, false, -1000000.6302",
        "0.999, 0.9999, false, 0.9993328",
        "100, 150, false, 118.49",
        "1, 1.00001, true, 1.000003698",
    })
    void at_ofANarrowRange_hasTheDecimalsOfTenThousandValues(
            double low, double high, boolean logarithmic, String expected) {
        assertEquals(expected, new Dimension.Real("x", low, high, logarithmic).at(0.3698));
    }

    @Test
    void at_ofANarrowRange_tellsThousandsOfPointsApart() {
        for (boolean logarithmic : new boolean[] {false, true}) {
            Dimension narrow = new Dimension.Real("x", 5_000_000, 5_000_003, logarithmic);
            long texts = IntStream.rangeClosed(0, 3000)
                    .mapToObj(i -> narrow.at(i / 3000.0))
                    .distinct()
                    .count();
            assertEquals(3001, texts);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lambda=log(0.1,100)|1|lambda: best value 100 is at the upper end of 0.1 to 100; widen the range",
                "lambda=log(0.1,100)|0.02|lambda: best value 0.1148 is at the lower end of 0.1 to 100; widen the range",
                "lambda=log(0.1,100)|0.5|",
                "lambda=log(0.1,100)|0.95|",
                "momentum=real(0,0.9)|0.99|momentum: best value 0.891 is at the upper end of 0 to 0.9; widen the range",
                "epochs=int(5,30)|0.99|epochs: best value 30 is at the upper end of 5 to 30; widen the range",
                "epochs=int(5,30)|0.95|",
                "batch=[10,32,100]|1|",
            })
    void edge_ofNumbers_advisesAWiderRange(String space, double u, @Nullable String advice) {
        Dimension dimension = SearchSpace.parse(space).dimensions().get(0);
        assertEquals(Optional.ofNullable(advice), dimension.edge(u));
    }

    /** Journals of earlier searches hold these texts. */
    @ParameterizedTest
    @CsvSource({
        "0.01, 10, true, 0.1286",
        "0.001, 10, true, 0.03014",
        "0.1, 100, true, 1.286",
        "0.000001, 0.1, true, 0.00007063",
        "0, 1, false, 0.3698",
        "0, 0.9, false, 0.3328",
        "0, 2, false, 0.7396",
        "0, 20, false, 7.396",
        "0, 5000, false, 1849",
        "0, 1000000, false, 369800",
        "-5, 5, false, -1.302",
        "0, 0.0003, false, 0.0001109",
    })
    void at_ofAWideRange_hasFourSignificantDigits(double low, double high, boolean logarithmic, String expected) {
        assertEquals(expected, new Dimension.Real("x", low, high, logarithmic).at(0.3698));
    }

    @ParameterizedTest
    @CsvSource({
        "0.12345, 0.99999, false",
        "0.00012345, 0.98765, true",
        "-0.98765, -0.12345, false",
        "1000000.00004, 1000001.00004, false",
        "0, 4.9e-324, false",
        "-8e307, 8e307, false",
    })
    void at_liesInTheRange(double low, double high, boolean logarithmic) {
        Dimension.Real real = new Dimension.Real("x", low, high, logarithmic);
        for (double u : new double[] {0, 1e-9, 0.3, 0.7, 1 - 1e-9, 1}) {
            double value = new BigDecimal(real.at(u)).doubleValue();
            assertTrue(value >= low && value <= high, value + " is not from " + low + " to " + high);
        }
    }
}
