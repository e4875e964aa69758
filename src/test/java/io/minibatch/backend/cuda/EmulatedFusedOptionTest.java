package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Examples;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Step;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan is claimed unless the options say that none is. */
class EmulatedFusedOptionTest {
    private static final Dataset DATA = TestData.random(40, 28, 28, 10);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void off_claimsNoStep_andSaysSoOfTheDevice(boolean fused) {
        Architecture architecture = Architecture.sigmoid(List.of(784, 30, 10), Cost.CROSS_ENTROPY);
        StepPlan plan = new TrainingOptions(Hyperparameters.sgd(1, 10, 0.5, 5), new Monitoring(Set.of(), 0), 1)
                .plan(architecture, DATA.size());
        try (CudaBackend backend = EmulatedCuda.open(Precision.FLOAT32, fused);
                DeviceNetwork network = new DeviceNetwork(backend, Initializer.DEFAULT.initialize(architecture, 1));
                Examples examples = backend.upload(DATA.images(), DATA.labels(), DATA.features(), DATA.outputs());
                StepMemory memory = StepMemory.allocate(backend, plan, examples, network.all())) {
            Step claimed = backend.claim(plan, memory);
            assertEquals(fused, claimed != null);
            assertEquals(!fused, backend.device().endsWith(", no fused steps"), backend.device());
            if (claimed != null) {
                claimed.close();
            }
        }
    }
}
