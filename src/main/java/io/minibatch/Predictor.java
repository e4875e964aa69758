package io.minibatch;

import io.minibatch.data.Schema;
import io.minibatch.model.Agreement;
import java.util.List;

/** A model or a committee on its device. Threads may share it. */
sealed interface Predictor extends AutoCloseable permits OpenModel, OpenCommittee {
    /**
     * The prediction for one example.
     *
     * @param outputs one for each name of the schema
     * @param index of the class
     */
    record Output(float[] outputs, int index, Agreement agreement) {}

    Schema schema();

    /** Returns the number of values that an example has. */
    int inputs();

    String device();

    /** Predicts one image of unsigned bytes. */
    Output predict(byte[] pixels);

    /** Predicts one row of numbers, as in the training data. */
    Output predict(float[] values);

    /** Predicts many rows of numbers. */
    List<Output> predict(float[][] examples);

    /** Predicts many images of unsigned bytes. */
    List<Output> predict(byte[][] images);

    /** Returns the accuracy or R² on data. */
    double score(Data data);

    /** Waits for calls in progress, and frees the device. */
    @Override
    void close();
}
