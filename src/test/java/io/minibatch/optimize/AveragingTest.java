package io.minibatch.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AveragingTest {
    @ParameterizedTest
    @CsvSource({
        "none, none",
        "ema, ema:0.999",
        "ema:0.99, ema:0.99",
        "swa, swa:0.25",
        "swa:1, swa:1",
        "swa:0.0001, swa:0.0001"
    })
    void parse_everyNotation_isPrintedWithItsNumber(String text, String printed) {
        Averaging averaging = Averaging.parse(text);
        assertEquals(printed, averaging.text());
        assertEquals(averaging, Averaging.parse(printed));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mean|mean: use none, ema, ema:DECAY, swa or swa:SHARE",
                "none:1|none:1: use none, ema, ema:DECAY, swa or swa:SHARE",
                "ema:x|ema:x: use none, ema, ema:DECAY, swa or swa:SHARE",
                "ema:0.9:2|ema:0.9:2: use none, ema, ema:DECAY, swa or swa:SHARE",
                "ema:1|ema:1: the decay of a moving average must be above 0 and below 1, not 1.0",
                "ema:0|ema:0: the decay of a moving average must be above 0 and below 1, not 0.0",
                "swa:0|swa:0: the share of epochs that are averaged must be above 0 and at most 1, not 0.0",
                "swa:1.1|swa:1.1: the share of epochs that are averaged must be above 0 and at most 1, not 1.1"
            })
    void parse_somethingElse_saysWhatIsAllowed(String text, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Averaging.parse(text))
                        .getMessage());
    }

    /** Of updates after 2, 3 and 1 steps with decay 1/2, by the sums of geometric series. */
    @Test
    void exponential_sharesAreThoseOfStepsWithoutAStartValue() {
        Averaging.Exponential half = new Averaging.Exponential(0.5);
        assertEquals(1, half.share(2, 2));
        assertEquals((1 - 0.125) / (1 - 0.03125), half.share(3, 5), 1e-15);
        assertEquals(0.5 / (1 - 0.015625), half.share(1, 6), 1e-15);
    }

    @Test
    void stochastic_countsTheLastEpochs() {
        Averaging.Stochastic quarter = Averaging.Stochastic.standard();
        assertEquals(0, quarter.averaged(6, 8));
        assertEquals(1, quarter.averaged(7, 8));
        assertEquals(2, quarter.averaged(8, 8));
        assertEquals(2, quarter.averaged(6, 6)); // a quarter is 1.5
        assertEquals(1, quarter.averaged(1, 1));
        assertEquals(5, new Averaging.Stochastic(1).averaged(5, 9));
    }
}
