package io.minibatch.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.Excerpt;
import io.minibatch.io.JsonFields;
import io.minibatch.io.Reason;
import io.minibatch.io.TextFile;
import io.minibatch.model.ModelException;
import io.minibatch.model.Safetensors;
import io.minibatch.model.Safetensors.Tensor;
import io.minibatch.network.Architecture;
import io.minibatch.network.Network;
import io.minibatch.optimize.Averaging;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One checkpoint: {@code NAME.safetensors} with the numbers and {@code NAME.json} with the rest and with the SHA-256 of
 * the other. The JSON is written last, so a checkpoint that is there is whole.
 */
final class CheckpointFile {
    private static final String FORMAT = "minibatch checkpoint 1";
    private static final String PARAMETERS = "parameters";
    private static final String BEST = "best";
    private static final String AVERAGE = "average";
    private static final String STATE = "optimizer";

    private static final int BUFFER = 1 << 16;

    /** The largest count that a double holds exactly. */
    private static final long MOST_EXAMPLES = 1L << 53;

    private CheckpointFile() {}

    static Path tensors(Path json) {
        return json.resolveSibling(String.valueOf(json.getFileName()).replaceFirst("\\.json$", ".safetensors"));
    }

    static Path json(Path tensors) {
        return tensors.resolveSibling(String.valueOf(tensors.getFileName()).replaceFirst("\\.safetensors$", ".json"));
    }

    /** Throws {@link CheckpointException} if it cannot be written. */
    static void write(Path json, TrainingState state) {
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(row(PARAMETERS, state.network().parameters()));
        Network best = state.best();
        if (best != null) {
            tensors.add(row(BEST, best.parameters()));
        }
        Average average = state.average();
        if (average != null && average.network() != null) {
            tensors.add(row(AVERAGE, average.network().parameters()));
        }
        if (state.optimizerState().length > 0) {
            tensors.add(row(STATE, state.optimizerState()));
        }
        try {
            new Safetensors(tensors, Map.of()).write(tensors(json));
            JsonObject rest = describe(state);
            rest.addProperty("sha256", sha256(tensors(json)));
            AtomicFile.write(json, out -> out.write((rest + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException failure) {
            throw new CheckpointException(json + ": cannot be written: " + Reason.of(failure));
        } catch (ModelException failure) {
            throw new CheckpointException(String.valueOf(failure.getMessage()));
        }
    }

    private static Tensor row(String name, float[] values) {
        return new Tensor(name, List.of(values.length), values);
    }

    private static JsonObject describe(TrainingState state) {
        JsonObject rest = new JsonObject();
        rest.addProperty("format", FORMAT);
        rest.addProperty("network", shape(state.network().architecture()));
        rest.addProperty("epoch", state.epoch());
        rest.addProperty("seen_at_measurement", state.progress().seenAtMeasurement());
        rest.addProperty("seconds", state.progress().seconds());
        Average average = state.average();
        if (average != null) {
            rest.addProperty("averaging", average.averaging().text());
            rest.addProperty("averaged", average.count());
        }
        JsonArray measurements = new JsonArray();
        for (Measurement measurement : state.progress().measurements()) {
            JsonObject one = new JsonObject();
            one.addProperty("epoch", measurement.epoch());
            one.addProperty("eta", measurement.eta());
            one.addProperty("seconds", measurement.seconds());
            one.addProperty("examples_per_second", measurement.examplesPerSecond());
            measurement.values().forEach((monitor, value) -> one.addProperty(monitor.column(), value));
            measurements.add(one);
        }
        rest.add("measurements", measurements);
        return rest;
    }

    private static String shape(Architecture architecture) {
        return architecture.sizes() + " "
                + architecture.layers().stream()
                        .map(layer -> layer.activation().label())
                        .toList()
                + " " + architecture.cost().label();
    }

    /**
     * Reads a checkpoint.
     *
     * @param architecture of the run that resumes
     * @throws CheckpointException if a file is missing, damaged or of another network
     */
    static TrainingState read(Path json, Architecture architecture) {
        try {
            JsonFields rest = JsonFields.parse(TextFile.read(json));
            if (!rest.text("format", "").equals(FORMAT)) {
                throw new CheckpointException(json + ": is not a checkpoint of this program");
            }
            String network = rest.text("network");
            if (!network.equals(shape(architecture))) {
                throw new CheckpointException(json + ": is of the network " + Excerpt.of(network) + ", not of "
                        + Excerpt.of(shape(architecture)));
            }
            if (!rest.text("sha256").equals(sha256(tensors(json)))) {
                throw new CheckpointException(tensors(json) + ": is damaged, its checksum is not the one that "
                        + json.getFileName() + " gives");
            }
            return state(rest, tensors(json), architecture);
        } catch (IOException failure) {
            throw new CheckpointException(json + ": cannot be read: " + Reason.of(failure));
        } catch (ModelException | IllegalArgumentException broken) {
            throw new CheckpointException(json + ": is damaged: " + broken.getMessage());
        }
    }

    private static TrainingState state(JsonFields rest, Path tensorFile, Architecture architecture) {
        Map<String, float[]> values = new HashMap<>();
        for (Tensor tensor : Safetensors.read(tensorFile).tensors()) {
            values.put(tensor.name(), tensor.values());
        }
        float[] parameters = values.get(PARAMETERS);
        if (parameters == null) {
            throw new IllegalArgumentException("it has no parameters");
        }
        float[] best = values.get(BEST);
        @Nullable Network bestNetwork = best == null ? null : new Network(architecture, best);
        TrainingState.Progress progress = new TrainingState.Progress(
                rest.objects("measurements", CheckpointFile::measurement),
                rest.count("seen_at_measurement", MOST_EXAMPLES),
                rest.number("seconds"));
        return new TrainingState(
                (int) rest.count("epoch", Integer.MAX_VALUE),
                new Network(architecture, parameters),
                values.getOrDefault(STATE, new float[0]),
                bestNetwork,
                average(rest, values.get(AVERAGE), architecture),
                progress);
    }

    /** Returns null if the checkpoint is of a run without averaging. */
    private static @Nullable Average average(JsonFields rest, float @Nullable [] mean, Architecture architecture) {
        return rest.has("averaging")
                ? new Average(
                        Averaging.parse(Excerpt.of(rest.text("averaging"))),
                        rest.count("averaged", MOST_EXAMPLES),
                        mean == null ? null : new Network(architecture, mean))
                : null;
    }

    private static Measurement measurement(JsonFields one) {
        Map<Monitor, Double> values = new EnumMap<>(Monitor.class);
        for (Monitor monitor : Monitor.values()) {
            if (one.has(monitor.column())) {
                values.put(monitor, one.number(monitor.column()));
            }
        }
        return new Measurement(
                one.number("epoch"),
                values,
                one.number("eta"),
                one.number("seconds"),
                one.number("examples_per_second"));
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
