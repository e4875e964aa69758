package io.minibatch.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.spec.Settings;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static String days(String... days) {
        Experiment experiment = Experiments.of("monitoring", false);
        Map<Trial, Outcome> outcomes = new LinkedHashMap<>();
        for (int i = 0; i < days.length; i++) {
            outcomes.put(
                    new Trial("label", "series", Settings.NONE, i + 1),
                    new Outcome(Map.of(), Map.of(), new long[0], "completed", days[i]));
        }
        return Results.of(experiment, outcomes).days();
    }

    @Test
    void days_areThoseOfTheFirstAndTheLastTrial() {
        assertEquals("2026-01-31", days("2026-01-31", "2026-01-31"));
        assertEquals("2025-12-31 to 2026-01-31", days("2026-01-31", "2025-12-31", "2026-01-02"));
    }

    @Test
    void days_thatNoFileHas_areUnknown() {
        assertEquals("unknown", days("", ""));
        assertEquals("2026-01-31", days("", "2026-01-31"));
    }
}
