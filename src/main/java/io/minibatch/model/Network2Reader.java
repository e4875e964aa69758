package io.minibatch.model;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Layer;
import io.minibatch.network.Network;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one network, keeping no more than its numbers; keys may come in any order. */
final class Network2Reader implements Closeable {
    private static final int PLACE_LENGTH = 60;

    private final JsonReader json;
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
            throw new Malformed("is not a model: bad JSON at " + place());
        } catch (EOFException cut) {
            throw new Malformed("is cut off at " + place());
        }
        return assemble();
    }

    /** Returns where the parser is, in no more than {@value #PLACE_LENGTH} characters. */
    private String place() {
        String path = json.getPath();
        return path.length() <= PLACE_LENGTH ? path : path.substring(0, PLACE_LENGTH) + "...";
    }

    private void readObject() throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "sizes" -> sizes = readSizes();
                case "weights" -> weights = readMatrices();
                case "biases" -> biases = readMatrices();
                case "cost" -> cost = readCost();
                case "activations" -> activations = readActivations();
                default -> json.skipValue();
            }
        }
        json.endObject();
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw new Malformed("has something after the model");
        }
    }

    private List<Integer> readSizes() throws IOException {
        List<Integer> result = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            result.add(json.nextInt());
        }
        json.endArray();
        return result;
    }

    private List<List<float[]>> readMatrices() throws IOException {
        List<List<float[]>> matrices = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            List<float[]> rows = new ArrayList<>();
            json.beginArray();
            while (json.hasNext()) {
                rows.add(readRow(rows.isEmpty() ? 1 : rows.get(0).length));
            }
            json.endArray();
            matrices.add(rows);
        }
        json.endArray();
        return matrices;
    }

    private float[] readRow(int expectedLength) throws IOException {
        float[] row = new float[expectedLength];
        int length = 0;
        json.beginArray();
        while (json.hasNext()) {
            if (length == row.length) {
                row = Arrays.copyOf(row, 2 * length + 1);
            }
            String path = json.getPath();
            if (json.peek() != JsonToken.NUMBER) {
                throw new Malformed("has no number at " + path);
            }
            float value = Float.parseFloat(json.nextString());
            if (!Float.isFinite(value)) {
                throw new Malformed("has a number that is too large at " + path);
            }
            row[length++] = value;
        }
        json.endArray();
        return Arrays.copyOf(row, length);
    }

    private Cost readCost() throws IOException {
        String name = json.nextString();
        for (Cost candidate : Cost.values()) {
            if (Network2Json.nameOf(candidate).equals(name)) {
                return candidate;
            }
        }
        throw new Malformed(
                "has the unknown cost '" + name + "'; known are QuadraticCost, CrossEntropyCost and LogLikelihoodCost");
    }

    private List<Activation> readActivations() throws IOException {
        List<Activation> result = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            String label = json.nextString();
            result.add(ActivationNames.find(label)
                    .orElseThrow(() -> new Malformed("has the unknown activation '" + label + "'")));
        }
        json.endArray();
        return result;
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
                    + " bias matrices, but its sizes " + allSizes + " need " + layers + " of each");
        }
        float[] parameters = new float[architecture.parameterCount()];
        for (int l = 0; l < layers; l++) {
            Layer layer = architecture.layers().get(l);
            checkShape("weights", l, allWeights.get(l), layer.outputs(), layer.inputs());
            checkShape("biases", l, allBiases.get(l), layer.outputs(), 1);
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

    private Architecture architecture(List<Integer> allSizes, Cost theCost) throws Malformed {
        int layers = allSizes.size() - 1;
        if (activations != null && activations.size() != layers) {
            throw new Malformed(
                    "has " + activations.size() + " activations, but its sizes " + allSizes + " need " + layers);
        }
        try {
            List<Layer> result = new ArrayList<>();
            for (int l = 0; l < layers; l++) {
                Activation activation = activations == null ? Activation.SIGMOID : activations.get(l);
                result.add(new Layer(allSizes.get(l), allSizes.get(l + 1), activation));
            }
            return new Architecture(result, theCost);
        } catch (IllegalArgumentException refused) {
            throw new Malformed("has the sizes " + allSizes + ": " + refused.getMessage());
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

    /** Refuses what no model holds, a number or a name of many digits, before the parser gathers it in memory. */
    private static final class ShortTokens extends FilterReader {
        private static final int LIMIT = 1000;
        private int length;

        ShortTokens(Reader reader) {
            super(reader);
        }

        @Override
        public int read(char[] buffer, int offset, int count) throws IOException {
            int read = super.read(buffer, offset, count);
            for (int i = offset; i < offset + read; i++) {
                length = ends(buffer[i]) ? 0 : length + 1;
                if (length > LIMIT) {
                    throw new Malformed(
                            "is not a model: it has more than " + LIMIT + " characters in one number or word");
                }
            }
            return read;
        }

        private static boolean ends(char character) {
            return character == ',' || character == '[' || character == ']' || character == '\n' || character == ' ';
        }
    }
}
