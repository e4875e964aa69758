package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.HyperparameterSearch.Outcome;
import io.minibatch.data.DataException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
                .whole("n", 1, 3)
                .trials(20)
                .maximize(point -> (point.text("letter").equals("b") ? 10 : 0) + Math.min(2, point.whole("n")));
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
    void failedTrials_areLeftOut() {
        Outcome outcome = LINE.minimize(point -> {
            if (point.number("x") < 0) {
                throw new DataException("no");
            }
            return point.number("x") > 4 ? Double.NaN : point.number("x");
        });
        assertTrue(outcome.best().value() >= 0 && outcome.best().value() <= 4);
        assertTrue(outcome.trials().stream().anyMatch(trial -> Double.isNaN(trial.value())));
        IllegalStateException all = assertThrows(IllegalStateException.class, () -> LINE.minimize(point -> Double.NaN));
        assertEquals("each of the 60 trials failed", all.getMessage());
    }

    @Test
    void mistakes_areNamed() {
        assertRefused("hyper-parameter 'x': is named twice", () -> LINE.whole("x", 1, 2));
        assertRefused("trials must be at least 1, not 0", () -> LINE.trials(0));
        assertRefused("y: the range must go up, not from 2.0 to 1.0", () -> LINE.real("y", 2, 1));
        assertRefused("hyper-parameter 'z': must be one of x", () -> LINE.minimize(point -> point.number("z")));
        assertRefused(
                "a search needs a hyper-parameter: add one by real, whole or choice",
                () -> HyperparameterSearch.create().minimize(point -> 0));
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
