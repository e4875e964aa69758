package io.minibatch.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.data.ImageSize;
import io.minibatch.model.Model;
import io.minibatch.network.Network;

/** The weights of the first layer's neurons, as pictures where the model takes pictures. */
final class FirstLayer {
    private static final int MOST_NEURONS = 100;

    /** Weights of a reply in all. */
    private static final int MOST_WEIGHTS = 1 << 20;

    private FirstLayer() {}

    /** Returns rows and columns, the weights of each neuron, at most 100, and their largest magnitude. */
    static JsonObject json(Model model) {
        Network network = model.network();
        int inputs = network.architecture().inputs();
        int outputs = network.architecture().layers().get(0).outputs();
        int shown = Math.min(outputs, Math.max(1, Math.min(MOST_NEURONS, MOST_WEIGHTS / inputs)));
        float limit = 0;
        JsonArray neurons = new JsonArray(shown);
        for (int j = 0; j < shown; j++) {
            JsonArray weights = new JsonArray(inputs);
            for (int i = 0; i < inputs; i++) {
                float weight = network.weight(0, i, j);
                limit = Math.max(limit, Math.abs(weight));
                weights.add(weight);
            }
            neurons.add(weights);
        }
        ImageSize image = model.schema().image();
        JsonObject json = new JsonObject();
        json.addProperty("rows", image == null ? 1 : image.rows());
        json.addProperty("columns", image == null ? inputs : image.columns());
        json.addProperty("total", outputs);
        json.add("neurons", neurons);
        json.addProperty("limit", limit);
        return json;
    }
}
