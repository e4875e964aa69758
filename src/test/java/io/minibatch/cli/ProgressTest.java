package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.cli.Progress.Style;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProgressTest {
    private static final Progress HALF =
            new Progress("Training", 0.5, List.of("1 of 3 networks", "45 of 90 epochs"), 754);

    private static String line(int columns) {
        return HALF.line(columns, Style.ASCII);
    }

    @Test
    void line_of50Columns_leavesTheLastDetailOut() {
        assertEquals("Training  50% [==> ] 1 of 3 networks, 12 min left", line(49));
    }

    @Test
    void line_of80Columns_showsAll() {
        assertEquals("Training  50% [========>        ] 1 of 3 networks, 45 of 90 epochs, 12 min left", line(79));
    }

    @Test
    void line_of200Columns_limitsTheBar() {
        assertEquals(
                "Training  50% [" + "=".repeat(29) + ">" + " ".repeat(28)
                        + "] 1 of 3 networks, 45 of 90 epochs, 12 min left",
                line(199));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "42 | Training  50% 1 of 3 networks, 12 min left",
                "41 | Training  50% [======>      ] 12 min left",
                "25 | Training  50% 12 min left",
                "22 | Training  50% [===>  ]",
                "13 | Training  50%",
                "8 | Training",
                "1 | T"
            })
    void line_ofFewColumns_keepsTheMostImportantText(int columns, String expected) {
        assertEquals(expected, line(columns));
    }

    @ParameterizedTest
    @EnumSource
    void line_neverExceedsItsColumns(Style style) {
        for (double fraction : new double[] {-1, 0, 0.013, 0.5, 0.999, 1, 2, Double.NaN}) {
            for (int columns = 1; columns <= 220; columns++) {
                Progress progress = new Progress("Training", fraction, HALF.details(), Double.NaN);
                String shown = progress.line(columns, style).replaceAll("\033\\[\\d+m", "");
                assertTrue(shown.length() <= columns, () -> shown);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, │          │", "0.5, │█████     │", "0.7125, │███████▏  │", "1, │██████████│"})
    void bar_countsEighthsOfABlock(double fraction, String bar) {
        String line = new Progress("x", fraction, List.of(), Double.NaN).line(19, Style.BLOCKS);
        assertEquals(bar, line.substring(7));
        assertEquals(
                "\033[33m" + bar + "\033[0m",
                new Progress("x", fraction, List.of(), Double.NaN)
                        .line(19, Style.COLOURED_BLOCKS)
                        .substring(7));
    }

    @Test
    void timeLeft_hasOneUnit_andFromAnHourOnTwo() {
        assertEquals("0 s left", Progress.timeLeft(0.4));
        assertEquals("59 s left", Progress.timeLeft(59.4));
        assertEquals("1 min left", Progress.timeLeft(59.6));
        assertEquals("59 min left", Progress.timeLeft(3599));
        assertEquals("2 h 5 min left", Progress.timeLeft(2 * 3600 + 5 * 60 + 59));
        assertEquals("", Progress.timeLeft(Double.NaN));
        assertEquals("", Progress.timeLeft(Double.POSITIVE_INFINITY));
    }

    @Test
    void pace_countsFromTheFirstCall() {
        long[] now = {100_000_000_000L};
        Pace pace = new Pace(() -> now[0]);
        assertEquals(Double.NaN, pace.secondsLeft(0.5));
        now[0] += 10_000_000_000L;
        assertEquals(Double.NaN, pace.secondsLeft(0.5));
        assertEquals(30, pace.secondsLeft(0.625), 1e-9);
    }

    @Test
    void pace_isUnknownForOnePercentOrTenSeconds() {
        long[] now = {0};
        Pace pace = new Pace(() -> now[0]);
        pace.secondsLeft(0);
        now[0] = 1_000_000_000L;
        assertEquals(Double.NaN, pace.secondsLeft(0.009));
        assertEquals(99, pace.secondsLeft(0.01), 1e-9);
        now[0] = 10_000_000_000L;
        assertEquals(10 * 999, pace.secondsLeft(0.001), 1e-9);
    }
}
