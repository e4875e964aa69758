package io.minibatch;

import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Inputs;
import io.minibatch.model.Model;
import io.minibatch.network.Answers;
import io.minibatch.network.SharedNetwork;
import java.util.Objects;

/** A model on its device. Threads may share it. */
final class OpenModel implements AutoCloseable {
    private final Model model;
    private final SharedNetwork network;
    private final String device;

    OpenModel(Model model, Device device) {
        Backends.Choice choice = device.open(BackendOptions.defaults());
        this.model = model;
        this.device = choice.reason();
        this.network = SharedNetwork.owning(choice.backend(), model.network());
    }

    Model model() {
        return model;
    }

    String device() {
        return device;
    }

    int inputs() {
        return network.architecture().inputs();
    }

    /** Returns the number of outputs of the answers, one for each name. */
    int outputs() {
        return model.schema().outputs().size();
    }

    /**
     * Runs the model over one image.
     *
     * @param pixels {@code [inputs]} unsigned bytes
     * @param outputs {@code [outputs]}, overwritten
     * @return the place of the largest output
     */
    int answer(byte[] pixels, float[] outputs) {
        requireLength(pixels.length);
        if (model.standardization() != null) {
            return answerTaken(taken(new Inputs.Bytes(pixels, pixels.length)), outputs);
        }
        float[] given = given(outputs);
        return place(network.answer(pixels, given), given, outputs);
    }

    /** As {@link #answer(byte[], float[])}, for numbers as the training data had them. */
    int answer(float[] values, float[] outputs) {
        requireLength(values.length);
        return answerTaken(
                model.standardization() == null ? values : taken(new Inputs.Floats(values, values.length)), outputs);
    }

    private int answerTaken(float[] row, float[] outputs) {
        float[] given = given(outputs);
        return place(network.answer(row, given), given, outputs);
    }

    /** Returns an array for the network's own outputs. */
    private float[] given(float[] outputs) {
        return model.isBinary() ? new float[1] : outputs;
    }

    private int place(int place, float[] given, float[] outputs) {
        if (!model.isBinary()) {
            return place;
        }
        Answers both = new Answers(given, new int[1]).ofTwoClasses();
        System.arraycopy(both.outputs(), 0, outputs, 0, outputs.length);
        return both.classes()[0];
    }

    /** Runs the model over many rows of numbers. */
    Answers answer(float[][] rows) {
        float[] flat = new float[Math.multiplyExact(rows.length, inputs())];
        for (int i = 0; i < rows.length; i++) {
            requireLength(rows[i].length);
            System.arraycopy(rows[i], 0, flat, i * inputs(), inputs());
        }
        Answers answers = network.answer(new Inputs.Floats(
                model.standardization() == null ? flat : taken(new Inputs.Floats(flat, inputs())), inputs()));
        return model.isBinary() ? answers.ofTwoClasses() : answers;
    }

    /** Returns standardized rows. */
    private float[] taken(Inputs rows) {
        return Objects.requireNonNull(model.standardization()).apply(rows).values();
    }

    private void requireLength(int length) {
        if (length != inputs()) {
            throw new IllegalArgumentException("an example has " + length + " values: the model takes " + inputs());
        }
    }

    /** Waits for calls in progress, and frees the device. */
    @Override
    public void close() {
        network.close();
    }
}
