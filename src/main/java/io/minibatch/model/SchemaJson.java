package io.minibatch.model;

import com.google.gson.stream.JsonWriter;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.io.Excerpt;
import io.minibatch.network.Architecture;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A schema in a model file: {@code {"task": "classification", "names": ["cat", "dog"], "image":
 * [28, 28], "features": []}}. Any of the keys may be missing, and means then what
 * {@link Model#of(io.minibatch.network.Network)} assumes; an image that is {@code null} says that inputs are none.
 */
final class SchemaJson {
    /** The key in every format. */
    static final String KEY = "schema";

    private static final String TASK = "task";
    private static final String NAMES = "names";
    private static final String IMAGE = "image";
    private static final String FEATURES = "features";
    private static final int LAST_ASCII = 0x7F;

    private final JsonValues json;
    private @Nullable Task task;
    private @Nullable List<String> names;
    private @Nullable List<Integer> image;
    private boolean withoutImage;
    private List<String> features = List.of();

    private SchemaJson(JsonValues json) {
        this.json = json;
    }

    static void write(JsonWriter json, Schema schema) throws IOException {
        json.beginObject();
        json.name(TASK).value(schema.task().label());
        write(json.name(NAMES), schema.outputs());
        ImageSize image = schema.image();
        if (image == null) {
            json.name(IMAGE).jsonValue("null");
        } else {
            json.name(IMAGE).beginArray();
            json.value(image.rows()).value(image.columns()).endArray();
        }
        write(json.name(FEATURES), schema.features());
        json.endObject();
    }

    private static void write(JsonWriter json, List<String> texts) throws IOException {
        json.beginArray();
        for (String text : texts) {
            json.value(text);
        }
        json.endArray();
    }

    /**
     * Returns a schema as a text of ASCII, as some readers of metadata, ONNX Runtime's for Java, cut other texts off.
     */
    static String text(Schema schema) {
        StringWriter text = new StringWriter();
        try {
            write(new JsonWriter(text), schema);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        StringBuilder ascii = new StringBuilder();
        text.toString()
                .chars()
                .forEach(unit -> ascii.append(
                        unit < LAST_ASCII ? String.valueOf((char) unit) : String.format(Locale.ROOT, "\\u%04x", unit)));
        return ascii.toString();
    }

    /** Reads the object that comes next. */
    static SchemaJson read(JsonValues json) throws IOException {
        SchemaJson schema = new SchemaJson(json);
        json.strictObject(schema::read);
        return schema;
    }

    /** Reads a text that {@link #text} made. */
    static SchemaJson parse(String text) throws IOException {
        try (JsonValues json = new JsonValues(new StringReader(text), KEY)) {
            return json.document(() -> read(json));
        }
    }

    private void read(String key) throws IOException {
        switch (key) {
            case TASK -> task = task(json.text());
            case NAMES -> names = json.list(json::text);
            case IMAGE -> {
                withoutImage = json.isNull();
                image = withoutImage ? null : json.list(json::whole);
            }
            case FEATURES -> features = json.list(json::text);
            default -> json.skip();
        }
    }

    private static Task task(String label) throws Malformed {
        for (Task task : Task.values()) {
            if (task.label().equals(label)) {
                return task;
            }
        }
        throw new Malformed("schema.task is '" + Excerpt.of(label) + "'; choose from "
                + String.join(
                        ", ", Arrays.stream(Task.values()).map(Task::label).toList()));
    }

    /**
     * Returns the schema of a network.
     *
     * @throws Malformed if a key does not fit the network
     */
    Schema of(Architecture network) throws Malformed {
        Schema assumed = Model.assumed(network);
        List<String> outputs = names == null ? assumed.outputs() : names;
        if (!features.isEmpty() && features.size() != network.inputs()) {
            throw new Malformed("schema.features has " + features.size() + " names, but the network takes "
                    + network.inputs() + " inputs");
        }
        Task purpose = task == null ? assumed.task() : task;
        Schema named = named(NAMES, purpose, outputs, null, List.of());
        if (named.width() != network.outputs()) {
            throw new Malformed("schema.names has " + outputs.size() + " names, but the network has "
                    + network.outputs() + " outputs");
        }
        requireFit(network, purpose);
        return named(FEATURES, purpose, named.outputs(), imageSize(network, assumed), features);
    }

    private static void requireFit(Architecture network, Task task) throws Malformed {
        try {
            Model.requireFit(network.outputLayer().activation(), task);
        } catch (IllegalArgumentException wrong) {
            throw new Malformed("schema.task is '" + task.label() + "', but " + wrong.getMessage());
        }
    }

    private static Schema named(
            String key, Task task, List<String> outputs, @Nullable ImageSize image, List<String> features)
            throws Malformed {
        try {
            return new Schema(task, outputs, image, features);
        } catch (IllegalArgumentException wrong) {
            throw new Malformed("schema." + key + ": " + wrong.getMessage());
        }
    }

    private @Nullable ImageSize imageSize(Architecture network, Schema assumed) throws Malformed {
        if (image == null) {
            return withoutImage || !features.isEmpty() ? null : assumed.image();
        }
        if (image.size() != 2 || image.get(0) < 1 || (long) image.get(0) * image.get(1) != network.inputs()) {
            throw new Malformed("schema.image is " + Excerpt.of(image.toString())
                    + ", which must be the rows and columns of " + network.inputs() + " inputs");
        }
        return new ImageSize(image.get(0), image.get(1));
    }
}
