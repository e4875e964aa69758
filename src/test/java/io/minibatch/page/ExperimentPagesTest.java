package io.minibatch.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.experiment.ExperimentPlan;
import io.minibatch.experiment.ExperimentRecord;
import io.minibatch.experiment.Experiments;
import io.minibatch.io.FolderLock;
import io.minibatch.page.Catalogue.Kind;
import io.minibatch.spec.Settings;
import io.minibatch.trial.Archive;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentPagesTest {
    private static final String PLACE = "cpu: a machine\nimages";
    private static final String MINE = """
            {"title": "Mine", "chapter": "None", "claim": "0.3 is better.", "notes": "A note.",
             "common": {"layers": [16, 3], "epochs": 2}, "runs": [{"label": "{eta}", "vary": [{"eta": 0.1}, {"eta": 0.3}]}],
             "plots": [{"file": "p", "title": "Curves", "x": "epoch", "y": "evaluation-accuracy", "y-title": "accuracy"}],
             "table": ["evaluation-accuracy@last"],
             "checks": [{"says": "0.3 is ahead", "measure": "evaluation-accuracy@last", "run": "0.3", "than": "0.1", "at-least": 0}]}
            """;

    private final Routes routes = new Routes();

    @TempDir
    private Path root;

    private Catalogue catalogue;
    private ExperimentPlan plan;
    private Path folder;

    @BeforeEach
    void makeExperiment() throws IOException {
        catalogue = new Catalogue(List.of(root));
        new ExperimentPages(catalogue).addTo(routes);
        plan = plan(Files.writeString(root.resolve("mine.json"), MINE).toString());
        folder = write(plan);
        Files.createDirectories(root.resolve(Archive.FOLDER));
    }

    private static ExperimentPlan plan(String name) {
        return Experiments.plan(name, false, 2, Settings.NONE);
    }

    private Path write(ExperimentPlan planned) throws IOException {
        Path own = Files.createDirectories(root.resolve(planned.name()));
        new ExperimentRecord(planned, Set.of(), PLACE, Map.of("Device", "a machine")).write(own);
        return own;
    }

    private void end(int number, double accuracy) {
        Trial trial = plan.trials().get(number);
        Map<String, double[]> series =
                Map.of("epoch", new double[] {1, 2}, "evaluation-accuracy", new double[] {0.5, accuracy});
        new Archive(root.resolve(Archive.FOLDER), PLACE)
                .keep(trial, new Outcome(series, Map.of(), new long[Outcome.BINS], "completed", "2026-01-31"));
    }

    private String id(Path path) {
        return path.toString().replace('\\', '/');
    }

    private JsonObject get(String path, Map<String, String> query) throws IOException {
        Reply reply = routes.answer(new Request("GET", path, query, "", new byte[0]));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reply.body().writeTo(out);
        return JsonParser.parseString(out.toString(StandardCharsets.UTF_8)).getAsJsonObject();
    }

    private JsonObject experiment() throws IOException {
        return get("/api/experiment", Map.of("id", id(folder)));
    }

    private JsonArray list() throws IOException {
        return get("/api/experiments", Map.of()).getAsJsonArray("experiments");
    }

    private JsonObject listed() throws IOException {
        assertEquals(1, list().size());
        return list().get(0).getAsJsonObject();
    }

    private static String text(JsonObject json, String name) {
        return json.get(name).getAsString();
    }

    @Test
    void experimentWithoutOutcomes_isListedWithItsPlan() throws IOException {
        JsonObject listed = listed();
        assertEquals(id(folder), text(listed, "id"));
        assertEquals("Mine", text(listed, "title"));
        assertEquals("0 of 4", text(listed, "done") + " of " + text(listed, "planned"));
        assertEquals(
                "{\"yes\":0,\"no\":0,\"undecided\":1}", listed.get("verdicts").toString());
        assertEquals("stopped", text(listed, "status"));
        assertEquals("", text(listed, "fault"));
    }

    @Test
    void trialThatEnds_isShownAtTheNextRequest() throws IOException {
        assertEquals(
                "[[\"0.1\",\"—\"],[\"0.3\",\"—\"]]",
                experiment().getAsJsonObject("table").get("rows").toString());
        end(0, 0.75);
        JsonObject experiment = experiment();
        assertEquals(
                "[[\"0.1\",\"75.00 % (1 of 2 seeds)\"],[\"0.3\",\"—\"]]",
                experiment.getAsJsonObject("table").get("rows").toString());
        JsonObject chart = experiment.getAsJsonArray("charts").get(0).getAsJsonObject();
        assertEquals("Curves", text(chart, "title"));
        assertEquals(
                "[50.0,75.0]",
                chart.getAsJsonArray("series").get(0).getAsJsonObject().get("y").toString());
        assertEquals("Mean ± standard deviation of the trials that have ended.", text(experiment, "legend"));
        assertEquals("2026-01-31", text(experiment, "days"));
        assertEquals("1", text(listed(), "done"));
    }

    @Test
    void verdict_showsOnceAllTrialsHaveEnded() throws IOException {
        end(0, 0.7);
        end(1, 0.8);
        end(2, 0.71);
        assertEquals("undecided", text(answer(), "word"));
        end(3, 0.81);
        assertEquals("yes", text(answer(), "word"));
        assertEquals("0.3 is ahead", text(answer(), "says"));
        assertEquals(
                "{\"yes\":1,\"no\":0,\"undecided\":0}", listed().get("verdicts").toString());
        assertEquals("Mean ± standard deviation over seeds 1 to 2.", text(experiment(), "legend"));
    }

    private JsonObject answer() throws IOException {
        return experiment().getAsJsonArray("answers").get(0).getAsJsonObject();
    }

    @Test
    void commands_areThoseOfEachLabel() throws IOException {
        assertEquals(
                "minibatch train --epochs=2 --eta=0.3 --layers=16,3 --seed=1",
                text(experiment().getAsJsonObject("commands"), "0.3"));
        assertEquals(
                "{\"Device\":\"a machine\"}", experiment().get("circumstances").toString());
        assertEquals("A note.", text(experiment(), "notes"));
    }

    @Test
    void status_isRunningWhileTheFolderAboveIsLocked_andCompletedWithAllTrialsAndTheResults() throws IOException {
        try (FolderLock lock = FolderLock.take(root)) {
            assertEquals("running", text(listed(), "status"));
            for (int i = 0; i < 4; i++) {
                end(i, 0.5);
            }
            assertEquals("running", text(listed(), "status"));
            Files.writeString(folder.resolve("results.json"), "{}");
            assertEquals("completed", text(listed(), "status"));
        }
        assertEquals("completed", text(listed(), "status"));
        Files.delete(folder.resolve("results.json"));
        assertEquals("stopped", text(listed(), "status"));
    }

    @Test
    void stamp_changesWhereATrialEndsAndWhereTheFolderAboveIsLocked() {
        Catalogue.Entry entry = catalogue.entry(Kind.EXPERIMENT, id(folder));
        String before = entry.stamp();
        end(0, 0.5);
        String ended = entry.stamp();
        assertNotEquals(before, ended);
        try (FolderLock lock = FolderLock.take(root)) {
            assertNotEquals(ended, entry.stamp());
        }
    }

    @Test
    void outcomesOfAnotherPlace_areNotShown() throws IOException {
        end(0, 0.5);
        new ExperimentRecord(plan, Set.of(), "cuda: another\nimages", Map.of()).write(folder);
        assertEquals("0", text(experiment(), "done"));
    }

    @Test
    void list_isInTheOrderOfTheChapter() throws IOException {
        write(plan("momentum"));
        write(plan("costs"));
        Files.createDirectories(root.resolve("quick"));
        assertEquals(
                List.of("costs", "momentum", "mine"),
                list().asList().stream()
                        .map(each -> Path.of(text(each.getAsJsonObject(), "id"))
                                .getFileName()
                                .toString())
                        .toList());
    }

    @Test
    void experimentOfAnEarlierVersion_saysWhatToDo() throws IOException {
        Files.writeString(folder.resolve("results.json"), "{}");
        Files.delete(folder.resolve(ExperimentRecord.FILE));
        assertEquals("unreadable", text(listed(), "status"));
        JsonObject experiment = experiment();
        assertTrue(
                text(experiment, "fault")
                        .startsWith("experiment.json is missing: an earlier version wrote the results"),
                experiment.toString());
        assertFalse(experiment.has("table"));
    }

    @Test
    void recordThatIsDamaged_isSaidToBe() throws IOException {
        Files.writeString(folder.resolve(ExperimentRecord.FILE), "{}");
        assertEquals("experiment.json is damaged: \"circumstances\" is missing", text(listed(), "fault"));
    }

    @Test
    void unknownExperiment_is404() {
        PageException unknown =
                assertThrows(PageException.class, () -> get("/api/experiment", Map.of("id", id(root) + "/../secret")));
        assertTrue(String.valueOf(unknown.getMessage()).startsWith("unknown experiment '"), unknown::toString);
    }

    @Test
    void recordThatIsALink_isNotRead() throws IOException {
        Path elsewhere = Files.move(folder.resolve(ExperimentRecord.FILE), root.resolve("elsewhere.json"));
        Files.createSymbolicLink(folder.resolve(ExperimentRecord.FILE), elsewhere);
        Files.writeString(folder.resolve("results.json"), "{}");
        assertEquals(
                "cannot be read: experiment.json is a link, which the page does not follow", text(listed(), "fault"));
        assertFalse(listed().has("title"));
    }
}
