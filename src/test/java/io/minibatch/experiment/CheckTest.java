package io.minibatch.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.experiment.Verdict.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckTest {
    private static final Measure ACCURACY = Measure.parse("test-accuracy");
    private static final double NONE = Double.POSITIVE_INFINITY;

    private static Check check(String run, String than, double atLeast, double atMost) {
        return new Check("says", ACCURACY, run, than.isEmpty() ? null : than, atLeast, atMost, false);
    }

    private static Verdict decide(Check check, Map<String, Sample> samples) {
        return check.decide((run, measure) -> samples.getOrDefault(run, Sample.of()));
    }

    private static Answer answer(Check check, double... values) {
        return decide(check, Map.of("a", Sample.of(values), "b", Sample.of(new double[values.length])))
                .answer();
    }

    /** The interval of 0.90, 0.92 and 0.94 is 0.92 ± 4.3027·0.02/√3 = [0.8703, 0.9697]. */
    @ParameterizedTest
    @CsvSource({
        "0.870, Infinity, YES",
        "0.871, Infinity, UNDECIDED",
        "0.969, Infinity, UNDECIDED",
        "0.970, Infinity, NO",
        "-Infinity, 0.970, YES",
        "-Infinity, 0.969, UNDECIDED",
        "-Infinity, 0.871, UNDECIDED",
        "-Infinity, 0.870, NO",
        "0.870, 0.970, YES",
        "0.870, 0.969, UNDECIDED",
        "0.970, 0.980, NO",
    })
    void value_isDecidedByTheIntervalOfItsMean(double atLeast, double atMost, Answer expected) {
        assertEquals(expected, answer(check("a", "", atLeast, atMost), 0.90, 0.92, 0.94));
        assertEquals(expected, answer(check("a", "b", atLeast, atMost), 0.90, 0.92, 0.94));
    }

    @Test
    void difference_isPairedBySeed() {
        Map<String, Sample> samples = Map.of("a", Sample.of(0.90, 0.95, 0.97), "b", Sample.of(0.89, 0.939, 0.961));
        Verdict verdict = decide(check("a", "b", 0, NONE), samples);
        assertEquals(Answer.YES, verdict.answer(), "each seed is ahead, though the seeds are further apart");
        assertEquals(
                "test accuracy 94.00 ± 3.61 % against 93.00 ± 3.63 %, difference +1.00 [+0.75, +1.25] points",
                verdict.figures());
        assertEquals(Answer.NO, decide(check("b", "a", 0, NONE), samples).answer());
        samples = Map.of("a", Sample.of(0.90, 0.95, 0.97), "b", Sample.of(0.961, 0.89, 0.939));
        assertEquals(Answer.UNDECIDED, decide(check("a", "b", 0, NONE), samples).answer());
    }

    @Test
    void equalRuns_areNotAhead_butWithinAMargin() {
        assertEquals(Answer.NO, answer(check("a", "b", 0, NONE), 0, 0, 0));
        assertEquals(Answer.NO, answer(check("a", "b", -NONE, 0), 0, 0, 0));
        assertEquals(Answer.YES, answer(check("a", "b", -0.001, 0.001), 0, 0, 0));
        assertEquals(Answer.YES, answer(check("a", "", 0, 0), 0, 0, 0), "a value may be its bound");
    }

    @Test
    void oneSeed_decidesAValue_andNoDifference() {
        assertEquals(Answer.YES, answer(check("a", "", 0.9, NONE), 0.9));
        assertEquals(Answer.NO, answer(check("a", "", 0.91, NONE), 0.9));
        assertEquals(Answer.UNDECIDED, answer(check("a", "b", 0.1, NONE), 0.9));
    }

    @Test
    void oneSeedOfAFirstLook_confirmsAValue_andRefutesNone() {
        assertEquals(Answer.YES, answer(check("a", "", 0.9, NONE).ofFirstLook(), 0.9));
        assertEquals(Answer.UNDECIDED, answer(check("a", "", 0.91, NONE).ofFirstLook(), 0.9));
        assertEquals(Answer.UNDECIDED, answer(check("a", "", -1, 0.8).ofFirstLook(), 0.9));
        assertEquals(Answer.NO, answer(check("a", "", 0.95, NONE).ofFirstLook(), 0.9, 0.9, 0.9));
    }

    @Test
    void seedWithoutTheNumber_leavesItUndecided() {
        Verdict verdict = decide(check("a", "", 0.5, NONE), Map.of("a", Sample.of(0.9, 0.92, Double.NaN)));
        assertEquals(Answer.UNDECIDED, verdict.answer());
        assertEquals("test accuracy 91.00 ± 1.41 %; missing for 1 of 3 seeds", verdict.figures());
        assertEquals(Answer.UNDECIDED, answer(check("a", "b", 0.5, NONE), 0.9, Double.NaN));
        assertEquals(Answer.UNDECIDED, answer(check("none", "", 0.5, NONE), 0.9));
        assertEquals(Answer.UNDECIDED, answer(check("a", "none", 0.5, NONE), 0.9, 0.9));
    }

    @Test
    void exactNumber_isComparedWithEverySeed() {
        Map<String, Sample> samples =
                Map.of("a", Sample.exact(0.95), "b", Sample.of(0.93, 0.94, 0.935), "c", Sample.exact(0.94));
        assertEquals(Answer.YES, decide(check("a", "b", 0, NONE), samples).answer());
        assertEquals(Answer.NO, decide(check("b", "a", 0, NONE), samples).answer());
        assertEquals(Answer.YES, decide(check("a", "c", 0, NONE), samples).answer());
        assertEquals(
                "test accuracy 95.00 %",
                decide(check("a", "", 0.9, NONE), samples).figures());
    }
}
