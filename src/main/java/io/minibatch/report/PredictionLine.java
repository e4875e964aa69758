package io.minibatch.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.io.Excerpt;
import io.minibatch.model.Agreement;
import io.minibatch.network.Predictions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The prediction of a model for one example, as a line of text or of JSON.
 *
 * @param example the file, and the row of a table; row 0 for a picture
 * @param outputs one for each name of the schema
 * @param index of the largest output
 * @param agreement of the members of a committee; not shown for a single model
 */
public record PredictionLine(Schema schema, Example example, float[] outputs, int index, Agreement agreement) {
    /** Longer lists of classes are cut down to the largest outputs. */
    private static final int MOST_SHOWN = 10;

    private static final int LARGEST_SHOWN = 5;

    /** The origin of an example. */
    public record Example(String file, int row) {
        @Override
        public String toString() {
            return row == 0 ? file : file + ", row " + row;
        }
    }

    /** Creates the line of a single model. */
    public PredictionLine(Schema schema, Example example, float[] outputs, int index) {
        this(schema, example, outputs, index, Agreement.ofOne());
    }

    /** Returns a line for readers. */
    public String text() {
        return example + ": "
                + switch (schema.task()) {
                    case CLASSIFICATION, BINARY -> name(index) + "  (" + shown() + ")";
                    case MULTI_LABEL -> present() + "  (" + shown() + ")";
                    case REGRESSION -> numbers();
                }
                + members();
    }

    private String members() {
        if (agreement.members() == 1) {
            return "";
        }
        return schema.task() == Task.REGRESSION
                ? String.format(
                        Locale.ROOT,
                        "  (standard deviation of %d members: %s)",
                        agreement.members(),
                        SignificantDigits.three(agreement.disagreement()))
                : "  " + agreement;
    }

    /** Returns an object of JSON in one line. */
    public String json() {
        JsonObject object = new JsonObject();
        object.addProperty("input", example.file);
        if (example.row > 0) {
            object.addProperty("row", example.row);
        }
        JsonObject values = new JsonObject();
        for (int i = 0; i < outputs.length; i++) {
            values.addProperty(schema.outputs().get(i), outputs[i]);
        }
        switch (schema.task()) {
            case CLASSIFICATION, BINARY ->
                object.addProperty("class", schema.outputs().get(index));
            case MULTI_LABEL -> object.add("labels", labels());
            case REGRESSION -> {}
        }
        object.add("outputs", values);
        if (agreement.members() > 1) {
            object.addProperty("members", agreement.members());
            if (schema.task() != Task.REGRESSION) {
                object.addProperty("agreeing", agreement.agreeing());
            }
            object.addProperty("disagreement", agreement.disagreement());
        }
        return object.toString();
    }

    private JsonArray labels() {
        JsonArray labels = new JsonArray();
        presentPlaces().forEach(i -> labels.add(schema.outputs().get(i)));
        return labels;
    }

    private String present() {
        String names = presentPlaces().mapToObj(this::name).collect(Collectors.joining(", "));
        return names.isEmpty() ? "no label" : names;
    }

    private IntStream presentPlaces() {
        return IntStream.range(0, outputs.length).filter(i -> outputs[i] >= Predictions.THRESHOLD);
    }

    private String numbers() {
        return IntStream.range(0, outputs.length)
                .mapToObj(i -> name(i) + ": " + outputs[i])
                .collect(Collectors.joining("  "));
    }

    /** All outputs in their order, or the largest ones. */
    private String shown() {
        List<Integer> places = IntStream.range(0, outputs.length).boxed().toList();
        if (outputs.length > MOST_SHOWN) {
            places = places.stream()
                    .sorted(Comparator.comparing((Integer i) -> -outputs[i]))
                    .limit(LARGEST_SHOWN)
                    .toList();
        }
        return places.stream()
                .map(i -> String.format(Locale.ROOT, "%s: %.3f", name(i), outputs[i]))
                .collect(Collectors.joining("  "));
    }

    private String name(int output) {
        return Excerpt.of(schema.outputs().get(output));
    }
}
