package io.minibatch.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.io.FolderLock;
import io.minibatch.page.Catalogue.Entry;
import io.minibatch.page.Catalogue.Kind;
import io.minibatch.spec.Settings;
import io.minibatch.train.Score;
import io.minibatch.tune.Journal;
import io.minibatch.tune.Ladder;
import io.minibatch.tune.SearchRecord;
import io.minibatch.tune.SearchSpace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPagesTest {
    private static final String SPACE = "eta=log(0.01,1) batch=[5,10]";

    private final Routes routes = new Routes();

    @TempDir
    private Path root;

    private Path folder;

    @BeforeEach
    void makeSearch() throws IOException {
        folder = Files.createDirectories(root.resolve("tune"));
        new SearchPages(new Catalogue(List.of(root))).addTo(routes);
        record(SPACE, Ladder.whole(9), 3);
        add(0, 0.5, 0, 0.5);
        add(1, 1, 1, null);
    }

    private void record(String space, Ladder ladder, int trials) {
        SearchRecord.Shared shared = new SearchRecord.Shared(Settings.NONE, 1, List.of("--data=x"));
        new SearchRecord(space, "random", ladder, trials, Score.ACCURACY, shared).write(folder);
    }

    private void add(int number, double eta, double batch, @Nullable Double accuracy) {
        add(number, 9, eta, batch, accuracy);
    }

    private void add(int number, int epochs, double eta, double batch, @Nullable Double accuracy) {
        Settings settings = SearchSpace.parse(SPACE).at(new double[] {eta, batch});
        String end = accuracy == null ? "diverged" : "completed";
        new Journal(folder.resolve(Journal.FILE), "head")
                .add(new Journal.Entry(number, epochs, settings, List.of(eta, batch), accuracy, 2, end));
    }

    private String id() {
        return folder.toString().replace('\\', '/');
    }

    private JsonObject get(String path, Map<String, String> query) throws IOException {
        Reply reply = routes.answer(new Request("GET", path, query, "", new byte[0]));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reply.body().writeTo(out);
        return JsonParser.parseString(out.toString(StandardCharsets.UTF_8)).getAsJsonObject();
    }

    private JsonObject search() throws IOException {
        return get("/api/search", Map.of("id", id()));
    }

    private JsonObject listed() throws IOException {
        JsonArray searches = get("/api/searches", Map.of()).getAsJsonArray("searches");
        assertEquals(1, searches.size());
        return searches.get(0).getAsJsonObject();
    }

    private static String text(JsonObject json, String name) {
        return json.get(name).getAsString();
    }

    @Test
    void search_isListedWithItsBestAndItsFailures() throws IOException {
        JsonObject search = listed();
        assertEquals(id(), text(search, "id"));
        assertEquals("", text(search, "fault"));
        assertEquals("50.00 %", text(search.getAsJsonObject("best"), "text"));
        assertEquals("1", text(search.getAsJsonObject("best"), "trial"));
        assertEquals("2 of 3", text(search, "trials") + " of " + text(search, "planned"));
        assertEquals("1", text(search, "failed"));
        assertEquals("4.0", text(search, "seconds"));
        add(2, 27, 1, 1, 0.25);
        add(2, 1, 1, 0.125);
        assertEquals("3", text(listed(), "trials"), "a trial on two rungs is one");
        assertEquals("1", text(listed(), "failed"));
    }

    @Test
    void status_isRunningWhileTheFolderIsLocked_andCompletedWithAllTrials() throws IOException {
        assertEquals("stopped", text(listed(), "status"));
        try (FolderLock lock = FolderLock.take(folder)) {
            assertEquals("running", text(listed(), "status"));
        }
        add(2, 0, 1, 0.75);
        assertEquals("completed", text(listed(), "status"));
    }

    @Test
    void searchWithMoreTrials_thatWasStopped_isNotCompletedByTheReportOfBefore() throws IOException {
        Files.writeString(folder.resolve("index.html"), "");
        Ladder two = new Ladder(List.of(9, 27), 3, false);
        record(SPACE, two, 4);
        add(2, 0, 1, 0.75);
        add(3, 0, 0, 0.25);
        assertEquals("stopped", text(listed(), "status"), "the best of three has not climbed");
        add(2, 27, 0, 1, 0.75);
        assertEquals("completed", text(listed(), "status"));
        record(SPACE, two, 5);
        assertEquals("stopped", text(listed(), "status"));
    }

    @Test
    void searchThatHasJustBegun_isStartingWithoutFault() throws IOException {
        Files.delete(folder.resolve(SearchRecord.FILE));
        try (FolderLock lock = FolderLock.take(folder)) {
            assertEquals("starting", text(search(), "status"));
            assertEquals("", text(search(), "fault"));
            Files.writeString(folder.resolve(SearchRecord.FILE), "{}");
            assertEquals("unreadable", text(search(), "status"));
        }
    }

    @Test
    void trialThatEnds_isShownAtTheNextRequest() throws IOException {
        assertEquals(2, search().getAsJsonObject("table").getAsJsonArray("rows").size());
        add(2, 0, 1, 0.75);
        JsonObject search = search();
        assertEquals(
                "[\"3\",\"0.01\",\"10\",\"2.0\",\"75.00 %\"]",
                search.getAsJsonObject("table").getAsJsonArray("rows").get(0).toString());
        assertEquals(
                "[50.0,null,75.0]",
                search.getAsJsonObject("overTime")
                        .getAsJsonArray("series")
                        .get(0)
                        .getAsJsonObject()
                        .get("y")
                        .toString());
        assertEquals("minibatch train --batch=10 --eta=0.01 --seed=100002 --data=x", text(search, "command"));
        assertEquals(2, search.getAsJsonArray("slices").size());
        assertEquals("diverged (1)", text(search, "failures"));
    }

    @Test
    void lines_nameTheirTrials_theBestLast() throws IOException {
        add(2, 0, 1, 0.75);
        JsonArray lines = search().getAsJsonObject("parallel").getAsJsonArray("lines");
        assertEquals(
                "[0.5,0.0,0.0]", lines.get(0).getAsJsonObject().get("heights").toString());
        assertEquals("1", text(lines.get(0).getAsJsonObject(), "trial"));
        assertEquals("3", text(lines.get(1).getAsJsonObject(), "trial"));
        assertEquals("batch 10, eta 0.01", text(lines.get(1).getAsJsonObject(), "settings"));
    }

    @Test
    void importance_isShownOnceThereAreTrialsEnough() throws IOException {
        assertFalse(search().has("bars"));
        for (int number = 2; number < 14; number++) {
            add(number, number / 14.0, number % 2, number / 20.0);
        }
        JsonObject shares = search().getAsJsonObject("bars").getAsJsonObject("shares");
        assertEquals("eta", shares.keySet().iterator().next());
        assertTrue(shares.get("eta").getAsDouble() > shares.get("batch").getAsDouble(), shares.toString());
    }

    @Test
    void searchOfAnEarlierVersion_saysWhatToDo() throws IOException {
        Files.delete(folder.resolve(SearchRecord.FILE));
        JsonObject search = search();
        assertEquals("unreadable", text(search, "status"));
        assertEquals(
                "search.json is missing: the search was started by an earlier version; repeat its command to write the file",
                text(search, "fault"));
        assertEquals("2", text(search, "trials"));
    }

    @Test
    void searchThatIsRemovedWhileItIsRead_hasNoJournal() {
        Entry gone = new Entry(Kind.SEARCH, "gone", root.resolve("gone"));
        assertEquals("journal.jsonl is missing", SearchSummary.read(gone).fault());
    }

    @Test
    void recordOfOtherHyperParameters_isSaidToBeDamaged() throws IOException {
        record("lambda=log(0.01,1) batch=[5,10]", Ladder.whole(9), 3);
        JsonObject search = search();
        assertTrue(text(search, "fault").startsWith("search.json is damaged: the space has "), search.toString());
        assertFalse(search.has("table"));
        Files.writeString(folder.resolve(SearchRecord.FILE), "{}");
        assertEquals("search.json is damaged: \"space\" is missing", text(listed(), "fault"));
    }

    @Test
    void searchThatIsDamaged_hidesNoOther() throws IOException {
        String record = Files.readString(folder.resolve(SearchRecord.FILE));
        Path other = Files.createDirectories(root.resolve("other"));
        Files.copy(folder.resolve(Journal.FILE), other.resolve(Journal.FILE));
        Files.writeString(other.resolve(SearchRecord.FILE), record.replace("[5,10]", "[5,x]"));
        JsonArray searches = get("/api/searches", Map.of()).getAsJsonArray("searches");
        assertEquals(2, searches.size());
        assertTrue(
                searches.toString().contains("search.json is damaged: batch must be a whole number"),
                searches.toString());
    }

    @Test
    void searches_areListedByTheirLastChange_theNewestFirst() throws IOException {
        for (int day = 1; day <= 3; day++) {
            Path other = Files.createDirectories(root.resolve("other" + day));
            Path journal = Files.copy(folder.resolve(Journal.FILE), other.resolve(Journal.FILE));
            Files.setLastModifiedTime(
                    journal, FileTime.from(Instant.parse("2001-01-0" + (1 + day % 3) + "T00:00:00Z")));
        }
        List<String> ids = new ArrayList<>();
        get("/api/searches", Map.of())
                .getAsJsonArray("searches")
                .forEach(search -> ids.add(root.relativize(Path.of(text(search.getAsJsonObject(), "id")))
                        .toString()));
        assertEquals(List.of("tune", "other2", "other1", "other3"), ids);
    }

    @Test
    void searchWhoseFilesHaveNotChanged_isNotReadAgain() throws IOException {
        Path file = folder.resolve(SearchRecord.FILE);
        FileTime time = Files.getLastModifiedTime(file);
        assertEquals("random", text(search(), "sampler"));
        assertEquals("random", text(listed(), "sampler"));
        Files.writeString(file, Files.readString(file).replace("\"random\"", "\"rotten\""));
        Files.setLastModifiedTime(file, time);
        assertEquals("random", text(search(), "sampler"));
        assertEquals("random", text(listed(), "sampler"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1));
        assertEquals("rotten", text(search(), "sampler"));
        assertEquals("rotten", text(listed(), "sampler"));
    }

    @Test
    void unknownSearch_is404_andReadingWritesNothing() throws IOException {
        String journal = Files.readString(folder.resolve(Journal.FILE));
        Files.writeString(folder.resolve(Journal.FILE), journal + "{\"number\": 2, \"ep");
        search();
        assertEquals(journal + "{\"number\": 2, \"ep", Files.readString(folder.resolve(Journal.FILE)));
        PageException unknown = assertThrows(PageException.class, () -> get("/api/search", Map.of("id", "../secret")));
        assertEquals("unknown search '../secret'", unknown.getMessage());
    }

    @Test
    void recordThatIsALink_isNotRead() throws IOException {
        Path record = folder.resolve(SearchRecord.FILE);
        Path elsewhere = Files.move(record, folder.resolve("elsewhere.json"));
        Files.createSymbolicLink(record, elsewhere);
        assertEquals("unreadable", text(listed(), "status"));
        assertEquals("cannot be read: search.json is a link, which the page does not follow", text(listed(), "fault"));
    }
}
