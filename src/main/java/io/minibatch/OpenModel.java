package io.minibatch;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Inputs;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.data.Split;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.model.Agreement;
import io.minibatch.model.Model;
import io.minibatch.network.Predictions;
import io.minibatch.network.SharedNetwork;
import io.minibatch.train.NetworkScore;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A model on its device. Threads may share it. */
final class OpenModel implements Predictor {
    private final Model model;
    private final SharedNetwork network;
    private final String device;
    private final Device place;

    OpenModel(Model model, Device device) {
        place = device;
        Backends.Selection choice = device.open(BackendOptions.defaults());
        this.model = model;
        this.device = choice.backend().name();
        this.network = SharedNetwork.owning(choice.backend(), model.network());
    }

    @Override
    public Schema schema() {
        return model.schema();
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public int inputs() {
        return network.architecture().inputs();
    }

    /** Returns the number of outputs of an example: one for each name of the model's schema. */
    int outputs() {
        return model.schema().outputs().size();
    }

    /**
     * Runs the model over one image.
     *
     * @param pixels {@code [inputs]} unsigned bytes
     * @param outputs {@code [outputs]}, overwritten
     * @return the index of the largest output
     */
    int predict(byte[] pixels, float[] outputs) {
        Standardization standardization = model.standardization();
        Rows.requireLength(pixels.length, inputs());
        if (isBinary()) {
            Inputs.Bytes image = new Inputs.Bytes(pixels, pixels.length);
            return ofBoth(standardization == null ? image : standardization.apply(image), outputs);
        }
        return standardization == null
                ? network.predict(pixels, outputs)
                : network.predict(
                        standardization
                                .apply(new Inputs.Bytes(pixels, pixels.length))
                                .values(),
                        outputs);
    }

    /** As {@link #predict(byte[], float[])}, for numbers as in the training data. */
    int predict(float[] values, float[] outputs) {
        Inputs.Floats row = standardized(Rows.of(values, inputs()));
        return isBinary() ? ofBoth(row, outputs) : network.predict(row.values(), outputs);
    }

    private boolean isBinary() {
        return model.schema().task() == Task.BINARY;
    }

    /** Writes the probabilities of both classes; the network computes one of them. */
    private int ofBoth(Inputs row, float[] outputs) {
        Predictions both = model.named(network.predict(row));
        System.arraycopy(both.outputs(), 0, outputs, 0, outputs.length);
        return both.classes()[0];
    }

    /** Runs the model over many rows of numbers. */
    Predictions run(float[][] rows) {
        return model.named(network.predict(standardized(Rows.of(rows, inputs()))));
    }

    private Inputs.Floats standardized(Inputs.Floats rows) {
        Standardization standardization = model.standardization();
        return standardization == null ? rows : standardization.apply(rows);
    }

    @Override
    public Output predict(byte[] pixels) {
        float[] outputs = new float[outputs()];
        int index = predict(pixels, outputs);
        return new Output(outputs, index, Agreement.ofOne());
    }

    @Override
    public Output predict(float[] values) {
        float[] outputs = new float[outputs()];
        int index = predict(values, outputs);
        return new Output(outputs, index, Agreement.ofOne());
    }

    @Override
    public List<Output> predict(float[][] examples) {
        return each(run(examples));
    }

    @Override
    public List<Output> predict(byte[][] images) {
        Inputs.Bytes rows = Rows.of(images, inputs());
        Standardization standardization = model.standardization();
        return each(model.named(network.predict(standardization == null ? rows : standardization.apply(rows))));
    }

    private List<Output> each(Predictions answers) {
        Output[] each = new Output[answers.classes().length];
        int width = outputs();
        for (int i = 0; i < each.length; i++) {
            float[] outputs = Arrays.copyOfRange(answers.outputs(), i * width, (i + 1) * width);
            each[i] = new Output(outputs, answers.classes()[i], Agreement.ofOne());
        }
        return List.of(each);
    }

    /** Returns the accuracy or R² on data, which another backend measures. */
    @Override
    public double score(Data data) {
        Split split = model.matched(data.split());
        Dataset examples = Objects.requireNonNullElseGet(split.whole(), split::testOrValidation);
        try (Backend backend = place.open(BackendOptions.defaults()).backend()) {
            return NetworkScore.of(backend, model.network(), examples);
        }
    }

    @Override
    public void close() {
        network.close();
    }

    @Override
    public String toString() {
        return model.toString();
    }
}
