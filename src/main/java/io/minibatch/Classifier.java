package io.minibatch;

import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.data.picture.DigitImage;
import io.minibatch.model.Committee;
import io.minibatch.model.Model;
import io.minibatch.network.Variants;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Predicts classes with a model or a committee of models, which stays on its device until {@link #close}. Threads may
 * share a classifier.
 *
 * <p>Numbers are given as in the training data; the classifier standardizes them if the training did. Pixels
 * are unsigned bytes, or floats of {@code value/255}.
 */
public final class Classifier implements AutoCloseable {
    private final Predictor open;
    private final Schema schema;

    private Classifier(Predictor open) {
        this.open = open;
        this.schema = open.schema();
    }

    /** Returns a classifier on the CPU, or on a GPU if the CPU cannot be used. */
    public static Classifier of(Model model) {
        return of(model, Device.AUTO);
    }

    /**
     * Returns a classifier on a device.
     *
     * @throws IllegalArgumentException if the model is of a regression
     * @throws io.minibatch.backend.BackendException if the device cannot be used
     */
    public static Classifier of(Model model, Device device) {
        requireClasses(model.schema());
        return new Classifier(new OpenModel(model, device));
    }

    /** Returns a classifier that combines the predictions of several models, see {@link #of(Committee, Device)}. */
    public static Classifier of(Committee committee) {
        return of(committee, Device.AUTO);
    }

    /**
     * Returns a classifier that combines the predictions of several models. A call takes the time of all members. Calls
     * of several threads run one after the other.
     *
     * @throws IllegalArgumentException if the members are of a regression
     * @throws io.minibatch.backend.BackendException if the device cannot be used
     */
    public static Classifier of(Committee committee, Device device) {
        requireClasses(committee.schema());
        return new Classifier(new OpenCommittee(committee, device));
    }

    /** As {@link #of(Committee, Device, Variants)}, for a single model. */
    public static Classifier of(Model model, Device device, Variants variants) {
        return of(Committee.of(model), device, variants);
    }

    /**
     * Returns a classifier whose members predict from random variants of each image, made by their augmentation: by the
     * output function of the mean logits, see {@link io.minibatch.network.VariantPass}. An image at the same position
     * in a call gets the same prediction every time.
     *
     * <p>Images must be given as bytes. For each member and each 128 images, a call makes as many passes as there are
     * variants, so that many images in one call take the least time an image. Calls of several threads run one after
     * the other.
     *
     * @throws IllegalArgumentException if the members are of a regression, or one has no augmentation
     * @throws io.minibatch.backend.BackendException if the device cannot be used
     */
    public static Classifier of(Committee committee, Device device, Variants variants) {
        requireClasses(committee.schema());
        committee.members().forEach(Model::requireAugmentation);
        return new Classifier(new OpenCommittee(committee, device, variants));
    }

    private static void requireClasses(Schema schema) {
        if (schema.task() == Task.REGRESSION) {
            throw new IllegalArgumentException("the model is a regression model: use Regressor.of(model)");
        }
    }

    /**
     * Classifies an example.
     *
     * @param values {@code [inputs]}
     * @throws IllegalArgumentException if there are more or fewer values, or one is not finite
     * @throws IllegalStateException if the classifier is closed
     */
    public Prediction predict(float[] values) {
        return prediction(open.predict(values));
    }

    /** As {@link #predict(float[])}, for many examples in one call, which is faster per example. */
    public List<Prediction> predict(float[][] examples) {
        return open.predict(examples).stream().map(this::prediction).toList();
    }

    /**
     * Classifies an image.
     *
     * @param pixels {@code [rows, columns]} unsigned bytes
     */
    public Prediction predict(byte[] pixels) {
        return prediction(open.predict(pixels));
    }

    /** As {@link #predict(byte[])}, for many images in one call, which is faster per image. */
    public List<Prediction> predict(byte[][] images) {
        return open.predict(images).stream().map(this::prediction).toList();
    }

    /**
     * Classifies the picture in a file, prepared by {@link DigitImage#read}.
     *
     * @param picture PNG, JPEG, GIF or BMP
     * @throws io.minibatch.data.format.FormatException if the file contains no picture, or a damaged or blank one
     */
    public Prediction predict(Path picture) {
        ImageSize size = imageSize(Objects.requireNonNull(picture, "picture").toString());
        return predict(DigitImage.read(picture, size.rows(), size.columns()));
    }

    /** Classifies a picture in memory, prepared by {@link DigitImage#of}. */
    public Prediction predict(BufferedImage picture) {
        ImageSize size = imageSize("the image");
        return predict(DigitImage.of(picture, size.rows(), size.columns()));
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

    private Prediction prediction(Predictor.Output answer) {
        return new Prediction(schema.outputs(), answer, schema.task() == Task.MULTI_LABEL);
    }

    /**
     * Returns the accuracy on the test part of data, or on all examples of data in one part. The classes and features
     * are matched with the model's by name.
     *
     * @throws io.minibatch.data.DataException if the data do not fit the model
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
        return "classifier: " + open + "; on " + open.device();
    }
}
