package io.minibatch.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Inputs;
import io.minibatch.data.AugmentationPreset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VariantPassTest {
    @Test
    void numberOfThreads_changesNoBit() {
        Network network = Initializer.DEFAULT.initialize(
                Architecture.of(
                        List.of(784, 40, 10), List.of(Activation.RELU, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD),
                1);
        byte[] images = new byte[150 * 784];
        new Random(1).nextBytes(images);
        float[][] logits = new float[2][];
        for (int threads = 1; threads <= 2; threads++) {
            try (Backend backend = Backends.open("cpu", BackendOptions.withThreads(threads))
                            .backend();
                    VariantPass pass =
                            new VariantPass(backend, network, AugmentationPreset.CIRESAN.of(28, 28), Variants.of(3))) {
                logits[threads - 1] = pass.predict(new Inputs.Bytes(images, 784), fraction -> {})
                        .logits();
            }
        }
        assertArrayEquals(logits[0], logits[1]);
    }
}
