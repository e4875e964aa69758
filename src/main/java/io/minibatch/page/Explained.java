package io.minibatch.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.backend.Inputs;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.model.Model;
import io.minibatch.network.Explanation;
import io.minibatch.network.Predictions;
import io.minibatch.report.PredictionLine;
import java.util.List;

/** The answer to one example with the reasons for it, as the page draws them. */
final class Explained {
    /** Activations of a layer that are shown. */
    private static final int MOST_ACTIVATIONS = 200;

    private static final float WHITE = 255;

    private final OpenModels.Lease lease;
    private final Model model;

    Explained(OpenModels.Lease lease) {
        this.lease = lease;
        model = lease.model();
    }

    /**
     * Returns the answer, the activations of the hidden layers, and the evidence and gradient of each input for the
     * class that is answered, or for the largest number or label.
     *
     * @param example one, as it came
     * @param start when the request was taken up, of {@link System#nanoTime}
     */
    JsonObject json(Inputs example, long start) {
        Predictions answers = lease.answers().predict(example);
        int place = answers.classes()[0];
        PredictionLine line = new PredictionLine(
                model.schema(), new PredictionLine.Example(Examples.NAME, 0), answers.outputs(), place);
        JsonObject json = JsonParser.parseString(line.json()).getAsJsonObject();
        json.remove("input");
        json.addProperty("explained", model.schema().outputs().get(place));
        ImageSize image = model.schema().image();
        if (image != null) {
            json.add("image", image(image, example));
        }
        boolean binary = model.schema().task() == Task.BINARY;
        Explanation why = lease.explainer().explain(values(example), binary ? 0 : place);
        json.add("layers", layers(why.hidden()));
        // The one output of a binary task is the logit of the second class; that of the first is its negative.
        int sign = binary && place == 0 ? -1 : 1;
        json.add("evidence", numbers(why.evidence(), why.evidence().length, sign));
        json.add("gradient", numbers(why.gradient(), why.gradient().length, sign));
        json.addProperty("unit", unit(example));
        json.addProperty("milliseconds", (System.nanoTime() - start) / 1e6);
        return json;
    }

    /** Returns what 1 of the gradient's inputs is. */
    private String unit(Inputs example) {
        return model.standardization() != null
                ? "standard deviations"
                : model.schema().image() != null || example instanceof Inputs.Bytes
                        ? "pixel share of 255"
                        : "units of the input";
    }

    /** Returns an example as the network takes it. */
    private float[] values(Inputs example) {
        Standardization standardization = model.standardization();
        return standardization == null
                ? shares(example)
                : standardization.apply(example).values();
    }

    private static float[] shares(Inputs example) {
        if (example instanceof Inputs.Floats floats) {
            return floats.values();
        }
        byte[] pixels = ((Inputs.Bytes) example).values();
        float[] shares = new float[pixels.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (pixels[i] & 0xFF) / WHITE;
        }
        return shares;
    }

    /** Returns the size of an image and its pixels from 0 to 255. */
    static JsonObject image(ImageSize size, Inputs example) {
        JsonObject image = new JsonObject();
        image.addProperty("rows", size.rows());
        image.addProperty("columns", size.columns());
        JsonArray pixels = new JsonArray(size.pixels());
        for (float share : shares(example)) {
            pixels.add(Math.round(WHITE * Math.max(0, Math.min(1, share))));
        }
        image.add("pixels", pixels);
        return image;
    }

    private static JsonArray layers(List<double[]> hidden) {
        JsonArray layers = new JsonArray();
        for (double[] activations : hidden) {
            JsonObject layer = new JsonObject();
            layer.addProperty("name", "hidden layer " + (layers.size() + 1));
            layer.addProperty("neurons", activations.length);
            layer.add("activations", numbers(activations, Math.min(MOST_ACTIVATIONS, activations.length), 1));
            layers.add(layer);
        }
        return layers;
    }

    /** Single precision is enough to draw and halves the reply. */
    private static JsonArray numbers(double[] values, int count, int sign) {
        JsonArray numbers = new JsonArray(count);
        for (int i = 0; i < count; i++) {
            float value = (float) (sign * values[i]);
            if (Float.isFinite(value)) {
                numbers.add(value);
            } else {
                numbers.add(JsonNull.INSTANCE);
            }
        }
        return numbers;
    }
}
