package io.minibatch.model;

import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.io.Excerpt;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Layer;
import io.minibatch.network.Network;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one model, keeping no more than its numbers; keys may come in any order. */
final class Network2Reader implements Closeable {
    private static final String DIVERGED = ": the network diverged while it was trained";

    private final JsonValues json;
    private @Nullable List<Integer> sizes;
    private @Nullable List<List<float[]>> weights;
    private @Nullable List<List<float[]>> biases;
    private @Nullable Cost cost;
    private @Nullable List<Activation> activations;
    private @Nullable SchemaJson schema;
    private @Nullable AugmentationJson augmentation;
    private boolean isStandardized;
    private float[] mean = {};
    private float[] deviation = {};

    Network2Reader(Reader reader) {
        json = new JsonValues(reader, "");
    }

    Model read() throws IOException {
        json.document(() -> {
            json.object(this::readMember);
            return json;
        });
        Network network = assemble();
        Schema meaning = schema == null ? Model.assumed(network.architecture()) : schema.of(network.architecture());
        Standardization standardization = standardization(network.architecture().inputs());
        return new Model(
                network,
                meaning,
                standardization,
                augmentation == null ? null : augmentation.of(meaning.image(), standardization != null));
    }

    private void readMember(String key) throws IOException {
        switch (key) {
            case "sizes" -> sizes = json.list(json::whole);
            case "weights" -> weights = readMatrices();
            case "biases" -> biases = readMatrices();
            case "cost" -> cost = readCost();
            case "activations" -> activations = json.list(this::readActivation);
            case SchemaJson.KEY -> schema = SchemaJson.read(json);
            case AugmentationJson.KEY -> augmentation = AugmentationJson.read(json);
            case Network2Json.STANDARDIZATION -> {
                isStandardized = true;
                json.strictObject(this::readStandardization);
            }
            default -> json.skip();
        }
    }

    /**
     * Is lenient, so that the NaN that Python writes of a network that diverged comes as a text and not as bad JSON.
     */
    private List<List<float[]>> readMatrices() throws IOException {
        return json.lenient(() -> json.list(() -> json.list(() -> json.numbers(DIVERGED))));
    }

    private void readStandardization(String key) throws IOException {
        switch (key) {
            case "mean" -> mean = json.lenient(() -> json.numbers(", not a finite number"));
            case "deviation" -> deviation = json.lenient(() -> json.numbers(", not a finite number"));
            default -> json.skip();
        }
    }

    private Cost readCost() throws IOException {
        String name = json.text();
        for (Cost candidate : Cost.values()) {
            if (Network2Json.nameOf(candidate).equals(name)) {
                return candidate;
            }
        }
        throw new Malformed("has the unknown cost '" + Excerpt.of(name)
                + "'; known are QuadraticCost, CrossEntropyCost and LogLikelihoodCost");
    }

    private Activation readActivation() throws IOException {
        String label = json.text();
        return ActivationNames.find(label)
                .orElseThrow(() -> new Malformed("has the unknown activation '" + Excerpt.of(label) + "'"));
    }

    private Network assemble() throws Malformed {
        List<Integer> allSizes = require(sizes, "sizes");
        List<List<float[]>> allWeights = require(weights, "weights");
        List<List<float[]>> allBiases = require(biases, "biases");
        Cost theCost = require(cost, "cost");
        Architecture architecture = architecture(allSizes, theCost);
        int layers = architecture.layers().size();
        if (allWeights.size() != layers || allBiases.size() != layers) {
            throw new Malformed("has " + allWeights.size() + " weight and " + allBiases.size()
                    + " bias matrices, but its sizes " + shown(allSizes) + " need " + layers + " of each");
        }
        for (int l = 0; l < layers; l++) {
            Layer layer = architecture.layers().get(l);
            checkShape("weights", l, allWeights.get(l), layer.outputs(), layer.inputs());
            checkShape("biases", l, allBiases.get(l), layer.outputs(), 1);
        }
        // Not before all numbers are known to be there: the sizes alone may say anything.
        float[] parameters = new float[architecture.parameterCount()];
        for (int l = 0; l < layers; l++) {
            Layer layer = architecture.layers().get(l);
            for (int to = 0; to < layer.outputs(); to++) {
                float[] row = allWeights.get(l).get(to);
                for (int from = 0; from < row.length; from++) {
                    parameters[architecture.weightsOffset(l) + from * layer.outputs() + to] = row[from];
                }
                parameters[architecture.biasesOffset(l) + to] = allBiases.get(l).get(to)[0];
            }
        }
        return new Network(architecture, parameters);
    }

    private @Nullable Standardization standardization(int inputs) throws Malformed {
        if (!isStandardized) {
            return null;
        }
        requireLength("mean", mean, inputs);
        requireLength("deviation", deviation, inputs);
        try {
            return new Standardization(mean, deviation);
        } catch (IllegalArgumentException wrong) {
            throw new Malformed("standardization: " + wrong.getMessage());
        }
    }

    private static void requireLength(String key, float[] numbers, int inputs) throws Malformed {
        if (numbers.length != inputs) {
            throw new Malformed("standardization." + key + " has " + numbers.length + " numbers, but the network takes "
                    + inputs + " inputs");
        }
    }

    private static String shown(List<Integer> sizes) {
        return Excerpt.of(sizes.toString());
    }

    private Architecture architecture(List<Integer> allSizes, Cost theCost) throws Malformed {
        int layers = allSizes.size() - 1;
        if (activations != null && activations.size() != layers) {
            throw new Malformed(
                    "has " + activations.size() + " activations, but its sizes " + shown(allSizes) + " need " + layers);
        }
        try {
            List<Layer> result = new ArrayList<>();
            for (int l = 0; l < layers; l++) {
                Activation activation = activations == null ? Activation.SIGMOID : activations.get(l);
                result.add(new Layer(allSizes.get(l), allSizes.get(l + 1), activation));
            }
            return new Architecture(result, theCost);
        } catch (IllegalArgumentException refused) {
            throw new Malformed("has the sizes " + shown(allSizes) + ": " + refused.getMessage());
        }
    }

    private static void checkShape(String key, int l, List<float[]> matrix, int rows, int columns) throws Malformed {
        if (matrix.size() != rows) {
            throw new Malformed(key + "[" + l + "] has " + matrix.size() + " rows, but its sizes need " + rows);
        }
        for (int row = 0; row < rows; row++) {
            if (matrix.get(row).length != columns) {
                throw new Malformed(key + "[" + l + "][" + row + "] has " + matrix.get(row).length
                        + " numbers, but its sizes need " + columns);
            }
        }
    }

    private static <T> T require(@Nullable T value, String key) throws Malformed {
        if (value == null) {
            throw new Malformed("is not a model: \"" + key + "\" is missing");
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
