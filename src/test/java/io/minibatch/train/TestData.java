package io.minibatch.train;

import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.network.Activation;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.List;
import java.util.stream.Stream;

/** Small random data sets. */
public final class TestData {
    private TestData() {}

    /** Returns random bytes with random labels. */
    public static Dataset random(int size, int rows, int columns, int classes) {
        RandomStream stream = new RandomStream(99, Purpose.DIGITS, 0, 0);
        byte[] images = new byte[size * rows * columns];
        byte[] labels = new byte[size];
        for (int i = 0; i < images.length; i++) {
            images[i] = (byte) stream.bits(i);
        }
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) Integer.remainderUnsigned(stream.bits(images.length + i), classes);
        }
        return new Dataset("random", rows, columns, Schema.numbered(classes), images, labels);
    }

    /** Returns random labels, and bytes; the share {@code density} of them is not 0. */
    public static Dataset sparse(int size, int rows, int columns, int classes, double density) {
        Dataset dense = random(size, rows, columns, classes);
        RandomStream stream = new RandomStream(98, Purpose.DIGITS, 0, 0);
        byte[] images = dense.images();
        for (int i = 0; i < images.length; i++) {
            images[i] = stream.uniform(i) < density ? (byte) Math.max(1, images[i] & 0xFF) : 0;
        }
        return new Dataset("sparse", rows, columns, Schema.numbered(classes), images, dense.labels());
    }

    /** Returns the pixels of some examples, from 0 to 1. */
    public static double[][] inputs(Dataset data, int... examples) {
        double[][] inputs = new double[examples.length][data.features()];
        for (int e = 0; e < examples.length; e++) {
            for (int j = 0; j < data.features(); j++) {
                inputs[e][j] = (data.images()[examples[e] * data.features() + j] & 0xFF) / 255.0;
            }
        }
        return inputs;
    }

    public static int[] labels(Dataset data, int... examples) {
        int[] labels = new int[examples.length];
        for (int e = 0; e < examples.length; e++) {
            labels[e] = data.labels()[examples[e]];
        }
        return labels;
    }

    /** Returns the activations of names with spaces between them. */
    public static List<Activation> activations(String names) {
        return Stream.of(names.split(" ")).map(Activation::valueOf).toList();
    }
}
