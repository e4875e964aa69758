package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cuda.EmulatedCuda;
import io.minibatch.network.Architecture;

/** The training contract on the emulated driver by single operations, as with {@code --fused off}. */
class EmulatedCudaUnfusedTrainingTest extends TrainingContract {
    @Override
    protected Backend open() {
        return EmulatedCuda.openUnfused();
    }

    @Override
    protected TrainingListener watch(Architecture architecture, Hyperparameters given) {
        return new TrainingListener() {
            @Override
            public void stepsRecorded(boolean fused) {
                assertFalse(fused);
            }
        };
    }
}
