package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.HyperparameterSearch.Outcome;
import io.minibatch.HyperparameterSearch.Trial;
import io.minibatch.backend.BackendException;
import io.minibatch.data.DataException;
import io.minibatch.spec.SettingException;
import io.minibatch.train.DivergedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HyperparameterSearchTest {
    private static final HyperparameterSearch LINE =
            HyperparameterSearch.create().real("x", -5, 5).trials(60);

    @Test
    void minimize_comesCloserThanRandomPoints() {
        Outcome outcome = LINE.minimize(point -> Math.pow(point.number("x") - 1.5, 2));
        assertEquals(60, outcome.trials().size());
        assertTrue(outcome.best().value() < 0.001, outcome.toString());
        long near = outcome.trials().stream().filter(trial -> trial.value() < 1).count();
        assertTrue(near > 24, near + " of 60 within 1, where random points are 12");
    }

    @Test
    void maximize_findsTheLargestAndTheFirstOfEquals() {
        Outcome outcome = HyperparameterSearch.create()
                .choice("letter", "a", "b")
                .integer("n", 1, 3)
                .trials(20)
                .maximize(point -> (point.text("letter").equals("b") ? 10 : 0) + Math.min(2, point.integer("n")));
        assertEquals(12, outcome.best().value());
        assertEquals(
                outcome.trials().stream()
                        .filter(trial -> trial.value() == 12)
                        .findFirst()
                        .orElseThrow(),
                outcome.best());
    }

    @Test
    void sameSeed_triesTheSamePoints() {
        List<String> once = new ArrayList<>();
        List<String> twice = new ArrayList<>();
        LINE.minimize(point -> note(once, point));
        LINE.minimize(point -> note(twice, point));
        List<String> other = new ArrayList<>();
        LINE.seed(2).minimize(point -> note(other, point));
        assertEquals(once, twice);
        assertTrue(!once.equals(other));
    }

    private static double note(List<String> points, HyperparameterSearch.Point point) {
        points.add(point.toString());
        return point.number("x");
    }

    @Test
    void failedTrials_areLeftOut_andKeepTheirException() {
        Outcome outcome = LINE.maximize(point -> {
            double x = point.number("x");
            if (x < 0) {
                throw new DivergedException(1, 2, 3, 0.5);
            }
            return x > 4 ? Double.POSITIVE_INFINITY : x > 3 ? Double.NaN : x;
        });
        assertTrue(outcome.best().value() >= 0 && outcome.best().value() <= 3, outcome.toString());
        List<Trial> diverged = outcome.trials().stream()
                .filter(trial -> trial.failure() != null)
                .toList();
        assertTrue(!diverged.isEmpty());
        for (Trial trial : diverged) {
            assertTrue(trial.failed() && trial.failure() instanceof DivergedException);
            assertTrue(trial.toString()
                    .startsWith(trial.point() + ": failed: the cost is no longer a number at epoch 1,"));
        }
        Trial infinite = outcome.trials().stream()
                .filter(trial -> Double.isInfinite(trial.value()))
                .findFirst()
                .orElseThrow();
        assertTrue(infinite.failed());
        assertEquals(infinite.point() + ": failed: the objective is Infinity", infinite.toString());
        long failed = outcome.trials().stream().filter(Trial::failed).count();
        assertEquals("best of 60 trials (" + failed + " failed): " + outcome.best(), outcome.toString());
    }

    @Test
    void minimize_whereEveryTrialFails_hasTheLastExceptionAsItsCause() {
        DivergedException diverged = new DivergedException(1, 2, 3, 0.5);
        List<String> points = new ArrayList<>();
        IllegalStateException all = assertThrows(
                IllegalStateException.class,
                () -> LINE.trials(3).minimize(point -> {
                    points.add(point.toString());
                    if (points.size() == 2) {
                        throw diverged;
                    }
                    return Double.NaN;
                }));
        assertSame(diverged, all.getCause());
        assertEquals(
                "each of the 3 trials failed, at " + points.get(1) + ": " + diverged.getMessage(), all.getMessage());
        IllegalStateException one = assertThrows(
                IllegalStateException.class, () -> LINE.trials(1).minimize(point -> Double.NEGATIVE_INFINITY));
        assertEquals("the only trial failed, at " + points.get(0) + ": the objective is -Infinity", one.getMessage());
    }

    @ParameterizedTest
    @MethodSource("ofAWrongCall")
    void minimize_exceptionBeforeAnyValue_endsTheSearch(RuntimeException mistake) {
        AtomicInteger calls = new AtomicInteger();
        RuntimeException thrown = assertThrows(
                RuntimeException.class,
                () -> LINE.minimize(point -> {
                    if (calls.incrementAndGet() == 1) {
                        return Double.NaN;
                    }
                    throw mistake;
                }));
        assertSame(mistake, thrown);
        assertEquals(2, calls.get());
    }

    @ParameterizedTest
    @MethodSource("ofAWrongCall")
    void minimize_exceptionAfterAValue_failsItsTrial(RuntimeException mistake) {
        AtomicInteger calls = new AtomicInteger();
        Outcome outcome = LINE.trials(3).minimize(point -> {
            if (calls.incrementAndGet() == 2) {
                throw mistake;
            }
            return calls.get();
        });
        assertSame(mistake, outcome.trials().get(1).failure());
        assertEquals(outcome.trials().get(0), outcome.best());
    }

    static List<RuntimeException> ofAWrongCall() {
        return List.of(
                new SettingException("eta", "must be above 0"),
                new DataException("a.csv: is missing"),
                new BackendException("not enough memory"));
    }

    @Test
    void minimize_otherException_alwaysEndsTheSearch() {
        AtomicInteger calls = new AtomicInteger();
        assertThrows(
                ArithmeticException.class,
                () -> LINE.minimize(point -> {
                    if (calls.incrementAndGet() == 3) {
                        throw new ArithmeticException();
                    }
                    return 1;
                }));
        assertEquals(3, calls.get());
    }

    @Test
    void minimize_ofAnInterruptedThread_endsBetweenTrials() {
        AtomicInteger calls = new AtomicInteger();
        CancellationException cancelled = assertThrows(
                CancellationException.class,
                () -> LINE.minimize(point -> {
                    if (calls.incrementAndGet() == 2) {
                        Thread.currentThread().interrupt();
                    }
                    return calls.get();
                }));
        assertTrue(Thread.interrupted());
        assertEquals(2, calls.get());
        String message = String.valueOf(cancelled.getMessage());
        assertTrue(message.matches("search interrupted after 2 of 60 trials; the best is x \\S+: 1\\.0"), message);
    }

    @Test
    void minimize_interruptedInTheLastTrial_hasAnOutcome() {
        Outcome outcome = LINE.trials(1).minimize(point -> {
            Thread.currentThread().interrupt();
            return 1;
        });
        assertTrue(Thread.interrupted());
        assertEquals("best of 1 trial: " + outcome.best(), outcome.toString());
    }

    @Test
    void mistakes_areNamed() {
        assertRefused("hyper-parameter 'x': is named twice", () -> LINE.integer("x", 1, 2));
        assertRefused("trials must be at least 1, not 0", () -> LINE.trials(0));
        assertRefused("y: the range must go up, not from 2.0 to 1.0", () -> LINE.real("y", 2, 1));
        assertRefused("hyper-parameter 'z': must be one of x", () -> LINE.minimize(point -> point.number("z")));
        assertRefused(
                "a search needs a hyper-parameter: add one with real, logarithmic, integer or choice",
                () -> HyperparameterSearch.create().minimize(point -> 0));
    }

    @Test
    @SuppressWarnings("NullAway")
    void pointsOfText_readAsNumbers_areNamed() {
        HyperparameterSearch letter = HyperparameterSearch.create().choice("letter", "a");
        assertRefused(
                "hyper-parameter 'letter': 'a' is no number; read it by text(\"letter\")",
                () -> letter.minimize(point -> point.number("letter")));
        assertRefused(
                "hyper-parameter 'letter': 'a' is no whole number; read it by number(\"letter\") or text(\"letter\")",
                () -> letter.minimize(point -> point.integer("letter")));
        assertRefused(
                "hyper-parameter 'n': '1.0' is no whole number; read it by number(\"n\") or text(\"n\")",
                () -> HyperparameterSearch.create().choice("n", 1.0).minimize(point -> point.integer("n")));
        assertRefused(
                "hyper-parameter 'null': must be one of letter", () -> letter.minimize(point -> point.integer(null)));
    }

    @Test
    @SuppressWarnings("NullAway")
    void names_nullOrBlank_areRefused() {
        HyperparameterSearch search = HyperparameterSearch.create();
        String missing = "the name of a hyper-parameter must not be null";
        String blank = "the name of a hyper-parameter must not be blank";
        assertRefused(missing, () -> search.real(null, 2, 1));
        assertRefused(missing, () -> search.logarithmic(null, 1, 2));
        assertRefused(missing, () -> search.integer(null, 1, 2));
        assertRefused(missing, () -> search.choice(null, "a"));
        assertRefused(blank, () -> search.real("", 1, 2));
        assertRefused(blank, () -> search.choice(" ", "a"));
    }

    @Test
    @SuppressWarnings("NullAway")
    void choices_withoutDistinctTexts_areRefused() {
        HyperparameterSearch search = HyperparameterSearch.create();
        assertRefused("x: there must be a value to choose", () -> search.choice("x"));
        String missing = "hyper-parameter 'x': a value must not be null";
        assertRefused(missing, () -> search.choice("x", (Object[]) null));
        assertRefused(missing, () -> search.choice("x", 1, null));
        assertRefused(missing, () -> search.choice("x", Arrays.asList(1, null), List.of()));
        String array = "hyper-parameter 'x': a value must not be an array; use a list, such as List.of(30, 10)";
        assertRefused(array, () -> search.choice("x", new int[] {30}, new int[] {100}));
        assertRefused(array, () -> search.choice("x", List.of(new double[] {1})));
        assertRefused("hyper-parameter 'x': the value '1' is listed twice", () -> search.choice("x", 1, 2, "1"));
        assertEquals(
                "30,10",
                search.choice("x", List.of(30, 10))
                        .minimize(point -> 1)
                        .best()
                        .point()
                        .text("x"));
    }

    @Test
    void toString_namesHyperparametersAndTrials() {
        assertEquals(
                "search of nothing yet in 30 trials",
                HyperparameterSearch.create().toString());
        assertEquals("search for x in 1 trial", LINE.trials(1).toString());
        assertEquals("search for x, n in 60 trials", LINE.integer("n", 1, 2).toString());
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
