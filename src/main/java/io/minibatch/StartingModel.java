package io.minibatch;

import io.minibatch.model.Model;
import io.minibatch.network.Architecture;
import io.minibatch.network.Layer;
import io.minibatch.spec.NetworkSpec;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;

/** The model that a training starts from. */
record StartingModel(Model model) {
    private Architecture architecture() {
        return model.network().architecture();
    }

    /** Returns the settings of the model's network. */
    Settings settings() {
        return Settings.NONE
                .with(NetworkSpec.LAYERS, architecture().sizes())
                .with(
                        NetworkSpec.ACTIVATIONS,
                        architecture().layers().stream().map(Layer::activation).toList())
                .with(NetworkSpec.COST, architecture().cost());
    }

    /**
     * Returns a training with the model's network in place of the initial one.
     *
     * @throws SettingException if the settings describe another network
     */
    PreparedTraining before(PreparedTraining described) {
        if (!described.initial().architecture().equals(architecture())) {
            throw new SettingException(
                    NetworkSpec.LAYERS.name(),
                    ": the model that the training starts from has " + architecture()
                            + "; leave out {layers}, {activations} and {cost}");
        }
        return new PreparedTraining(
                described.split(), model.networkFor(described.split()), described.options(), described.minimizer());
    }
}
