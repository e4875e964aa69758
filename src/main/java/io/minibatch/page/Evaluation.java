package io.minibatch.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.backend.Inputs;
import io.minibatch.data.Dataset;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.model.Model;
import io.minibatch.network.Predictions;
import io.minibatch.report.ConfusionMatrix;
import io.minibatch.report.Gallery;
import io.minibatch.report.Gallery.Mistake;
import io.minibatch.report.ScoreTable;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A model's answers to data that it was not trained on. Examples are counted from 1, classes from 0.
 *
 * @param examples aligned with the model
 * @param test whether they are test data; else they are validation data
 * @param model its schema
 * @param matrix null if the examples have no class
 * @param mistakes all of them, the worst first; empty if the examples have no class
 * @param table the scores as text, empty if there is a matrix
 */
record Evaluation(
        Dataset examples,
        boolean test,
        Schema model,
        @Nullable ConfusionMatrix matrix,
        List<Mistake> mistakes,
        String table) {
    /** Classes whose counts are shown; of more, precision and recall are. */
    static final int MAX_CLASSES = 30;

    /** Mistakes of a reply. */
    static final int MOST_MISTAKES = 100;

    /** Pixels of a reply in all. */
    private static final int MOST_PIXELS = 1 << 20;

    Evaluation {
        mistakes = List.copyOf(mistakes);
    }

    /**
     * Runs a model over data.
     *
     * @throws io.minibatch.data.DataException if they do not fit the model
     * @throws io.minibatch.model.ModelException if the model computes NaN or infinite numbers
     */
    static Evaluation of(OpenModels.Lease lease, RunData.HeldOut data) {
        Model model = lease.model();
        Dataset examples = model.aligned(data.examples());
        Predictions answers = lease.answers().predict(examples.examples().inputs());
        if (!examples.hasLabels()) {
            String table = ScoreTable.of(examples, answers);
            return new Evaluation(examples, data.test(), model.schema(), null, List.of(), table);
        }
        return new Evaluation(
                examples,
                data.test(),
                model.schema(),
                ConfusionMatrix.of(examples, answers),
                Gallery.worst(examples, answers, examples.size()),
                "");
    }

    /** Returns the scores and the worst of all mistakes. */
    JsonObject json() {
        return json(mistake -> true);
    }

    /**
     * Returns the scores and the worst mistakes of one cell of the matrix.
     *
     * @param desired the class of the examples
     * @param answered the class that the model takes them for
     */
    JsonObject json(int desired, int answered) {
        return json(mistake -> mistake.predicted() == answered && examples.label(mistake.example()) == desired);
    }

    private JsonObject json(Predicate<Mistake> shown) {
        JsonObject json = new JsonObject();
        json.addProperty("data", examples.name());
        json.addProperty("part", test ? "test" : "validation");
        json.addProperty("examples", examples.size());
        json.addProperty("table", table);
        if (matrix == null) {
            return json;
        }
        json.addProperty("accuracy", matrix.accuracy());
        json.add("names", ChartJson.texts(matrix.names()));
        if (matrix.names().size() <= MAX_CLASSES) {
            json.add("counts", counts(matrix));
        } else {
            json.add("scores", scores(matrix));
        }
        List<Mistake> all = mistakes.stream().filter(shown).toList();
        json.addProperty("total", all.size());
        JsonArray worst = new JsonArray();
        all.stream().limit(most()).forEach(mistake -> worst.add(json(mistake)));
        json.add("mistakes", worst);
        return json;
    }

    private int most() {
        ImageSize image = model.image();
        return image == null ? MOST_MISTAKES : Math.max(1, Math.min(MOST_MISTAKES, MOST_PIXELS / image.pixels()));
    }

    private static JsonArray counts(ConfusionMatrix matrix) {
        JsonArray counts = new JsonArray();
        for (long[] row : matrix.counts()) {
            JsonArray cells = new JsonArray(row.length);
            for (long count : row) {
                cells.add(count);
            }
            counts.add(cells);
        }
        return counts;
    }

    private static JsonArray scores(ConfusionMatrix matrix) {
        JsonArray scores = new JsonArray();
        for (int c = 0; c < matrix.names().size(); c++) {
            JsonObject score = new JsonObject();
            score.addProperty("name", matrix.names().get(c));
            score.addProperty("examples", matrix.occurrences(c));
            add(score, "precision", matrix.precision(c));
            add(score, "recall", matrix.recall(c));
            scores.add(score);
        }
        return scores;
    }

    private static void add(JsonObject json, String name, OptionalDouble value) {
        value.ifPresent(defined -> json.addProperty(name, defined));
    }

    private JsonObject json(Mistake mistake) {
        JsonObject json = new JsonObject();
        json.addProperty("example", mistake.example() + 1);
        json.addProperty("desired", examples.label(mistake.example()));
        json.addProperty("answered", mistake.predicted());
        json.addProperty("confidence", mistake.confidence());
        ImageSize image = model.image();
        if (image != null) {
            json.add("image", Explained.image(image, inputs(mistake.example() + 1)));
        }
        return json;
    }

    /**
     * Returns one example.
     *
     * @throws PageException 404 if no example has this number
     */
    Inputs inputs(int example) {
        if (example < 1 || example > examples.size()) {
            throw new PageException(
                    404, examples.name() + " has the examples 1 to " + examples.size() + ", not " + example);
        }
        return examples.examples().inputs().select(new int[] {example - 1});
    }

    /** Returns the class of an example, null if the examples have none. */
    @Nullable
    String desired(int example) {
        return examples.hasLabels() ? examples.outputNames().get(examples.label(example - 1)) : null;
    }
}
