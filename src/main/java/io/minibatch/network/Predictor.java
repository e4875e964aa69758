package io.minibatch.network;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;

/** What a network answers to many images. */
public final class Predictor {
    private static final int CAPACITY = 1000;

    private Predictor() {}

    /**
     * Answers to images.
     *
     * @param outputs {@code [images, classes]}, the output layer's activations
     * @param classes of each image the class with the largest output, told apart by their logits where several outputs
     *     round to the same number
     */
    public record Answers(float[] outputs, int[] classes) {}

    /**
     * Runs the network over images. Calls on one backend from several threads wait for each other.
     *
     * @param images {@code [count, inputs]} unsigned bytes
     * @throws NonFiniteException where a logit or an output is NaN or infinite
     */
    public static Answers answer(Backend backend, Network network, byte[] images) {
        synchronized (backend) {
            return answerAlone(backend, network, images);
        }
    }

    private static Answers answerAlone(Backend backend, Network network, byte[] images) {
        int size = images.length / network.architecture().inputs();
        int width = network.architecture().outputs();
        int capacity = Math.min(CAPACITY, size);
        Answers answers = new Answers(new float[size * width], new int[size]);
        try (DeviceNetwork onDevice = new DeviceNetwork(backend, network);
                Examples examples = backend.upload(
                        images, new byte[size], network.architecture().inputs(), width);
                Batch batch = backend.allocateBatch(examples, capacity);
                Matrix noBias = backend.allocate(1, width);
                ForwardPass forward = new ForwardPass(backend, onDevice, capacity)) {
            float[] rows = new float[capacity * width];
            for (int start = 0; start < size; start += capacity) {
                int count = Math.min(capacity, size - start);
                backend.gather(batch, forward.input());
                forward.runToLogits();
                backend.download(forward.output(), rows);
                if (firstNonFinite(rows, count * width) >= 0) {
                    throw failure(backend, forward, start, count);
                }
                for (int row = 0; row < count; row++) {
                    answers.classes[start + row] = largest(rows, row * width, width);
                }
                activate(backend, network.architecture().outputLayer().activation(), noBias, forward.output());
                backend.download(forward.output(), rows);
                if (firstNonFinite(rows, count * width) >= 0) {
                    throw failure(backend, forward, start, count);
                }
                System.arraycopy(rows, 0, answers.outputs, start * width, count * width);
            }
        }
        return answers;
    }

    /** Turns logits, which the biases are part of, into activations. */
    private static void activate(Backend backend, Activation activation, Matrix noBias, Matrix logits) {
        if (activation == Activation.SOFTMAX) {
            backend.softmax(noBias, logits);
        } else {
            backend.activate(activation.function(), noBias, logits);
        }
    }

    /** Returns the place of the first NaN or infinity, −1 where there is none. */
    private static int firstNonFinite(float[] values, int length) {
        for (int i = 0; i < length; i++) {
            if (!Float.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Finds the first layer that computed a NaN or an infinity; the output layer computed one. */
    private static NonFiniteException failure(Backend backend, ForwardPass forward, int start, int count) {
        int layers = forward.layers();
        for (int layer = 1; layer <= layers; layer++) {
            Matrix computed = layer < layers ? forward.inputOf(layer) : forward.output();
            float[] values = new float[computed.size()];
            backend.download(computed, values);
            int first = firstNonFinite(values, count * computed.columns());
            if (first >= 0) {
                return new NonFiniteException(layer, layers, start + first / computed.columns() + 1, values[first]);
            }
        }
        throw new IllegalStateException("every layer is finite");
    }

    private static int largest(float[] values, int start, int width) {
        int largest = 0;
        for (int j = 1; j < width; j++) {
            largest = values[start + j] > values[start + largest] ? j : largest;
        }
        return largest;
    }
}
