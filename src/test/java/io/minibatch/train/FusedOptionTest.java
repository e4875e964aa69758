package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps that the cpu backend claims are made of single operations where the options say so. */
class FusedOptionTest {
    private static final Dataset DATA = TestData.sparse(40, 28, 28, 10, 0.19);
    private static final Network INITIAL =
            Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(784, 30, 10), Cost.CROSS_ENTROPY), 1);

    @ParameterizedTest
    @CsvSource({"auto, 10, true", "off, 10, false", "auto, 40, false"})
    void smallNetwork_isFusedUnlessOff(String fused, int batch, boolean expected) {
        BackendOptions options = BackendOptions.withThreads(1).withFused(fused);
        TrainingOptions training =
                new TrainingOptions(Hyperparameters.sgd(1, batch, 0.5, 5), new Monitoring(Set.of(), 0), 1);
        try (Backend backend = Backends.open("cpu", options).backend();
                TimedSteps steps = new TimedSteps(backend, new Workload(INITIAL, training, DATA))) {
            assertEquals(expected, steps.isFused());
        }
    }
}
