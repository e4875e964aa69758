package io.minibatch.model;

import io.minibatch.data.Schema;
import io.minibatch.data.Split;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.network.Network;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network with what its inputs and outputs mean.
 *
 * @param schema names of its outputs, size of its images or names of its inputs
 * @param standardization done to inputs before the network takes them, null for none
 */
public record Model(
        Network network, Schema schema, @Nullable Standardization standardization) {
    public Model {
        if (schema.outputs().size() != network.architecture().outputs()) {
            throw new IllegalArgumentException(
                    "the network has " + network.architecture().outputs() + " outputs, which have "
                            + schema.outputs().size() + " names");
        }
        if (standardization != null
                && standardization.mean().length != network.architecture().inputs()) {
            throw new IllegalArgumentException(
                    "the network takes " + network.architecture().inputs() + " values, the standardization "
                            + standardization.mean().length);
        }
    }

    /** Returns a network that was trained on a split. */
    public static Model of(Network network, Split split) {
        return new Model(network, split.training().schema(), split.standardization());
    }

    /**
     * Reads a model from a file, as {@link ModelFile#read} does.
     *
     * @throws ModelException where the file is no model
     */
    public static Model load(Path file) {
        Network network = ModelFile.read(file);
        Schema numbered = new Schema(
                Task.CLASSIFICATION, Schema.numbered(network.architecture().outputs()), null, List.of());
        return new Model(network, numbered, null);
    }

    /**
     * Writes this into a file, as {@link ModelFile#write} does.
     *
     * @throws ModelException where the file cannot be written
     */
    public void save(Path file) {
        ModelFile.write(file, network);
    }
}
