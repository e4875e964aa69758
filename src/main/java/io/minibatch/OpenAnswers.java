package io.minibatch;

import io.minibatch.data.Schema;
import io.minibatch.model.Agreement;
import java.util.List;

/** A model or a committee on its device. Threads may share it. */
sealed interface OpenAnswers extends AutoCloseable permits OpenModel, OpenCommittee {
    /**
     * The answer to one example.
     *
     * @param outputs one for each name of the schema
     * @param place of the class
     */
    record Answer(float[] outputs, int place, Agreement agreement) {}

    Schema schema();

    /** Returns the number of values that an example has. */
    int inputs();

    String device();

    /** Answers one image of unsigned bytes. */
    Answer one(byte[] pixels);

    /** Answers one row of numbers as the training data had them. */
    Answer one(float[] values);

    /** Answers many rows of numbers. */
    List<Answer> all(float[][] examples);

    /** Answers many images of unsigned bytes. */
    List<Answer> all(byte[][] images);

    /** Returns the accuracy or R² on data. */
    double score(Data data);

    /** Waits for calls in progress, and frees the device. */
    @Override
    void close();
}
