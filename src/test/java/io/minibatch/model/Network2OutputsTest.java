package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.network.Network;
import io.minibatch.network.Predictions;
import io.minibatch.network.SharedNetwork;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class Network2OutputsTest {
    /** Outputs of NumPy in double precision for the file as network2.py's feedforward computes them. */
    @Test
    void answer_ofFileWrittenByNetwork2_equalsItsFeedforward() throws URISyntaxException {
        Path file = Path.of(
                Objects.requireNonNull(getClass().getResource("network2.json")).toURI());
        Network network = Network2Json.read(file).network();
        byte[] images = {51, 0, (byte) 255};
        try (Backend backend = new CheckedBackend(new CpuBackend(1))) {
            Predictions answers = SharedNetwork.predict(backend, network, new Inputs.Bytes(images, 3));
            assertArrayEquals(new float[] {0.15676461f, 0.23634726f}, answers.outputs(), 1e-6f);
            assertEquals(1, answers.classes()[0]);
        }
    }
}
