package io.minibatch.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.trial.Outcome;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasureTest {
    private static final Outcome OUTCOME = outcome("completed");

    private static Outcome outcome(String end) {
        return new Outcome(
                Map.of(
                        "epoch", new double[] {1, 2, 3, 4},
                        "seconds", new double[] {0.5, 1, 1.5, 2},
                        "training-cost", new double[] {0.9, 0.4, 0.6, 0.5},
                        "evaluation-accuracy", new double[] {0.8, 0.95, 0.9, 0.94},
                        "evaluation-r2", new double[] {-0.5, 0.7, 0.2, 0.6},
                        "training-mean-squared-error", new double[] {3, 1, 2, 1.5}),
                Map.of("test-accuracy", 0.93),
                new long[Outcome.BINS],
                end);
    }

    @ParameterizedTest
    @CsvSource({
        "evaluation-accuracy@best, 0.95",
        "evaluation-accuracy@worst, 0.8",
        "training-cost@best, 0.4",
        "training-cost@worst, 0.9",
        "training-cost@first, 0.9",
        "training-cost@last, 0.5",
        "training-cost@3, 0.6",
        "training-cost@mean:2, 0.55",
        "training-cost@mean:9, 0.6",
        "training-cost@rises, 1",
        "evaluation-accuracy@reach:0.9, 2",
        "evaluation-accuracy@seconds:0.9, 1",
        "training-cost@reach:0.45, 2",
        "test-accuracy, 0.93",
        "evaluation-r2@best, 0.7",
        "evaluation-r2@worst, -0.5",
        "evaluation-r2@reach:0.5, 2",
        "evaluation-r2@reach:-0.6, 1",
        "evaluation-r2@seconds:0.7, 1",
        "training-mean-squared-error@best, 1",
        "training-mean-squared-error@worst, 3",
        "training-mean-squared-error@reach:1.2, 2",
    })
    void of_isWhatItSays(String measure, double expected) {
        assertEquals(OptionalDouble.of(expected), Measure.parse(measure).of(OUTCOME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evaluation-accuracy@9", "evaluation-accuracy@reach:0.99", "evaluation-cost@last", "seconds"})
    void of_whatTheOutcomeLacks_isEmpty(String measure) {
        assertTrue(Measure.parse(measure).of(OUTCOME).isEmpty());
    }

    @Test
    void reach_withoutTimes_isEmpty() {
        Outcome untimed = new Outcome(
                Map.of("evaluation-accuracy", new double[] {0.9}), Map.of(), new long[Outcome.BINS], "completed");
        assertTrue(Measure.parse("evaluation-accuracy@seconds:0.8").of(untimed).isEmpty());
    }

    @Test
    void rises_ofADivergedTrial_countsTheLastOne() {
        assertEquals(OptionalDouble.of(2), Measure.parse("training-cost@rises").of(outcome("diverged")));
        assertEquals(OptionalDouble.of(1), Measure.parse("diverged").of(outcome("diverged")));
        assertEquals(OptionalDouble.of(0), Measure.parse("diverged").of(OUTCOME));
    }

    @Test
    void parse_anythingElse_isRefused() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Measure.parse("a@middle"))
                .getMessage());
        assertTrue(message.startsWith("\"a@middle\" is no measure: after the @ use best, "), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evaluation-accuracy@best | best validation accuracy",
                "evaluation-accuracy@1    | validation accuracy after 1 epoch",
                "evaluation-accuracy@reach:0.95 | epochs to 95 % validation accuracy",
                "training-cost@rises      | rises of the training cost",
                "evaluation-accuracy@mean:5 | validation accuracy (mean of the last 5)",
                "test-accuracy            | test accuracy",
                "evaluation-r2@reach:0.95 | epochs to 0.95 validation r2",
                "evaluation-r2@seconds:-0.5 | seconds to -0.5 validation r2",
            })
    void words_areEnglish(String measure, String words) {
        assertEquals(words, Measure.parse(measure).words());
    }

    @Test
    void format_sharesArePerCent_withTheDeviationOfSeveral() {
        Measure accuracy = Measure.parse("test-accuracy");
        assertEquals("95.00 ± 1.41 %", accuracy.format(Sample.of(0.94, 0.96)));
        assertEquals("95.00 %", accuracy.format(Sample.of(0.95)));
        assertEquals("—", accuracy.format(Sample.of(Double.NaN)));
        assertEquals("12.5", Measure.parse("seconds").format(Sample.of(12.51)));
        assertEquals(
                "95.00 ± 1.41 %", Measure.parse("evaluation-accuracy@mean:5").format(Sample.of(0.94, 0.96)));
    }

    @Test
    void format_secondsPerImage_areMicroseconds() {
        Measure perImage = Measure.parse("seconds-per-image");
        assertEquals("microseconds per image", perImage.words());
        assertEquals("3.76 ± 1.41", perImage.format(Sample.of(2.76e-6, 4.76e-6)));
        assertEquals("difference +1000", perImage.formatDifference(Sample.of(0.001)));
    }

    @Test
    void format_r2_isNotPerCent() {
        for (String measure : new String[] {"test-r2", "evaluation-r2@best", "evaluation-r2@mean:5"}) {
            Measure r2 = Measure.parse(measure);
            assertEquals("0.950 ± 0.0141", r2.format(Sample.of(0.94, 0.96)));
            assertEquals("−0.500", r2.format(Sample.of(-0.5)));
            assertEquals("difference −0.0300", r2.formatDifference(Sample.of(-0.03)));
        }
    }

    /** The seeds that never reach an accuracy would be the slowest, so a mean without them says so. */
    @Test
    void formatCell_saysHowManySeedsHaveTheNumber_whereSomeLackIt() {
        Measure seconds = Measure.parse("evaluation-accuracy@seconds:0.95");
        assertEquals("0.912 ± 0.124 (2 of 3 seeds)", seconds.formatCell(Sample.of(Double.NaN, 1.00036, 0.824478)));
        assertEquals("1.00 (1 of 2 seeds)", seconds.formatCell(Sample.of(1, Double.NaN)));
        assertEquals("—", seconds.formatCell(Sample.of(Double.NaN, Double.NaN)));
        assertEquals("1.00", seconds.formatCell(Sample.of(1)));
    }

    /** √2/√2·12.7062 = 12.71 for two values that are 2 apart. */
    @Test
    void formatDifference_hasTheIntervalInBrackets_whereThereIsOne() {
        Measure accuracy = Measure.parse("test-accuracy");
        assertEquals("difference +1.00 [−11.71, +13.71] points", accuracy.formatDifference(Sample.of(0.0, 0.02)));
        assertEquals("difference −1.00 points", accuracy.formatDifference(Sample.of(-0.01)));
        assertEquals(
                "difference −3.00 points",
                accuracy.formatDifference(Sample.exact(-0.03)).replaceFirst(" \\[.*\\]", ""));
        assertEquals("difference —", accuracy.formatDifference(Sample.of()));
        assertEquals(" [−11.7, 13.7]", Measure.parse("seconds").formatInterval(Sample.of(0.0, 2.0)));
    }
}
