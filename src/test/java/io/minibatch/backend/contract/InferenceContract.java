package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.bytes;
import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Inference;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The forward pass of rows, claimed by the backend or made of its operations. */
interface InferenceContract extends TestedBackend {
    private static Network network(List<Integer> sizes, Activation hidden, Activation output, Cost cost) {
        List<Activation> activations = new ArrayList<>();
        for (int l = 1; l < sizes.size() - 1; l++) {
            activations.add(hidden);
        }
        activations.add(output);
        Architecture architecture = Architecture.of(sizes, activations, cost);
        float[] parameters = random(sizes.size(), architecture.parameterCount());
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 0.3f;
        }
        return new Network(architecture, parameters);
    }

    /** Returns rows with two thirds of their elements 0. */
    private static float[] numbers(int size) {
        float[] numbers = random(7, size);
        for (int i = 0; i < size; i++) {
            numbers[i] = i % 3 == 0 ? numbers[i] : 0;
        }
        return numbers;
    }

    private static byte[] pixels(int size) {
        byte[] pixels = bytes(size);
        for (int i = 0; i < size; i++) {
            pixels[i] = i / 5 % 3 == 0 ? pixels[i] : 0;
        }
        return pixels;
    }

    private static float[] row(float[] values, int row, int width) {
        return Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }

    @Test
    default void inference_ofBytesAndNumbers_matchesReference() {
        List<Network> networks = List.of(
                network(List.of(1, 1), Activation.TANH, Activation.SIGMOID, Cost.CROSS_ENTROPY),
                network(List.of(31, 17, 10), Activation.SIGMOID, Activation.SIGMOID, Cost.CROSS_ENTROPY),
                network(List.of(33, 70, 5, 3), Activation.RELU, Activation.SOFTMAX, Cost.LOG_LIKELIHOOD),
                network(List.of(100, 40, 33, 7), Activation.GELU, Activation.TANH, Cost.QUADRATIC),
                network(List.of(20, 130), Activation.TANH, Activation.IDENTITY, Cost.QUADRATIC));
        for (Network network : networks) {
            int inputs = network.architecture().inputs();
            int rows = 7;
            byte[] pixels = pixels(rows * inputs);
            float[] numbers = numbers(rows * inputs);
            try (DeviceNetwork onDevice = new DeviceNetwork(backend(), network);
                    Inference inference = onDevice.inference(rows)) {
                assertEquals(rows, inference.capacity());
                for (int row = 0; row < rows - 1; row++) {
                    if (row % 2 == 0) {
                        inference.put(row, pixels, row * inputs);
                    } else {
                        inference.put(row, numbers, row * inputs);
                    }
                }
                inference.run(rows - 1);
                for (int row = 0; row < rows - 1; row++) {
                    double[] x = new double[inputs];
                    for (int j = 0; j < inputs; j++) {
                        int at = row * inputs + j;
                        x[j] = row % 2 == 0 ? (pixels[at] & 0xFF) / 255.0 : numbers[at];
                    }
                    check(ReferenceLayers.of(network, x), inference, row);
                }
            }
        }
    }

    private static void check(List<double[]> expected, Inference inference, int row) {
        int layers = expected.size() - 1;
        Tolerance tolerance = new Tolerance(2e-5, 2e-5);
        for (int layer = 0; layer < layers; layer++) {
            tolerance.check(expected.get(layer), inference.computed(layer, row));
        }
        int width = expected.get(layers).length;
        tolerance.check(expected.get(layers - 1), row(inference.logits(), row, width));
        tolerance.check(expected.get(layers), row(inference.outputs(), row, width));
    }

    /** In one pass, alone in the first place, and alone in the last place behind others. */
    @Test
    default void inference_ofARow_dependsNeitherOnOtherRowsNorOnItsPlace() {
        Network network = network(List.of(131, 200, 37, 10), Activation.RELU, Activation.SOFTMAX, Cost.LOG_LIKELIHOOD);
        int rows = 21;
        int width = 10;
        float[] numbers = numbers(rows * 131);
        try (DeviceNetwork onDevice = new DeviceNetwork(backend(), network);
                Inference inference = onDevice.inference(rows)) {
            for (int row = 0; row < rows; row++) {
                inference.put(row, numbers, row * 131);
            }
            inference.run(rows);
            float[] logits = inference.logits().clone();
            float[] outputs = inference.outputs().clone();
            for (int row = 0; row < rows; row++) {
                for (int place : new int[] {0, (row + 5) % rows, rows - 1}) {
                    for (int other = 0; other < place; other++) {
                        inference.put(other, numbers, (row + other + 1) % rows * 131);
                    }
                    inference.put(place, numbers, row * 131);
                    inference.run(place + 1);
                    assertArrayEquals(row(logits, row, width), row(inference.logits(), place, width));
                    assertArrayEquals(row(outputs, row, width), row(inference.outputs(), place, width));
                }
            }
        }
    }

    @Test
    default void inference_ofARowInsideAnArray_readsItFromItsStart() {
        Network network = network(List.of(3, 2), Activation.TANH, Activation.IDENTITY, Cost.QUADRATIC);
        try (DeviceNetwork onDevice = new DeviceNetwork(backend(), network);
                Inference inference = onDevice.inference(1)) {
            inference.put(0, new byte[] {0, (byte) 255, 0, 0}, 1);
            inference.run(1);
            float[] weights = row(network.parameters(), 0, 2);
            float[] biases = row(network.parameters(), 3, 2);
            assertArrayEquals(new float[] {weights[0] + biases[0], weights[1] + biases[1]}, inference.outputs(), 1e-6f);
        }
    }

    @Test
    default void inference_afterClose_isRefused() {
        Network network = network(List.of(3, 2), Activation.TANH, Activation.IDENTITY, Cost.QUADRATIC);
        try (DeviceNetwork onDevice = new DeviceNetwork(backend(), network)) {
            Inference inference = onDevice.inference(1);
            inference.put(0, new float[3], 0);
            inference.close();
            assertThrows(IllegalStateException.class, () -> inference.run(1));
        }
    }
}
