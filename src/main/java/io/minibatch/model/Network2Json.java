package io.minibatch.model;

import com.google.gson.stream.JsonWriter;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.Reason;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Layer;
import io.minibatch.network.Network;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JSON of the book's network2.py:
 * {@code {"sizes": [...], "weights": [[[...]]], "biases": [[[...]]], "cost": "CrossEntropyCost"}} with weights[l]
 * {@code outputs × inputs} and biases[l] {@code outputs × 1}. Files of either program load in the other; we add the keys
 * {@code activations} and {@code version}, which network2.py ignores.
 *
 * <p>Numbers are written with the fewest digits that give the same float back.
 */
public final class Network2Json {
    private static final int VERSION = 1;

    private Network2Json() {}

    /**
     * Reads a network.
     *
     * @throws ModelException where the file is missing, is no such JSON, holds a number that is not finite or does not
     *     fit its own sizes
     */
    public static Network read(Path file) {
        ModelFile.requireFile(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                Network2Reader reader = new Network2Reader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.read();
        } catch (Network2Reader.Malformed malformed) {
            throw new ModelException(file + ": " + malformed.getMessage());
        } catch (IOException failure) {
            throw new ModelException(file + ": cannot be read: " + Reason.of(failure));
        }
    }

    /**
     * Writes a network; the file is replaced as a whole or not at all.
     *
     * @throws ModelException where it cannot be written
     */
    public static void write(Path file, Network network) {
        try {
            AtomicFile.write(file, out -> write(out, network));
        } catch (IOException failure) {
            throw new ModelException(file + ": cannot be written: " + Reason.of(failure));
        }
    }

    private static void write(OutputStream out, Network network) throws IOException {
        Architecture architecture = network.architecture();
        JsonWriter json = new JsonWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        json.beginObject();
        json.name("sizes").beginArray();
        for (int size : architecture.sizes()) {
            json.value(size);
        }
        json.endArray();
        json.name("weights").beginArray();
        for (int l = 0; l < architecture.layers().size(); l++) {
            writeWeights(json, network, l);
        }
        json.endArray();
        json.name("biases").beginArray();
        for (int l = 0; l < architecture.layers().size(); l++) {
            writeBiases(json, network, l);
        }
        json.endArray();
        json.name("cost").value(nameOf(architecture.cost()));
        json.name("activations").beginArray();
        for (Layer layer : architecture.layers()) {
            json.value(ActivationNames.of(layer.activation()));
        }
        json.endArray();
        json.name("version").value(VERSION);
        json.endObject();
        json.flush();
    }

    private static void writeWeights(JsonWriter json, Network network, int l) throws IOException {
        Layer layer = network.architecture().layers().get(l);
        json.beginArray();
        for (int to = 0; to < layer.outputs(); to++) {
            json.beginArray();
            for (int from = 0; from < layer.inputs(); from++) {
                json.value(network.weight(l, from, to));
            }
            json.endArray();
        }
        json.endArray();
    }

    private static void writeBiases(JsonWriter json, Network network, int l) throws IOException {
        json.beginArray();
        for (int to = 0; to < network.architecture().layers().get(l).outputs(); to++) {
            json.beginArray().value(network.bias(l, to)).endArray();
        }
        json.endArray();
    }

    /** Returns the name of network2.py's class. */
    static String nameOf(Cost cost) {
        return switch (cost) {
            case QUADRATIC -> "QuadraticCost";
            case CROSS_ENTROPY -> "CrossEntropyCost";
            case LOG_LIKELIHOOD -> "LogLikelihoodCost";
        };
    }
}
