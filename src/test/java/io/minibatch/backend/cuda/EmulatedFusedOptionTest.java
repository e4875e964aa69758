package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Examples;
import io.minibatch.backend.Precision;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Initializer;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TestData;
import io.minibatch.train.TrainingOptions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No plan is claimed where the options say so. */
class EmulatedFusedOptionTest {
    private static final Dataset DATA = TestData.random(40, 28, 28, 10);

    @Test
    void off_claimsNoStep_andSaysSoOfTheDevice() {
        Architecture architecture = Architecture.sigmoid(List.of(784, 30, 10), Cost.CROSS_ENTROPY);
        StepPlan plan = new TrainingOptions(Hyperparameters.sgd(1, 10, 0.5, 5), new Monitoring(Set.of(), 0), 1)
                .plan(architecture, DATA.size());
        try (CudaBackend backend = EmulatedCuda.open(Precision.FLOAT32, false);
                DeviceNetwork network = new DeviceNetwork(backend, Initializer.DEFAULT.initialize(architecture, 1));
                Examples examples = backend.upload(DATA.images(), DATA.labels(), DATA.features(), DATA.classes());
                StepMemory memory = StepMemory.allocate(backend, plan, examples, network.all())) {
            assertNull(backend.claim(plan, memory));
            assertTrue(backend.device().endsWith(", no fused steps"), backend.device());
        }
    }
}
