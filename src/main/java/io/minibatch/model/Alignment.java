package io.minibatch.model;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.io.Excerpt;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A data set beside a model: which of its outputs and features are which of the model's, by their names. */
final class Alignment {
    private static final int NAMES_SHOWN = 5;

    private final Schema model;

    /** That of the data: those of a binary model have labels. */
    private final Task task;

    private final int inputs;
    private final Dataset data;
    private final Schema schema;

    Alignment(Model model, Dataset data) {
        this.model = model.schema();
        this.task = this.model.task() == Task.BINARY ? Task.CLASSIFICATION : this.model.task();
        this.inputs = model.network().architecture().inputs();
        this.data = data;
        this.schema = data.schema();
    }

    /** Returns the data in the order of the model; throws {@link DataException} if they are of another kind. */
    Dataset aligned() {
        if (schema.task() != task) {
            throw refused("is for " + schema.task().label() + ", the model for " + task.label());
        }
        requireSameInputs();
        boolean named = !schema.features().isEmpty() && !model.features().isEmpty();
        List<String> features = named ? model.features() : schema.features();
        requireSameNames("feature", schema.features(), features, false);
        requireSameNames("output", schema.outputs(), model.outputs(), schema.task() == Task.CLASSIFICATION);
        Schema target = new Schema(task, model.outputs(), schema.image(), features);
        if (target.equals(schema)) {
            return data;
        }
        ExampleData examples = data.examples();
        return new Dataset(data.name(), target, new ExampleData(inputs(features), desired(), examples.weights()));
    }

    private void requireSameInputs() {
        ImageSize expected = model.image();
        ImageSize image = schema.image();
        if (expected != null && image != null && !image.equals(expected)) {
            throw refused("has images of " + image + ", but the model takes images of " + expected);
        }
        if (data.features() != inputs) {
            throw refused("has " + data.features() + " values an example, but the model takes " + inputs);
        }
    }

    /**
     * Throws where a name is on one side only.
     *
     * @param subset whether the data may lack names of the model
     */
    private void requireSameNames(String kind, List<String> own, List<String> expected, boolean subset) {
        if (own.equals(expected)) {
            return;
        }
        Set<String> unknown = new LinkedHashSet<>(own);
        expected.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw refused("has the " + names(kind, unknown) + ", which the model lacks; the model has the "
                    + names(kind, new LinkedHashSet<>(expected)));
        }
        Set<String> missing = new LinkedHashSet<>(expected);
        own.forEach(missing::remove);
        if (!missing.isEmpty() && !subset) {
            throw refused("lacks the " + names(kind, missing) + " of the model");
        }
        if (Set.copyOf(own).size() < own.size()) {
            throw refused("has a " + kind + " name twice, and others in another order than the model");
        }
    }

    private String names(String kind, Set<String> names) {
        String word = schema.task() == Task.CLASSIFICATION && kind.equals("output") ? "class" : kind;
        String many = word.equals("class") ? "classes" : word + "s";
        String shown = names.stream().limit(NAMES_SHOWN).map(Excerpt::of).collect(Collectors.joining(", "));
        return (names.size() == 1 ? word : many) + " " + shown
                + (names.size() > NAMES_SHOWN ? ", ... (" + names.size() + ")" : "");
    }

    private Inputs inputs(List<String> features) {
        Inputs unordered = data.examples().inputs();
        if (features.equals(schema.features())) {
            return unordered;
        }
        int[] from = places(features, schema.features());
        if (unordered instanceof Inputs.Bytes bytes) {
            byte[] values = new byte[bytes.values().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = bytes.values()[i - i % from.length + from[i % from.length]];
            }
            return new Inputs.Bytes(values, from.length);
        }
        return new Inputs.Floats(permuted(((Inputs.Floats) unordered).values(), from), from.length);
    }

    private DesiredOutputs desired() {
        DesiredOutputs unordered = data.examples().desired();
        if (unordered instanceof DesiredOutputs.Labels) {
            return new DesiredOutputs.Labels(labels(), model.outputs().size());
        }
        int[] from = places(model.outputs(), schema.outputs());
        float[] values = ((DesiredOutputs.Values) unordered).values();
        return new DesiredOutputs.Values(permuted(values, from), from.length);
    }

    private byte[] labels() {
        int classes = model.outputs().size();
        if (classes > DesiredOutputs.Labels.MAX_CLASSES) {
            throw refused("has labels, of at most " + DesiredOutputs.Labels.MAX_CLASSES + " classes, but the model has "
                    + classes);
        }
        int[] to = places(schema.outputs(), model.outputs());
        byte[] labels = new byte[data.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) to[data.label(i)];
        }
        return labels;
    }

    /** Returns where each name stands among others. */
    private static int[] places(List<String> names, List<String> others) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < others.size(); i++) {
            places.put(others.get(i), i);
        }
        return names.stream().mapToInt(places::get).toArray();
    }

    private static float[] permuted(float[] rows, int[] from) {
        float[] permuted = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            permuted[i] = rows[i - i % from.length + from[i % from.length]];
        }
        return permuted;
    }

    private DataException refused(String reason) {
        return new DataException(data.name() + ": " + reason);
    }
}
