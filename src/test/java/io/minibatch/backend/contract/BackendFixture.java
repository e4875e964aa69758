package io.minibatch.backend.contract;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** The backend under test, checked, and what the contracts ask of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BackendFixture {
    Backend backend;

    /** Opens the backend under test. */
    protected abstract Backend open();

    @BeforeEach
    final void openChecked() {
        backend = new CheckedBackend(open());
    }

    @AfterEach
    final void close() {
        backend.close();
    }

    Matrix matrix(int rows, int columns, float... values) {
        Matrix matrix = backend.allocate(rows, columns);
        backend.upload(values, matrix);
        return matrix;
    }

    float[] values(Matrix matrix) {
        float[] values = new float[matrix.size()];
        backend.download(matrix, values);
        return values;
    }

    Examples examples(byte[] images, int size, int features) {
        byte[] labels = new byte[size];
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) label(i);
        }
        return backend.upload(images, labels, features, classes());
    }

    static int classes() {
        return 4;
    }

    static int label(int example) {
        return (example * 3 + 1) % classes();
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
}
