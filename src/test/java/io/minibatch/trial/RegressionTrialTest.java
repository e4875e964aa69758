package io.minibatch.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.DataSource;
import io.minibatch.data.Split;
import io.minibatch.spec.Settings;
import io.minibatch.train.NumberData;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegressionTrialTest {
    private static final Split NUMBERS = new Split(
            NumberData.linear(100, 1),
            NumberData.linear(50, 2),
            NumberData.linear(50, 3),
            new DataSource("drawn", false, List.of()));

    @TempDir
    Path folder;

    @Test
    void outcome_ofARegression_hasR2() {
        Settings settings = Settings.parse(Map.of("layers", "2,1", "epochs", "5", "lambda", "0"));
        Limit none = Limit.of(Settings.NONE);
        try (Backend backend = new CpuBackend(1)) {
            Outcome outcome = Objects.requireNonNull(
                    new NetworkTrial(settings.training(NUMBERS), none, folder).run(backend, fraction -> {}));
            assertArrayEquals(outcome.column("evaluation-r2"), outcome.scores());
            assertEquals(5, outcome.scores().length);
            double test = Objects.requireNonNull(outcome.values().get("test-r2"));
            assertTrue(test > 0.8, "R² " + test);
            assertEquals(String.format(Locale.ROOT, "test R² %.4f", test), outcome.scoreText());
        }
    }

    @Test
    void reach_ofARegression_isAnR2() {
        Settings settings = Settings.parse(Map.of("layers", "2,1", "epochs", "50", "lambda", "0"));
        Limit half = Limit.of(Settings.parse(Map.of("reach", "0.5")));
        try (Backend backend = new CpuBackend(1)) {
            Outcome outcome = Objects.requireNonNull(
                    new NetworkTrial(settings.training(NUMBERS), half, folder).run(backend, fraction -> {}));
            assertEquals("limit", outcome.end());
            assertTrue(outcome.scores()[outcome.scores().length - 1] >= 0.5);
        }
    }

    /** The monitor by which a search compares trials is that of the data's task. */
    @Test
    void searchMonitor_ofARegression_becomesR2() {
        Settings accuracy = Settings.parse(Map.of("monitor", "evaluation-accuracy"));
        assertEquals(
                "evaluation-r2",
                PreparationOnData.withScoreOf(NUMBERS, accuracy).text("monitor"));
        Settings cost = Settings.parse(Map.of("monitor", "training-cost"));
        assertEquals(cost, PreparationOnData.withScoreOf(NUMBERS, cost));
    }
}
