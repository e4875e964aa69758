package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.data.Dataset;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;

/** The {@link Score} of a network on a data set. */
public final class NetworkScore {
    private NetworkScore() {}

    /**
     * Returns the score of the data's task.
     *
     * @param backend on which it is computed
     */
    public static double of(Backend backend, Network network, Dataset data) {
        try (DeviceNetwork onDevice = new DeviceNetwork(backend, network);
                Examples examples = TrainingSession.upload(backend, data);
                Evaluator evaluator = new Evaluator(
                        backend, onDevice, examples, network.architecture().objective(0))) {
            Quantity quantity = Score.of(data.schema().task()).monitor().quantity();
            return Measures.of(data).of(quantity, evaluator.evaluate(), 0);
        }
    }
}
