package io.minibatch.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Notices;
import io.minibatch.data.Split;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTrialTest {
    @TempDir
    private Path folder;

    private static Training training() {
        DataOptions few = new DataOptions(null, true, List.of(), 300, 100);
        Split split = DataLoader.standard().load(few, Notices.SILENT);
        Architecture architecture = Architecture.sigmoid(List.of(784, 10, 10), Cost.CROSS_ENTROPY);
        TrainingOptions options = new TrainingOptions(Hyperparameters.sgd(12, 10, 0.5, 1), Monitoring.everything(), 1);
        return new Training(split, Initializer.DEFAULT.initialize(architecture, 1), options, null);
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
        Outcome whole = run(new NetworkTrial(training(), folder.resolve("whole"), Long.MAX_VALUE), 2);
        assertNull(run(new NetworkTrial(training(), folder.resolve("cut"), 0), 0.3));
        assertNull(run(new NetworkTrial(training(), folder.resolve("cut"), 0), 0.7));
        Outcome resumed = run(new NetworkTrial(training(), folder.resolve("cut"), 0), 2);
        if (whole == null || resumed == null) {
            throw new AssertionError("nobody stopped it");
        }
        for (String series : List.of("epoch", "training-cost", "evaluation-accuracy", "weight-rms", "eta")) {
            assertEquals(12, whole.column(series).length);
            assertArrayEquals(whole.column(series), resumed.column(series), series);
        }
        assertArrayEquals(whole.weights(), resumed.weights());
        assertEquals(whole.values().get("test-accuracy"), resumed.values().get("test-accuracy"));
    }
}
