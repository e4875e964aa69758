package io.minibatch.backend.contract;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Targets;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.Arrays;
import java.util.stream.Stream;

/** The numbers, images, labels and objectives that the contracts use. */
final class Samples {
    private Samples() {}

    static int classes() {
        return 4;
    }

    static int label(int example) {
        return (example * 3 + 1) % classes();
    }

    static DesiredOutputs labels(int size) {
        byte[] labels = new byte[size];
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) label(i);
        }
        return new DesiredOutputs.Labels(labels, classes());
    }

    static double[] row(float[] values, int row) {
        double[] result = new double[classes()];
        Arrays.setAll(result, j -> values[row * classes() + j]);
        return result;
    }

    static int largest(double[] row) {
        int largest = 0;
        for (int j = 1; j < row.length; j++) {
            largest = row[j] > row[largest] ? j : largest;
        }
        return largest;
    }

    static float[] random(int step, int size) {
        float[] values = new float[size];
        new RandomStream(11, Purpose.WEIGHTS, 0, step).gaussian(values);
        return values;
    }

    static float[] uniform(int step, int size) {
        RandomStream stream = new RandomStream(11, Purpose.BIASES, 0, step);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = stream.uniform(i);
        }
        return values;
    }

    static byte[] bytes(int size) {
        RandomStream stream = new RandomStream(11, Purpose.DIGITS, 0, 0);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) stream.bits(i);
        }
        return bytes;
    }

    static Stream<Objective> objectives() {
        Targets soft = Targets.ONE_HOT.smoothed(0.1, classes());
        Stream<Objective> quadratic = Stream.of(Elementwise.values())
                .filter(function -> !function.derivativeNeedsInput())
                .map(function -> new Objective(Loss.QUADRATIC, function, new Targets(1, -1)));
        return Stream.concat(
                quadratic,
                Stream.of(
                        new Objective(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, Targets.ONE_HOT),
                        new Objective(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, soft),
                        new Objective(Loss.LOG_LIKELIHOOD, Elementwise.IDENTITY, Targets.ONE_HOT),
                        new Objective(Loss.LOG_LIKELIHOOD, Elementwise.IDENTITY, soft)));
    }
}
