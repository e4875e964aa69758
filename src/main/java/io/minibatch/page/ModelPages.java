package io.minibatch.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.model.Model;
import io.minibatch.network.Predictions;
import io.minibatch.report.PredictionLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Answers of models for other programs. Without a run, the model file of the settings answers, else the model that a
 * run has written last.
 */
final class ModelPages implements AutoCloseable {
    private final WrittenModels written;
    private final @Nullable Path file;
    private final OpenModels models = new OpenModels();

    /**
     * Creates the pages.
     *
     * @param file of the model that answers where a request names no run, null for that of a run
     */
    ModelPages(WrittenModels written, @Nullable Path file) {
        this.written = written;
        this.file = file;
    }

    void addTo(Routes routes) {
        routes.post("/predict", this::predict);
        routes.get("/model", this::model);
        routes.get("/health", request -> health());
        routes.post("/api/explain", this::explain);
        routes.get("/api/weights", this::weights);
        routes.get("/api/models", request -> list());
    }

    /** Returns what {@code predict --json} prints: an object, or an array of them for several examples. */
    private Reply predict(Request request) {
        try (OpenModels.Lease lease = lease(request.query().get("run"))) {
            Examples examples = Examples.read(request, lease.model());
            Predictions answers = lease.answers().predict(examples.inputs());
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < answers.classes().length; i++) {
                lines.add(line(lease.model().schema(), examples, answers, i).json());
            }
            return Reply.text("application/json", lines.size() == 1 ? lines.get(0) : lines.toString());
        }
    }

    private static PredictionLine line(Schema schema, Examples examples, Predictions answers, int example) {
        int width = schema.outputs().size();
        return new PredictionLine(
                schema,
                new PredictionLine.Example(Examples.NAME, examples.rows() ? example + 1 : 0),
                Arrays.copyOfRange(answers.outputs(), example * width, (example + 1) * width),
                answers.classes()[example]);
    }

    private Reply explain(Request request) {
        long start = System.nanoTime();
        try (OpenModels.Lease lease = lease(request.parameter("id"))) {
            Examples examples = Examples.read(request, lease.model());
            if (examples.inputs().size() != 1) {
                throw new PageException(
                        400,
                        "one example is explained at a time, not "
                                + examples.inputs().size());
            }
            return Reply.json(new Explained(lease).json(examples.inputs(), start));
        }
    }

    private Reply weights(Request request) {
        try (OpenModels.Lease lease = lease(request.parameter("id"))) {
            return Reply.json(FirstLayer.json(lease.model()));
        }
    }

    /** Returns the models by the ids that the page asks them by: "" for the model file of the settings. */
    private Reply list() {
        JsonArray list = new JsonArray();
        if (file != null) {
            list.add(named("", file));
        }
        written.all().forEach(each -> list.add(named(each.run().id(), each.file())));
        JsonObject json = new JsonObject();
        json.add("models", list);
        return Reply.json(json);
    }

    private static JsonObject named(String id, Path file) {
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        json.addProperty("file", file.toString());
        return json;
    }

    private Reply model(Request request) {
        try (OpenModels.Lease lease = lease(request.query().get("run"))) {
            Model model = lease.model();
            Schema schema = model.schema();
            JsonObject json = new JsonObject();
            json.addProperty("file", lease.file().toString());
            json.addProperty("network", model.network().toString());
            json.addProperty("task", schema.task().name().toLowerCase(Locale.ROOT));
            json.addProperty("inputs", model.network().architecture().inputs());
            json.add("outputs", ChartJson.texts(schema.outputs()));
            ImageSize image = schema.image();
            if (image != null) {
                json.addProperty("rows", image.rows());
                json.addProperty("columns", image.columns());
            }
            json.add("features", ChartJson.texts(schema.features()));
            json.addProperty("standardized", model.standardization() != null);
            return Reply.json(json);
        }
    }

    private static Reply health() {
        JsonObject json = new JsonObject();
        json.addProperty("status", "ok");
        return Reply.json(json);
    }

    /**
     * Opens the model of a run.
     *
     * @param run null or empty if none is named
     * @throws PageException 404 if there is no model
     */
    OpenModels.Lease lease(@Nullable String run) {
        return models.lease(file(run));
    }

    /** Returns the model file of a run, or the one that answers where none is named. */
    private Path file(@Nullable String run) {
        return run != null && !run.isEmpty() ? written.of(run) : file != null ? file : written.last();
    }

    @Override
    public void close() {
        models.close();
    }
}
