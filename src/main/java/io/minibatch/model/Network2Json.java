package io.minibatch.model;

import com.google.gson.stream.JsonWriter;
import io.minibatch.backend.Augmentation;
import io.minibatch.data.Standardization;
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
 * The JSON of the book's network2.py: {@code {"sizes": [...], "weights": [[[...]]], "biases": [[[...]]],
 * "cost": "CrossEntropyCost"}} with weights[l] {@code outputs × inputs} and biases[l] {@code outputs × 1}. Files of
 * either program load in the other; we add keys that network2.py ignores: {@code activations}, {@code version},
 * {@code "schema": {"task", "names", "image", "features"}} and where there is one,
 * {@code "standardization": {"mean", "deviation"}} and {@code "augmentation"}, see {@link AugmentationJson}. All of
 * them may be missing.
 *
 * <p>Numbers are written with the fewest digits that give the same float back.
 */
public final class Network2Json {
    /** The key of the standardization. */
    static final String STANDARDIZATION = "standardization";

    private static final int VERSION = 1;

    private Network2Json() {}

    /**
     * Reads a model; what its file does not say is as {@link Model#of(Network)} assumes.
     *
     * @throws ModelException if the file is missing, is no such JSON, holds a number that is not finite or does not
     *     fit its own sizes
     */
    public static Model read(Path file) {
        ModelFile.requireFile(file);
        if (MemberFiles.isCommittee(file)) {
            throw new ModelException(
                    file + ": is a committee, not a single model; name one of its members' model files");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                Network2Reader reader = new Network2Reader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.read();
        } catch (Malformed malformed) {
            throw new ModelException(file + ": " + malformed.getMessage());
        } catch (IOException failure) {
            throw new ModelException(file + ": cannot be read: " + Reason.of(failure));
        }
    }

    /**
     * Writes a model; the file is replaced as a whole or not at all.
     *
     * @throws ModelException if it cannot be written
     */
    public static void write(Path file, Model model) {
        try {
            AtomicFile.write(file, out -> write(out, model));
        } catch (IOException failure) {
            throw new ModelException(file + ": cannot be written: " + Reason.of(failure));
        }
    }

    private static void write(OutputStream out, Model model) throws IOException {
        Network network = model.network();
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
        SchemaJson.write(json.name(SchemaJson.KEY), model.schema());
        Standardization standardization = model.standardization();
        if (standardization != null) {
            json.name(STANDARDIZATION).beginObject();
            write(json.name("mean"), standardization.mean());
            write(json.name("deviation"), standardization.deviation());
            json.endObject();
        }
        Augmentation augmentation = model.augmentation();
        if (augmentation != null) {
            AugmentationJson.write(json.name(AugmentationJson.KEY), augmentation);
        }
        json.endObject();
        json.flush();
    }

    private static void write(JsonWriter json, float[] numbers) throws IOException {
        json.beginArray();
        for (float number : numbers) {
            json.value(number);
        }
        json.endArray();
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
