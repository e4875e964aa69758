package io.minibatch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.data.Dataset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.train.DivergedException;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TestData;
import io.minibatch.train.TimedSteps;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThroughputTest {
    private static final Dataset DATA = TestData.random(300, 4, 4, 3);
    private static final Duration SOON = Duration.ofSeconds(20);
    private final Backend backend =
            Backends.open("cpu", BackendOptions.withThreads(1)).backend();

    @AfterEach
    void close() {
        backend.close();
    }

    private @Nullable Throughput measure(double eta, double moreWarmUp, double seconds, BooleanSupplier stop) {
        Architecture architecture = Architecture.of(
                List.of(16, 8, 3), List.of(Activation.RELU, Activation.IDENTITY), Cost.matching(Activation.IDENTITY));
        Network initial = Initializer.HE.initialize(architecture, 1);
        TrainingOptions options =
                new TrainingOptions(Hyperparameters.sgd(1, 10, eta, 0), new Monitoring(Set.of(), 0), 1);
        Workload workload = new Workload(initial, options, DATA);
        try (TimedSteps steps = new TimedSteps(backend, workload)) {
            return Throughput.measure(steps, workload, moreWarmUp, seconds, stop);
        }
    }

    @Test
    void warmUp_isAsLongAsAsked_andNotPartOfTheRounds() {
        Throughput measured = measure(0.01, 0.3, 0.1, () -> false);
        assertNotNull(measured);
        assertTrue(measured.warmUpSeconds() >= 0.3 + 0.03, "" + measured.warmUpSeconds());
        assertEquals(Throughput.MIN_STEPS - 1, measured.secondsPerStep().length);
    }

    @ParameterizedTest
    @ValueSource(doubles = {3600, 1e300, Double.POSITIVE_INFINITY})
    void stop_endsAMeasurementSoon_howeverLongItWasToTake(double seconds) {
        long stop = System.nanoTime() + 300_000_000L;
        assertNull(assertTimeoutPreemptively(
                SOON, () -> measure(0.01, 0, seconds, () -> System.nanoTime() - stop > 0)));
    }

    @Test
    void stop_isAskedForOften_howeverManyStepsARoundHas() {
        long[] times = {System.nanoTime(), 0};
        long stop = times[0] + 3_000_000_000L;
        measure(0.01, 0, 100, () -> {
            long now = System.nanoTime();
            times[1] = Math.max(times[1], now - times[0]);
            times[0] = now;
            return now > stop;
        });
        assertTrue(times[1] < 700_000_000L, times[1] + " ns without a question");
    }

    @Test
    void fewSeconds_takeTheFewestSteps() {
        assertNotNull(measure(0.01, 0, Double.MIN_VALUE, () -> false));
    }

    @Test
    void weightsThatAreNotFinite_areNoMeasurement() {
        assertThrows(DivergedException.class, () -> measure(1e20, 0, 0.05, () -> false));
    }

    @Test
    void weightsThatDidNotMove_areNoMeasurement() {
        BackendException thrown = assertThrows(BackendException.class, () -> measure(1e-60, 0, 0.05, () -> false));
        assertTrue(
                String.valueOf(thrown.getMessage()).startsWith("no weight has moved: eta 1.0E-60"), thrown::toString);
    }
}
