package io.minibatch.model;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.minibatch.io.Excerpt;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Layer;
import io.minibatch.network.Network;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one network, keeping no more than its numbers; keys may come in any order. */
final class Network2Reader implements Closeable {
    private static final String ROOT = "$.";

    /** What Python and JavaScript write of numbers that are not finite. */
    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    private final JsonReader json;
    private float[] row = new float[1024];
    private @Nullable List<Integer> sizes;
    private @Nullable List<List<float[]>> weights;
    private @Nullable List<List<float[]>> biases;
    private @Nullable Cost cost;
    private @Nullable List<Activation> activations;

    Network2Reader(Reader reader) {
        json = new JsonReader(new ShortTokens(reader));
        json.setStrictness(Strictness.STRICT);
    }

    /** What is wrong with the content, in one line without the file's name. */
    static final class Malformed extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    Network read() throws IOException {
        try {
            readObject();
        } catch (MalformedJsonException | IllegalStateException | NumberFormatException notJson) {
            throw new Malformed("is not a model: bad JSON at " + Excerpt.of(json.getPath()));
        } catch (EOFException cut) {
            throw new Malformed("is cut off at " + Excerpt.of(json.getPath()));
        }
        return assemble();
    }

    private void readObject() throws IOException {
        if (json.peek() != JsonToken.BEGIN_OBJECT) {
            throw new Malformed(
                    "is not a model: it is " + nameOf(json.peek()) + ", not " + nameOf(JsonToken.BEGIN_OBJECT));
        }
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "sizes" -> sizes = readList(this::readSize);
                case "weights" -> weights = readMatrices();
                case "biases" -> biases = readMatrices();
                case "cost" -> cost = readCost();
                case "activations" -> activations = readList(this::readActivation);
                default -> skip();
            }
        }
        json.endObject();
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw new Malformed("has something after the model");
        }
    }

    /** Passes over what is not ours, also where it holds the NaN and Infinity that Python writes, which are not JSON. */
    private void skip() throws IOException {
        json.setStrictness(Strictness.LENIENT);
        json.skipValue();
        json.setStrictness(Strictness.STRICT);
    }

    /** Reads the next element of a list. */
    @FunctionalInterface
    private interface Element<T> {
        T read() throws IOException;
    }

    private <T> List<T> readList(Element<T> element) throws IOException {
        require(JsonToken.BEGIN_ARRAY);
        List<T> result = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            result.add(element.read());
        }
        json.endArray();
        return result;
    }

    private int readSize() throws IOException {
        require(JsonToken.NUMBER);
        String digits = json.nextString();
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException fraction) {
            throw new Malformed(place(json.getPreviousPath()) + " is " + Excerpt.of(digits) + ", not a whole number");
        }
    }

    /** Is lenient, so that the NaN that Python writes of a network that diverged comes as a text and not as bad JSON. */
    private List<List<float[]>> readMatrices() throws IOException {
        json.setStrictness(Strictness.LENIENT);
        List<List<float[]>> matrices = readList(() -> readList(this::readRow));
        json.setStrictness(Strictness.STRICT);
        return matrices;
    }

    private float[] readRow() throws IOException {
        require(JsonToken.BEGIN_ARRAY);
        int length = 0;
        json.beginArray();
        while (json.hasNext()) {
            if (length == row.length) {
                row = Arrays.copyOf(row, 2 * length);
            }
            row[length++] = readNumber();
        }
        json.endArray();
        return Arrays.copyOf(row, length);
    }

    private float readNumber() throws IOException {
        JsonToken type = json.peek();
        if (type != JsonToken.STRING) {
            require(JsonToken.NUMBER);
        }
        String text = json.nextString();
        if (type == JsonToken.STRING) {
            throw new Malformed(place(json.getPreviousPath())
                    + (NOT_FINITE.contains(text)
                            ? " is " + text + ": the network diverged while it was trained"
                            : " is \"" + Excerpt.of(text) + "\", not a number"));
        }
        float value = Float.parseFloat(text);
        if (!Float.isFinite(value)) {
            throw new Malformed(place(json.getPreviousPath()) + " is too large for a float32");
        }
        return value;
    }

    /** Throws unless the next value is of a type. */
    private void require(JsonToken type) throws IOException {
        JsonToken next = json.peek();
        if (next != type) {
            throw new Malformed(place(json.getPath()) + " is " + nameOf(next) + ", not " + nameOf(type));
        }
    }

    private static String place(String path) {
        return Excerpt.of(path.startsWith(ROOT) ? path.substring(ROOT.length()) : path);
    }

    private static String nameOf(JsonToken type) {
        return switch (type) {
            case BEGIN_ARRAY -> "a list";
            case BEGIN_OBJECT -> "an object in braces";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "empty";
            case NAME, END_ARRAY, END_OBJECT, END_DOCUMENT -> "missing";
        };
    }

    private Cost readCost() throws IOException {
        require(JsonToken.STRING);
        String name = json.nextString();
        for (Cost candidate : Cost.values()) {
            if (Network2Json.nameOf(candidate).equals(name)) {
                return candidate;
            }
        }
        throw new Malformed("has the unknown cost '" + Excerpt.of(name)
                + "'; known are QuadraticCost, CrossEntropyCost and LogLikelihoodCost");
    }

    private Activation readActivation() throws IOException {
        require(JsonToken.STRING);
        String label = json.nextString();
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
