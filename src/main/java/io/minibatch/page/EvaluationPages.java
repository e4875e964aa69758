package io.minibatch.page;

import com.google.gson.JsonObject;
import io.minibatch.backend.Inputs;
import io.minibatch.io.MinibatchException;
import io.minibatch.model.Model;
import io.minibatch.page.Catalogue.Kind;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The models of runs, evaluated on the data that the runs held out. The data of the last run stay in memory while there
 * is room.
 */
final class EvaluationPages {
    private final Catalogue catalogue;
    private final ModelPages models;
    private final RunData data;
    private SoftReference<Last> last = new SoftReference<>(null);

    /** The evaluation that was asked for last, and what it is of. */
    private record Last(Path folder, Model model, Evaluation evaluation) {
        boolean isOf(Path other, Model current) {
            return folder.equals(other) && model.equals(current);
        }
    }

    EvaluationPages(Catalogue catalogue, ModelPages models, RunData data) {
        this.catalogue = catalogue;
        this.models = models;
        this.data = data;
    }

    void addTo(Routes routes) {
        routes.get("/api/evaluation", this::evaluation);
        routes.get("/api/example", this::example);
    }

    /**
     * Returns the scores and the worst mistakes, those of one cell of the matrix where the request names two classes; a
     * fault where the run has no model or its data cannot be used.
     */
    private Reply evaluation(Request request) {
        Evaluation evaluation;
        String id = request.parameter("id");
        Path folder = catalogue.folder(Kind.RUN, id);
        if (!Files.isRegularFile(folder.resolve(WrittenModels.MODEL))) {
            return fault("The run has no model.json; a run writes it at its end.");
        }
        try (OpenModels.Lease lease = models.lease(id)) {
            evaluation = evaluation(folder, lease);
        } catch (MinibatchException | UncheckedIOException unusable) {
            return fault(String.valueOf(unusable.getMessage()));
        }
        boolean cell = request.query().containsKey("desired") || request.query().containsKey("answered");
        return Reply.json(
                cell ? evaluation.json(place(request, "desired"), place(request, "answered")) : evaluation.json());
    }

    private static int place(Request request, String name) {
        request.parameter(name);
        return request.count(name, 0);
    }

    private static Reply fault(String sentence) {
        JsonObject json = new JsonObject();
        json.addProperty("fault", sentence);
        return Reply.json(json);
    }

    /** Returns the answer to one of the examples with the reasons for it. */
    private Reply example(Request request) {
        long start = System.nanoTime();
        String id = request.parameter("id");
        int number = place(request, "example");
        Path folder = catalogue.folder(Kind.RUN, id);
        try (OpenModels.Lease lease = models.lease(id)) {
            Evaluation evaluation = evaluation(folder, lease);
            Inputs example = evaluation.inputs(number);
            JsonObject json = new Explained(lease).json(example, start);
            @Nullable String desired = evaluation.desired(number);
            if (desired != null) {
                json.addProperty("desired", desired);
            }
            return Reply.json(json);
        }
    }

    /** Of callers that ask for the same run at a time, one loads its data and the others wait. */
    private synchronized Evaluation evaluation(Path folder, OpenModels.Lease lease) {
        Last known = last.get();
        if (known == null || !known.isOf(folder, lease.model())) {
            known = new Last(folder, lease.model(), Evaluation.of(lease, data.of(folder)));
            last = new SoftReference<>(known);
        }
        return known.evaluation;
    }
}
