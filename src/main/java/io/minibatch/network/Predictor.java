package io.minibatch.network;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;

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
     * Runs the network over images.
     *
     * @param images {@code [count, inputs]} unsigned bytes
     */
    public static Answers answer(Backend backend, Network network, byte[] images) {
        Architecture architecture = network.architecture();
        int size = images.length / architecture.inputs();
        int width = architecture.outputs();
        int capacity = Math.min(CAPACITY, size);
        Answers answers = new Answers(new float[size * width], new int[size]);
        try (DeviceNetwork onDevice = new DeviceNetwork(backend, network);
                Examples examples = backend.upload(images, new byte[size], architecture.inputs(), width);
                Batch batch = backend.allocateBatch(examples, capacity);
                ForwardPass forward = new ForwardPass(backend, onDevice, capacity)) {
            float[] rows = new float[capacity * width];
            for (int start = 0; start < size; start += capacity) {
                int count = Math.min(capacity, size - start);
                backend.gather(batch, forward.input());
                forward.runToLogits();
                backend.download(forward.output(), rows);
                for (int row = 0; row < count; row++) {
                    answers.classes[start + row] = largest(rows, row * width, width);
                }
                forward.finishFromLogits();
                backend.download(forward.output(), rows);
                System.arraycopy(rows, 0, answers.outputs, start * width, count * width);
            }
        }
        return answers;
    }

    private static int largest(float[] values, int start, int width) {
        int largest = 0;
        for (int j = 1; j < width; j++) {
            largest = values[start + j] > values[start + largest] ? j : largest;
        }
        return largest;
    }
}
