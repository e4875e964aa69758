package io.minibatch.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Selection;
import io.minibatch.data.Split;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTrialTest {
    private static final double INFINITE = Double.POSITIVE_INFINITY;
    private static final Limit NONE = new Limit(INFINITE, INFINITE, INFINITE);

    @TempDir
    private Path folder;

    static PreparedTraining training() {
        DataOptions few = DataOptions.defaults().withoutDownload().with(new Selection(List.of(), 300, 100));
        Split split = DataLoader.standard().load(few, DataListener.NONE);
        Architecture architecture = Architecture.sigmoid(List.of(784, 10, 10), Cost.CROSS_ENTROPY);
        TrainingOptions options = new TrainingOptions(Hyperparameters.sgd(12, 10, 0.5, 1), Monitoring.everything(), 1);
        return new PreparedTraining(split, Initializer.DEFAULT.initialize(architecture, 1), options, null);
    }

    private static @Nullable Outcome run(NetworkTrial trial, double stopAt) {
        try (Backend backend =
                Backends.open("cpu", BackendOptions.withThreads(1)).backend()) {
            return trial.run(backend, fraction -> {
                if (fraction >= stopAt) {
                    trial.requestStop();
                }
            });
        }
    }

    @Test
    void stoppedTrial_goesOnToTheOutcomeOfOneThatWasNot() {
        Outcome whole = run(new NetworkTrial(training(), NONE, folder.resolve("whole"), Long.MAX_VALUE), 2);
        assertNull(run(new NetworkTrial(training(), NONE, folder.resolve("cut"), 0), 0.3));
        assertNull(run(new NetworkTrial(training(), NONE, folder.resolve("cut"), 0), 0.7));
        Outcome resumed = run(new NetworkTrial(training(), NONE, folder.resolve("cut"), 0), 2);
        assertSame(whole, resumed, 12);
    }

    @Test
    void trialOfAFewEpochs_goesOnFromThere_whenMoreAreAskedFor() {
        Outcome whole = run(new NetworkTrial(training(), NONE, folder.resolve("whole"), Long.MAX_VALUE), 2);
        Limit first = new Limit(4, INFINITE, INFINITE);
        Outcome begun = run(new NetworkTrial(training(), first, folder.resolve("rungs"), Long.MAX_VALUE), 2);
        if (begun == null) {
            throw new AssertionError("nobody stopped it");
        }
        assertEquals("limit", begun.end());
        assertEquals(4, begun.values().get("epochs"));
        double[] fractions = {2};
        NetworkTrial rest = new NetworkTrial(training(), NONE, folder.resolve("rungs"), Long.MAX_VALUE);
        try (Backend backend =
                Backends.open("cpu", BackendOptions.withThreads(1)).backend()) {
            Outcome more = rest.run(backend, fraction -> fractions[0] = Math.min(fractions[0], fraction));
            assertSame(whole, more, 12);
        }
        assertTrue(fractions[0] > 4.0 / 12, "it began again at " + fractions[0]);
    }

    @Test
    void trialThatReachesItsAccuracy_ends() {
        Limit reach = new Limit(INFINITE, 0.3, INFINITE);
        Outcome reached = run(new NetworkTrial(training(), reach, folder, Long.MAX_VALUE), 2);
        if (reached == null) {
            throw new AssertionError("nobody stopped it");
        }
        double[] accuracies = reached.column("evaluation-accuracy");
        assertTrue(accuracies.length < 12);
        assertTrue(accuracies[accuracies.length - 1] >= 0.3);
        assertEquals("limit", reached.end());
    }

    private static void assertSame(@Nullable Outcome expected, @Nullable Outcome actual, int epochs) {
        if (expected == null || actual == null) {
            throw new AssertionError("nobody stopped it");
        }
        for (String series : List.of("epoch", "training-cost", "evaluation-accuracy", "weight-rms", "eta")) {
            assertEquals(epochs, expected.column(series).length);
            assertArrayEquals(expected.column(series), actual.column(series), series);
        }
        assertArrayEquals(expected.weights(), actual.weights());
        for (String value : List.of("test-accuracy", "epochs", "small-weights")) {
            assertEquals(expected.values().get(value), actual.values().get(value), value);
        }
        assertEquals(expected.end(), actual.end());
    }
}
