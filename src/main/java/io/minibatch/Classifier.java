package io.minibatch;

import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.data.picture.DigitImage;
import io.minibatch.model.Model;
import io.minibatch.network.Answers;
import io.minibatch.network.Variants;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells classes apart by a model, which stays on its device until {@link #close}. Threads may share a classifier.
 *
 * <p>Numbers are given as the training data had them; the classifier standardizes them where the training did. Pixels are
 * unsigned bytes, or floats of {@code value/255}.
 */
public final class Classifier implements AutoCloseable {
    private final OpenModel open;
    private final Schema schema;

    private Classifier(OpenModel open) {
        this.open = open;
        this.schema = open.model().schema();
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
        return open(model, device, null);
    }

    /**
     * Returns a classifier that answers by random variants of each image, made by the model's augmentation: the output
     * function of their mean logits, see {@link io.minibatch.network.VariantPass}. The same image at the same place of a call
     * gets the same answer.
     *
     * <p>Images are given as bytes. A call takes about as long as {@code variants} calls for each 128 images, so that many
     * images in one call take the least time. Threads may share the classifier; their calls are carried out one by one.
     *
     * @throws IllegalArgumentException where the model is of a regression, or was trained without augmentation
     * @throws io.minibatch.backend.BackendException where the device cannot be used
     */
    public static Classifier of(Model model, Device device, Variants variants) {
        return open(model, device, variants);
    }

    private static Classifier open(Model model, Device device, @Nullable Variants variants) {
        if (model.schema().task() == Task.REGRESSION) {
            throw new IllegalArgumentException("the model predicts numbers: use Regressor.of(model)");
        }
        return new Classifier(new OpenModel(model, device, variants));
    }

    /**
     * Classifies an example.
     *
     * @param values {@code [inputs]}
     * @throws IllegalArgumentException where there are more or fewer values, or one is not finite
     * @throws IllegalStateException where the classifier is closed
     */
    public Prediction classify(float[] values) {
        float[] outputs = new float[open.outputs()];
        int place = open.answer(values, outputs);
        return prediction(outputs, place);
    }

    /** As {@link #classify(float[])}, for many examples at once, which takes less time an example. */
    public List<Prediction> classify(float[][] examples) {
        return predictions(open.answer(examples));
    }

    /** As {@link #classify(byte[])}, for many images at once, which takes less time an image. */
    public List<Prediction> classify(byte[][] images) {
        return predictions(open.answer(images));
    }

    private List<Prediction> predictions(Answers answers) {
        Prediction[] predictions = new Prediction[answers.classes().length];
        int width = open.outputs();
        for (int i = 0; i < predictions.length; i++) {
            float[] outputs = Arrays.copyOfRange(answers.outputs(), i * width, (i + 1) * width);
            predictions[i] = prediction(outputs, answers.classes()[i]);
        }
        return List.of(predictions);
    }

    /**
     * Classifies an image.
     *
     * @param pixels {@code [rows, columns]} unsigned bytes
     */
    public Prediction classify(byte[] pixels) {
        float[] outputs = new float[open.outputs()];
        int place = open.answer(pixels, outputs);
        return prediction(outputs, place);
    }

    /**
     * Classifies the picture in a file, prepared as {@link DigitImage#read} does.
     *
     * @param picture PNG, JPEG, GIF or BMP
     * @throws io.minibatch.data.format.FormatException where there is no picture, it is damaged or blank
     */
    public Prediction classify(Path picture) {
        ImageSize size = imageSize(Objects.requireNonNull(picture, "picture").toString());
        return classify(DigitImage.read(picture, size.rows(), size.columns()));
    }

    /** Classifies a picture in memory, prepared as {@link DigitImage#of} does. */
    public Prediction classify(BufferedImage picture) {
        ImageSize size = imageSize("the image");
        return classify(DigitImage.of(picture, size.rows(), size.columns()));
    }

    private ImageSize imageSize(String picture) {
        ImageSize size = schema.image();
        if (size == null) {
            int inputs = open.inputs();
            throw new IllegalArgumentException(picture + ": the model takes " + inputs
                    + (inputs == 1 ? " number" : " numbers") + ", not pictures");
        }
        return size;
    }

    private Prediction prediction(float[] outputs, int index) {
        return new Prediction(schema.outputs(), outputs, index, schema.task() == Task.MULTI_LABEL);
    }

    /**
     * Returns the accuracy on the test part of data, or on all examples of data in one part. The classes and features are matched
     * with the model's by name.
     *
     * @throws io.minibatch.data.DataException where the data do not fit the model
     */
    public double score(Data data) {
        return open.score(data);
    }

    /** Returns the names of the classes. */
    public List<String> labels() {
        return schema.outputs();
    }

    /** Frees the device. Later calls throw {@link IllegalStateException}. */
    @Override
    public void close() {
        open.close();
    }

    /** Returns the model and the device. */
    @Override
    public String toString() {
        return "classifier: " + open.model() + "; on " + open.device();
    }
}
