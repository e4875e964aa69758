package io.minibatch;

import io.minibatch.data.DigitImage;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.model.Model;
import io.minibatch.network.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells classes apart by a model, which stays on its device until {@link #close}. Threads may share a classifier.
 *
 * <p>Numbers are given as the training data had them; the classifier standardizes them where the training did. Pixels are
 * unsigned bytes, or floats of {@code value/255}.
 */
public final class Classifier implements AutoCloseable {
    private final Answers answers;
    private final Schema schema;

    private Classifier(Answers answers) {
        this.answers = answers;
        this.schema = answers.model().schema();
    }

    /** Returns a classifier on the CPU, or where that cannot be used on a GPU. */
    public static Classifier of(Model model) {
        return of(model, Device.AUTO);
    }

    /**
     * Returns a classifier on a device.
     *
     * @throws IllegalArgumentException where the model is of a regression
     * @throws io.minibatch.backend.BackendException where the device cannot be used
     */
    public static Classifier of(Model model, Device device) {
        if (model.schema().task() == Task.REGRESSION) {
            throw new IllegalArgumentException("the model predicts numbers: use Regressor.of(model)");
        }
        return new Classifier(new Answers(model, device));
    }

    /**
     * Classifies an example.
     *
     * @param values {@code [inputs]}
     * @throws IllegalArgumentException where there are more or fewer values
     * @throws IllegalStateException where the classifier is closed
     */
    public Prediction classify(float[] values) {
        return predictions(answers.to(new float[][] {values})).get(0);
    }

    /** As {@link #classify(float[])}, for many examples at once, which takes less time an example. */
    public List<Prediction> classify(float[][] examples) {
        return predictions(answers.to(examples));
    }

    /**
     * Classifies an image.
     *
     * @param pixels {@code [rows, columns]} unsigned bytes
     */
    public Prediction classify(byte[] pixels) {
        return predictions(answers.to(pixels)).get(0);
    }

    /**
     * Classifies the picture in a file, prepared as {@link DigitImage#read} does.
     *
     * @param picture PNG, JPEG, GIF or BMP
     * @throws io.minibatch.data.DataException where there is no picture or it is damaged
     */
    public Prediction classify(Path picture) {
        ImageSize size = schema.image();
        if (size == null) {
            throw new IllegalArgumentException(picture + ": the model takes "
                    + answers.model().network().architecture().inputs() + " numbers, not pictures");
        }
        return classify(DigitImage.read(picture, size.rows(), size.columns()));
    }

    private List<Prediction> predictions(Predictor.Answers given) {
        List<Prediction> predictions = new ArrayList<>();
        int width = schema.outputs().size();
        for (int i = 0; i < given.classes().length; i++) {
            float[] outputs = Arrays.copyOfRange(given.outputs(), i * width, (i + 1) * width);
            predictions.add(new Prediction(schema.outputs(), outputs, given.classes()[i]));
        }
        return predictions;
    }

    /** Returns the names of the classes. */
    public List<String> labels() {
        return schema.outputs();
    }

    /** Frees the device. Later calls throw {@link IllegalStateException}. */
    @Override
    public void close() {
        answers.close();
    }

    /** Returns the model and the device. */
    @Override
    public String toString() {
        return "classifier: " + answers.model() + "; on " + answers.device();
    }
}
