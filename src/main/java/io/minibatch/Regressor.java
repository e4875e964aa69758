package io.minibatch;

import io.minibatch.data.Task;
import io.minibatch.model.Model;
import java.util.Arrays;
import java.util.List;

/**
 * Predicts numbers by a model, which stays on its device until {@link #close}. Threads may share a regressor. Numbers are given
 * as the training data had them; the regressor standardizes them where the training did.
 */
public final class Regressor implements AutoCloseable {
    private final OpenModel open;

    private Regressor(OpenModel open) {
        this.open = open;
    }

    /** Returns a regressor on the CPU, or where that cannot be used on a GPU. */
    public static Regressor of(Model model) {
        return of(model, Device.AUTO);
    }

    /**
     * Returns a regressor on a device.
     *
     * @throws IllegalArgumentException where the model tells classes apart
     * @throws io.minibatch.backend.BackendException where the device cannot be used
     */
    public static Regressor of(Model model, Device device) {
        if (model.schema().task() != Task.REGRESSION) {
            throw new IllegalArgumentException("the model tells classes apart: use Classifier.of(model)");
        }
        return new Regressor(new OpenModel(model, device));
    }

    /**
     * Predicts the numbers of an example.
     *
     * @param values {@code [inputs]}
     * @return {@code [outputs]}
     * @throws IllegalArgumentException where there are more or fewer values, or one is not finite
     * @throws IllegalStateException where the regressor is closed
     */
    public float[] predict(float... values) {
        float[] outputs = new float[open.outputs()];
        open.answer(values, outputs);
        return outputs;
    }

    /** As {@link #predict(float...)}, for many examples at once, which takes less time an example. */
    public float[][] predict(float[][] examples) {
        float[] all = open.answer(examples).outputs();
        int width = names().size();
        float[][] rows = new float[examples.length][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(all, i * width, (i + 1) * width));
        return rows;
    }

    /**
     * Returns the R² on the test part of data, or on all examples of data in one part. The numbers and features are matched
     * with the model's by name.
     *
     * @throws io.minibatch.data.DataException where the data do not fit the model
     */
    public double score(Data data) {
        return open.score(data);
    }

    /** Returns the names of the numbers. */
    public List<String> names() {
        return open.model().schema().outputs();
    }

    /** Frees the device. Later calls throw {@link IllegalStateException}. */
    @Override
    public void close() {
        open.close();
    }

    /** Returns the model and the device. */
    @Override
    public String toString() {
        return "regressor: " + open.model() + "; on " + open.device();
    }
}
