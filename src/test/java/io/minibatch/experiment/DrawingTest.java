package io.minibatch.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.spec.Settings;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawingTest {
    private static final String JSON = """
            {"title": "T", "chapter": "C", "claim": "M", "common": {}, "quick": {},
             "runs": [{"label": "plain"}],
             "plots": [{"file": "p", "title": "P", "x": "X", "y": "Y", "y-title": "y"}],
             "table": ["epochs"], "checks": []}
            """;

    private static double[] drawn(String x, String y) {
        return drawn(
                x,
                y,
                Map.of(
                        "epoch", new double[] {1, 2},
                        "seconds", new double[] {3, 5},
                        "evaluation-accuracy", new double[] {0.5, 0.75},
                        "evaluation-r2", new double[] {-0.5, 0.75}));
    }

    private static double[] drawn(String x, String y, Map<String, double[]> measured) {
        Experiment experiment =
                Experiment.parse("e", "e.json", JSON.replace("X", x).replace("Y", y));
        Outcome outcome = new Outcome(measured, Map.of("epochs", 2.0), new long[Outcome.BINS], "completed");
        Results results = Results.of(experiment, Map.of(new Trial("plain", "s", Settings.NONE, 1), outcome));
        return new Drawing(experiment.plots().get(0), results)
                .chart()
                .series()
                .get(0)
                .y();
    }

    @ParameterizedTest
    @CsvSource({
        "epoch, evaluation-accuracy, 50",
        "epoch, evaluation-r2, -0.5",
        "epochs, evaluation-accuracy@first, 50",
        "epochs, evaluation-accuracy@seconds:0.7, 5",
        "epochs, evaluation-accuracy@rises, 1",
        "epochs, evaluation-r2@best, 0.75",
    })
    void chart_hasSharesPerCent(String x, String y, double first) {
        assertArrayEquals(new double[] {first}, new double[] {drawn(x, y)[0]}, 1e-9);
    }

    @Test
    void seriesWithoutAnAbscissa_hasNoPoints() {
        assertEquals(0, drawn("epoch", "evaluation-accuracy", Map.of("evaluation-accuracy", new double[] {1})).length);
    }
}
