package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan is claimed where that makes it faster, unless the options say that none is. */
class EmulatedFusedOptionTest {
    /** 784-30-10 is claimed up to 24 rows. */
    private static final int MOST_ROWS = 24;

    private static final Dataset DATA = TestData.random(40, 28, 28, 10);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void off_claimsNoStep_andSaysSoOfTheDevice(boolean fused) {
        try (CudaBackend backend = EmulatedCuda.open(Precision.FLOAT32, fused)) {
            assertEquals(fused, isClaimed(backend, 10));
            assertEquals(!fused, backend.device().endsWith(", no fused steps"), backend.device());
        }
    }

    @Test
    void claim_ofMoreRowsThanAreFaster_onlyWhereAskedFor() {
        try (CudaBackend backend = EmulatedCuda.open()) {
            assertTrue(isClaimed(backend, MOST_ROWS));
            assertFalse(isClaimed(backend, MOST_ROWS + 1));
            backend.fusedRuns().claimSlower();
            assertTrue(isClaimed(backend, MOST_ROWS + 1));
        }
    }

    private static boolean isClaimed(CudaBackend backend, int rows) {
        Architecture architecture = Architecture.sigmoid(List.of(784, 30, 10), Cost.CROSS_ENTROPY);
        StepPlan plan = new TrainingOptions(Hyperparameters.sgd(1, rows, 0.5, 5), new Monitoring(Set.of(), 0), 1)
                .plan(architecture, DATA.size());
        try (DeviceNetwork network = new DeviceNetwork(backend, Initializer.DEFAULT.initialize(architecture, 1));
                Examples examples = backend.upload(DATA.images(), DATA.labels(), DATA.features(), DATA.outputs());
                StepMemory memory = StepMemory.allocate(backend, plan, examples, network.all());
                Step claimed = backend.claim(plan, memory)) {
            return claimed != null;
        }
    }
}
