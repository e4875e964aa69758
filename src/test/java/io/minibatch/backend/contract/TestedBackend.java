package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.classes;
import static io.minibatch.backend.contract.Samples.label;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;

/** The backend under test, and what the contracts ask of it. */
interface TestedBackend {
    /** Returns the backend of the running test, checked. */
    Backend backend();

    default Matrix matrix(int rows, int columns, float... values) {
        Matrix matrix = backend().allocate(rows, columns);
        backend().upload(values, matrix);
        return matrix;
    }

    default float[] values(Matrix matrix) {
        float[] values = new float[matrix.size()];
        backend().download(matrix, values);
        return values;
    }

    default Examples examples(byte[] images, int size, int features) {
        byte[] labels = new byte[size];
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) label(i);
        }
        return backend().upload(images, labels, features, classes());
    }
}
