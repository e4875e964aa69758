package io.minibatch.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.minibatch.spec.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static Trial trial(String label, Map<String, String> settings, long seed) {
        return new Trial(label, "series", Settings.parse(settings), seed);
    }

    @Test
    void key_differsBySettingsSeedAndPlace_notByLabel() {
        Trial trial = trial("a", Map.of("eta", "1"), 1);
        assertEquals(16, trial.key("here").length());
        assertEquals(trial.key("here"), trial("b", Map.of("eta", "1"), 1).key("here"));
        assertNotEquals(trial.key("here"), trial("a", Map.of("eta", "2"), 1).key("here"));
        assertNotEquals(trial.key("here"), trial("a", Map.of("eta", "1"), 2).key("here"));
        assertNotEquals(trial.key("here"), trial.key("there"));
    }

    /** Outcomes are found again by it: the first digits of the SHA-256 of the texts as they were written. */
    @Test
    void key_staysThatOfEarlierVersions() {
        Map<String, String> settings =
                Map.of("eta", "0.50", "lambda", "5.0", "layers", "784,30,10", "shifts", "true", "until", "3");
        assertEquals("94aa8347b8038c99", trial("a", settings, 7).key("cpu: 2 threads\ndata"));
    }

    @Test
    void flags_writeASwitchWithoutValue_andTheSeed() {
        assertEquals(
                List.of("--eta=1", "--shifts", "--seed=7"),
                trial("a", Map.of("eta", "1", "shifts", "true"), 7).flags());
    }
}
