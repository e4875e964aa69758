package io.minibatch;

import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.model.Committee;
import io.minibatch.model.Model;
import java.util.List;

/**
 * Predicts numbers with a model or a committee of models, which stays on its device until {@link #close}. Threads may
 * share a regressor. Numbers are given as the training data had them; the regressor standardizes them where the
 * training did.
 */
public final class Regressor implements AutoCloseable {
    private final Predictor open;

    private Regressor(Predictor open) {
        this.open = open;
    }

    /** Returns a regressor on the CPU, or on a GPU if the CPU cannot be used. */
    public static Regressor of(Model model) {
        return of(model, Device.AUTO);
    }

    /**
     * Returns a regressor on a device.
     *
     * @throws IllegalArgumentException if the model is a classifier
     * @throws io.minibatch.backend.BackendException if the device cannot be used
     */
    public static Regressor of(Model model, Device device) {
        requireNumbers(model.schema());
        return new Regressor(new OpenModel(model, device));
    }

    /** Returns a regressor that predicts the means of several models, see {@link #of(Committee, Device)}. */
    public static Regressor of(Committee committee) {
        return of(committee, Device.AUTO);
    }

    /**
     * Returns a regressor that predicts the means of several models. A call takes the time of all members. Calls of
     * several threads run one after the other.
     *
     * @throws IllegalArgumentException if the members are classifiers
     * @throws io.minibatch.backend.BackendException if the device cannot be used
     */
    public static Regressor of(Committee committee, Device device) {
        requireNumbers(committee.schema());
        return new Regressor(new OpenCommittee(committee, device));
    }

    private static void requireNumbers(Schema schema) {
        if (schema.task() != Task.REGRESSION) {
            throw new IllegalArgumentException("the model is a classifier: use Classifier.of(model)");
        }
    }

    /**
     * Predicts the numbers of an example.
     *
     * @param values {@code [inputs]}
     * @return {@code [outputs]}
     * @throws IllegalArgumentException if there are more or fewer values, or one is not finite
     * @throws IllegalStateException if the regressor is closed
     */
    public float[] predict(float... values) {
        return open.predict(values).outputs();
    }

    /** As {@link #predict(float...)}, for many examples in one call, which is faster per example. */
    public float[][] predict(float[][] examples) {
        return open.predict(examples).stream().map(Predictor.Output::outputs).toArray(float[][]::new);
    }

    /**
     * Returns the R² on the test part of data, or on all examples of data in one part. The numbers and features are
     * matched with the model's by name.
     *
     * @throws io.minibatch.data.DataException if the data do not fit the model
     */
    public double score(Data data) {
        return open.score(data);
    }

    /** Returns the names of the predicted numbers. */
    public List<String> names() {
        return open.schema().outputs();
    }

    /** Frees the device. Later calls throw {@link IllegalStateException}. */
    @Override
    public void close() {
        open.close();
    }

    /** Returns the model and the device. */
    @Override
    public String toString() {
        return "regressor: " + open + "; on " + open.device();
    }
}
