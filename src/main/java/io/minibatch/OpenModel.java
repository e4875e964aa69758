package io.minibatch;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Inputs;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.model.Model;
import io.minibatch.network.Answers;
import io.minibatch.network.SharedNetwork;
import io.minibatch.network.VariantPass;
import io.minibatch.network.Variants;
import io.minibatch.train.AnswerScore;
import io.minibatch.train.NetworkScore;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A model on its device. Threads may share it. */
final class OpenModel implements AutoCloseable {
    private final Model model;
    private final Answering network;
    private final String device;
    private final Device place;

    OpenModel(Model model, Device device) {
        this(model, device, null);
    }

    /**
     * Opens a model.
     *
     * @param variants of each image, by which it answers; null for the images themselves
     * @throws IllegalArgumentException where the model has no augmentation to make variants by
     */
    OpenModel(Model model, Device device, @Nullable Variants variants) {
        Augmentation augmentation = variants == null ? null : model.requireAugmentation();
        place = device;
        Backends.Choice choice = device.open(BackendOptions.defaults());
        this.model = model;
        this.device = choice.backend().name();
        this.network = variants == null || augmentation == null
                ? new Plain(SharedNetwork.owning(choice.backend(), model.network()))
                : new Varied(VariantPass.owning(choice.backend(), model.network(), augmentation, variants));
    }

    /** A network on its device. */
    private interface Answering extends AutoCloseable {
        Answers answer(Inputs rows);

        /** Answers one row, and returns its class. */
        default int answer(Inputs row, float[] outputs) {
            Answers one = answer(row);
            System.arraycopy(one.outputs(), 0, outputs, 0, outputs.length);
            return one.classes()[0];
        }

        @Override
        void close();
    }

    /** Answers one row without an allocation where no other thread calls. */
    private record Plain(SharedNetwork network) implements Answering {
        @Override
        public Answers answer(Inputs rows) {
            return network.answer(rows);
        }

        @Override
        public int answer(Inputs row, float[] outputs) {
            return row instanceof Inputs.Bytes bytes
                    ? network.answer(bytes.values(), outputs)
                    : network.answer(((Inputs.Floats) row).values(), outputs);
        }

        @Override
        public void close() {
            network.close();
        }
    }

    /** Answers by variants of each image. */
    private record Varied(VariantPass pass) implements Answering {
        @Override
        public Answers answer(Inputs rows) {
            return pass.answer(rows, fraction -> {});
        }

        @Override
        public void close() {
            pass.close();
        }
    }

    Model model() {
        return model;
    }

    String device() {
        return device;
    }

    int inputs() {
        return model.network().architecture().inputs();
    }

    /** Returns the number of answers to an example: one for each name of the model's schema. */
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
        return answer(standardized(new Inputs.Bytes(pixels, pixels.length)), outputs);
    }

    /** As {@link #answer(byte[], float[])}, for numbers as the training data had them. */
    int answer(float[] values, float[] outputs) {
        requireLength(values.length);
        requireFinite(values, "");
        return answer(standardized(new Inputs.Floats(values, values.length)), outputs);
    }

    private int answer(Inputs row, float[] outputs) {
        return isBinary() ? ofBoth(row, outputs) : network.answer(row, outputs);
    }

    private boolean isBinary() {
        return model.schema().task() == Task.BINARY;
    }

    /** Answers with the probabilities of both classes, of which the network computes one. */
    private int ofBoth(Inputs row, float[] outputs) {
        Answers both = model.named(network.answer(row));
        System.arraycopy(both.outputs(), 0, outputs, 0, outputs.length);
        return both.classes()[0];
    }

    /** Runs the model over many rows of numbers. */
    Answers answer(float[][] rows) {
        if ((long) rows.length * inputs() > Inputs.MOST_VALUES) {
            throw new IllegalArgumentException(
                    rows.length + " examples of " + inputs() + " values are too many for one call; give them in parts");
        }
        float[] flat = new float[rows.length * inputs()];
        for (int i = 0; i < rows.length; i++) {
            requireLength(rows[i].length);
            requireFinite(rows[i], "[" + i + "]");
            System.arraycopy(rows[i], 0, flat, i * inputs(), inputs());
        }
        return model.named(network.answer(standardized(new Inputs.Floats(flat, inputs()))));
    }

    /** Runs the model over many images. */
    Answers answer(byte[][] images) {
        byte[] flat = new byte[Math.multiplyExact(images.length, inputs())];
        for (int i = 0; i < images.length; i++) {
            requireLength(images[i].length);
            System.arraycopy(images[i], 0, flat, i * inputs(), inputs());
        }
        return model.named(network.answer(standardized(new Inputs.Bytes(flat, inputs()))));
    }

    private Inputs standardized(Inputs rows) {
        Standardization standardization = model.standardization();
        return standardization == null ? rows : standardization.apply(rows);
    }

    private void requireLength(int length) {
        if (length != inputs()) {
            throw new IllegalArgumentException("an example has " + length + " values: the model takes " + inputs());
        }
    }

    /** Returns the accuracy or R² on data, which another backend measures where there are no variants. */
    double score(Data data) {
        Split split = model.matched(data.split());
        Dataset examples = Objects.requireNonNullElseGet(split.whole(), split::held);
        if (network instanceof Varied varied) {
            return AnswerScore.of(
                    examples, model.named(varied.answer(examples.examples().inputs())));
        }
        try (Backend backend = place.open(BackendOptions.defaults()).backend()) {
            return NetworkScore.of(backend, model.network(), examples);
        }
    }

    /** The answer to an infinity would be a number that means nothing, and NaN would be blamed on the model. */
    private static void requireFinite(float[] values, String example) {
        for (int j = 0; j < values.length; j++) {
            if (!Float.isFinite(values[j])) {
                throw new IllegalArgumentException(
                        "values" + example + "[" + j + "] is " + values[j] + "; it must be a finite number");
            }
        }
    }

    /** Waits for calls in progress, and frees the device. */
    @Override
    public void close() {
        network.close();
    }
}
