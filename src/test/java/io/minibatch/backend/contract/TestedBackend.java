package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.labels;

import io.minibatch.backend.Backend;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.Matrix;

/** The backend under test, and what the contracts ask of it. */
interface TestedBackend {
    /** Returns the backend of the running test, checked. */
    Backend backend();

    /** Opens one more backend of the kind under test. */
    Backend anotherBackend();

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
        return backend()
                .upload(new ExampleData(new Inputs.Bytes(images, features), labels(size), ExampleData.UNWEIGHTED));
    }
}
