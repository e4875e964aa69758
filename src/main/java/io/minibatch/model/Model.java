package io.minibatch.model;

import io.minibatch.backend.Augmentation;
import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Split;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.io.Excerpt;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Network;
import io.minibatch.network.Predictions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network with the meaning of its inputs and outputs.
 *
 * @param schema names of its outputs, size of its images or names of its inputs
 * @param standardization applied to inputs before the network, null for none
 * @param augmentation by which its training images were varied, null for none; its images have its size, and are not
 *     standardized
 */
public record Model(
        Network network,
        Schema schema,
        @Nullable Standardization standardization,
        @Nullable Augmentation augmentation) {
    /** Minimum pixels of a square image for which a network without a schema is assumed to be. */
    private static final int SMALLEST_IMAGE = 64;

    private static final int NAMES_SHOWN = 10;

    public Model {
        int inputs = network.architecture().inputs();
        int outputs = network.architecture().outputs();
        if (schema.width() != outputs) {
            throw new IllegalArgumentException("the network has " + outputs + " outputs, which have "
                    + schema.outputs().size() + " names");
        }
        requireFit(network.architecture().outputLayer().activation(), schema.task());
        ImageSize image = schema.image();
        if (image != null && (long) image.rows() * image.columns() != inputs) {
            throw new IllegalArgumentException("the network takes " + inputs + " values, not images of " + image);
        }
        if (!schema.features().isEmpty() && schema.features().size() != inputs) {
            throw new IllegalArgumentException("the network takes " + inputs + " values, which have "
                    + schema.features().size() + " names");
        }
        if (standardization != null && standardization.mean().length != inputs) {
            throw new IllegalArgumentException(
                    "the network takes " + inputs + " values, the standardization " + standardization.mean().length);
        }
        if (augmentation != null) {
            requireFit(augmentation, image);
            if (standardization != null) {
                throw new IllegalArgumentException("images that are varied cannot be standardized");
            }
        }
    }

    /** Creates a model of a network that was trained without augmentation. */
    public Model(Network network, Schema schema, @Nullable Standardization standardization) {
        this(network, schema, standardization, null);
    }

    private static void requireFit(Augmentation augmentation, @Nullable ImageSize image) {
        ImageSize varied = new ImageSize(augmentation.rows(), augmentation.columns());
        if (!varied.equals(image)) {
            throw new IllegalArgumentException("the augmentation is for images of " + varied + ", the network for "
                    + (image == null ? "rows of numbers" : "images of " + image));
        }
    }

    /** Throws {@link IllegalArgumentException} for softmax outputs that are not one for each class. */
    static void requireFit(Activation outputs, Task task) {
        if (outputs == Activation.SOFTMAX && task != Task.CLASSIFICATION) {
            throw new IllegalArgumentException("softmax outputs are for one class of several; use "
                    + (task == Task.REGRESSION ? Activation.IDENTITY : Activation.SIGMOID).label() + " outputs");
        }
    }

    /**
     * Returns a network that was trained on a split; numbers that the split scaled, the model predicts in their unit.
     */
    public static Model of(Network network, Split split) {
        return of(network, split, null);
    }

    /**
     * As {@link #of(Network, Split)}, of a network whose training images were varied.
     *
     * @param augmentation null if they were not
     */
    public static Model of(Network network, Split split, @Nullable Augmentation augmentation) {
        Network inUnits = split.targets() == null ? network : OutputUnits.inUnits(network, split.targets());
        return new Model(inUnits, split.training().schema(), split.standardization(), augmentation);
    }

    /** Returns the network to train further on a split: it computes the numbers to predict as the split has them. */
    public Network networkFor(Split split) {
        return split.targets() == null ? network : OutputUnits.scaled(network, split.targets());
    }

    /**
     * Reads a model from a file, see {@link ModelFile#read}.
     *
     * @throws ModelException if the file is not a model
     */
    public static Model load(Path file) {
        return ModelFile.read(file);
    }

    /**
     * Writes the model to a file, see {@link ModelFile#write}.
     *
     * @throws ModelException if the file cannot be written
     */
    public void save(Path file) {
        ModelFile.write(file, this);
    }

    /**
     * Returns a model of a bare network: its outputs have the names "0", "1", …; a number of inputs that is a square of
     * at least 64 makes square images; identity outputs are numbers, those of other activations classes; nothing is
     * standardized.
     */
    public static Model of(Network network) {
        return new Model(network, assumed(network.architecture()), null);
    }

    /** Returns the schema of a bare network. */
    static Schema assumed(Architecture network) {
        int side = (int) Math.round(Math.sqrt(network.inputs()));
        boolean square = network.inputs() >= SMALLEST_IMAGE && side * side == network.inputs();
        boolean numbers = network.outputLayer().activation() == Activation.IDENTITY;
        return new Schema(
                numbers ? Task.REGRESSION : Task.CLASSIFICATION,
                Schema.numbered(network.outputs()),
                square ? new ImageSize(side, side) : null,
                List.of());
    }

    /**
     * Returns data with their classes, predicted numbers and named features in the order of this model, matched by
     * their names. Data may lack classes of the model. Inputs stay as they are, without the standardization of the
     * model.
     *
     * @throws DataException if the data are for another task, or of other names, sizes or images
     */
    public Dataset aligned(Dataset data) {
        return new Alignment(this, data).aligned();
    }

    /**
     * Returns data as the network takes them: {@link #aligned} and standardized as the training data of the model were.
     *
     * @param data as they came, not standardized
     * @throws DataException as {@link #aligned}
     */
    public Dataset matched(Dataset data) {
        Dataset aligned = aligned(data);
        return standardization == null
                ? aligned
                : aligned.withInputs(standardization.apply(aligned.examples().inputs()));
    }

    /**
     * Returns all parts of a split {@link #matched}, to train the network further.
     *
     * @param split as it came, or standardized as this model's data
     * @throws DataException as {@link #aligned}, and where the split is standardized otherwise
     */
    public Split matched(Split split) {
        Standardization applied = split.standardization();
        boolean done = applied != null;
        if (applied != null && !applied.equals(standardization)) {
            throw new DataException(split.training().name()
                    + ": is standardized otherwise than the data of the model; load it without standardization");
        }
        Dataset test = split.test();
        return new Split(
                matched(split.training(), done),
                matched(split.validation(), done),
                test == null ? null : matched(test, done),
                split.source(),
                standardization,
                null,
                split.rule());
    }

    private Dataset matched(Dataset data, boolean standardized) {
        return standardized ? aligned(data) : matched(data);
    }

    /**
     * Returns the {@link #augmentation} that makes variants of an image for a prediction.
     *
     * @throws IllegalArgumentException if the model has none
     */
    public Augmentation requireAugmentation() {
        if (augmentation == null) {
            throw new IllegalArgumentException(
                    "the model has no augmentation to make variants by: it was trained without, or"
                            + " saved by an earlier version; train it again with augmentation, or use no variants");
        }
        return augmentation;
    }

    /**
     * Returns an output for each name of the schema: those of a network, or for a binary task the probabilities of both
     * classes.
     */
    public Predictions named(Predictions ofNetwork) {
        return schema.task() == Task.BINARY ? ofNetwork.ofTwoClasses() : ofNetwork;
    }

    /**
     * Returns the network and its outputs, as in {@code 784-30-10, sigmoid, cross-entropy, 23,860 parameters; classes
     * 0 to 9}.
     */
    @Override
    public String toString() {
        return network + "; " + outputs() + (standardization == null ? "" : "; standardized inputs");
    }

    private String outputs() {
        List<String> names = schema.outputs();
        String kind = switch (schema.task()) {
            case CLASSIFICATION, BINARY -> "classes";
            case MULTI_LABEL -> "labels";
            case REGRESSION -> "numbers";
        };
        if (names.size() > 2 && names.equals(Schema.numbered(names.size()))) {
            return kind + " 0 to " + (names.size() - 1);
        }
        String shown = String.join(
                ", ", names.stream().limit(NAMES_SHOWN).map(Excerpt::of).toList());
        return kind + " " + shown + (names.size() > NAMES_SHOWN ? ", ... (" + names.size() + ")" : "");
    }
}
