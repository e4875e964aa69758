package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibatch.experiment.ExperimentRecord;
import io.minibatch.experiment.ExperimentReport;
import io.minibatch.experiment.Experiments;
import io.minibatch.experiment.Verdict;
import io.minibatch.io.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentCommandTest extends ProgramFixture {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    /** Appended to a copy of the page; what it finds is in the document's text when the browser prints it. */
    private static final String PROBE = """
            <script>
            addEventListener('load', () => {
              const broken = [...document.images].filter(image => image.naturalWidth === 0).map(image => image.src);
              const lost = [...document.querySelectorAll('a')].filter(a => !document.querySelector(a.getAttribute('href')));
              document.body.append('PROBE images ' + document.images.length + ' broken ' + broken.length + ' lost ' + lost.length);
            });
            </script>
            """;

    private int experiment(String... more) {
        String[] common = {
            "experiment",
            "--offline",
            "--backend",
            "cpu",
            "--out",
            path("experiments"),
            "--set",
            "train-size=60",
            "--set",
            "validation-size=50",
            "--set",
            "epochs=2"
        };
        return run(Stream.concat(Stream.of(common), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void withoutAName_listsThem() {
        assertEquals(0, run("experiment"), err);
        assertEquals(Experiments.NAMES.size(), out.lines().count());
        assertTrue(out.contains("momentum                  Momentum"), out);
    }

    @Test
    void all_atToySize_leavesReportsPlotsAndAPageThatABrowserShows() throws Exception {
        assertEquals(0, experiment("all", "--quick"), err);
        Path results = folder.resolve("experiments");
        for (String name : Experiments.NAMES) {
            List<String> files = namesIn(results.resolve(name));
            assertTrue(files.containsAll(List.of("README.md", "results.csv", "results.json")), name + files);
            String readme = Files.readString(results.resolve(name).resolve("README.md"));
            assertTrue(readme.contains("## Verdicts"), readme);
            for (String picture : matches("\\]\\(([^)]+\\.png)\\)", readme)) {
                assertTrue(
                        ImageIO.read(results.resolve(name).resolve(picture).toFile())
                                        .getWidth()
                                > 100,
                        picture);
            }
            assertTrue(out.contains("Saved in " + results.resolve(name)), out);
        }
        String page = Files.readString(results.resolve("index.html"));
        List<String> pictures = matches("<img src=\"([^\"]+)\"", page);
        assertTrue(pictures.size() >= Experiments.NAMES.size(), page);
        for (String picture : pictures) {
            assertTrue(Files.exists(results.resolve(picture)), picture);
        }
        assertFalse(page.contains("http"), "the page must be readable offline");
        assertShown(results.resolve("index.html"), pictures.size());
    }

    private void assertShown(Path page, int pictures) throws IOException, InterruptedException {
        String browser = BROWSERS.stream()
                .flatMap(name -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .map(place -> place + "/" + name))
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst()
                .orElse(null);
        assumeTrue(browser != null, "there is no Chromium to open the page in");
        Path probed = page.resolveSibling("probed.html");
        Files.writeString(probed, Files.readString(page).replace("</body>", PROBE + "</body>"));
        Path shown = folder.resolve("shown.html");
        Process process = new ProcessBuilder(
                        String.valueOf(browser),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + path("browser"),
                        "--dump-dom",
                        probed.toUri().toString())
                .redirectOutput(shown.toFile())
                .redirectError(folder.resolve("browser.log").toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        String text = Files.readString(shown);
        assertTrue(
                text.contains("PROBE images " + pictures + " broken 0 lost 0"),
                () -> matches("PROBE .{60}", text).toString());
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(result.groupCount()))
                .toList();
    }

    @Test
    void again_carriesNothingOutTwice_andGivesTheSameResults() throws IOException {
        assertEquals(0, experiment("momentum", "--seeds", "2", "--threads", "2"), err);
        assertFalse(out.contains("from before"), out);
        Path results = folder.resolve("experiments/momentum");
        String csv = Files.readString(results.resolve("results.csv"));
        String json = trialsIn(results.resolve("results.json"));
        Files.delete(results.resolve("results.csv"));
        Files.delete(results.resolve("results.json"));
        assertEquals(0, experiment("momentum", "--seeds", "2", "--threads", "1"), err);
        assertEquals(
                24, out.lines().filter(line -> line.endsWith(", from before")).count(), out);
        assertEquals(csv, Files.readString(results.resolve("results.csv")));
        assertEquals(json, trialsIn(results.resolve("results.json")));
        List<String> columns = List.of(csv.lines().findFirst().orElseThrow().split(","));
        assertEquals(columns.size(), columns.stream().distinct().count(), () -> columns.toString());
    }

    /** Without the head, which has the number of threads. */
    private static String trialsIn(Path json) throws IOException {
        String text = Files.readString(json);
        return text.substring(text.indexOf("\"trials\":"));
    }

    @Test
    void records_ofAllExperiments_areWrittenBeforeTheFirstTrialEnds() throws IOException {
        assertEquals(0, experiment("activations", "learning-rate", "--seeds", "1"), err);
        Path results = folder.resolve("experiments");
        FileTime first = null;
        for (String trial : namesIn(results.resolve("trials"))) {
            FileTime ended = Files.getLastModifiedTime(results.resolve("trials").resolve(trial));
            first = first == null || ended.compareTo(first) < 0 ? ended : first;
        }
        for (String name : List.of("activations", "learning-rate")) {
            FileTime written = Files.getLastModifiedTime(results.resolve(name).resolve(ExperimentRecord.FILE));
            assertTrue(written.compareTo(first) < 0, name);
            ExperimentRecord planned = ExperimentRecord.read(results.resolve(name));
            ExperimentReport report = planned.report(results.resolve(name));
            assertEquals(report.planned(), report.done());
            assertEquals("2", planned.plan().trials().get(0).settings().text("epochs"));
            assertTrue(planned.circumstances().containsKey("Device"), planned.toString());
            for (Verdict verdict : report.verdicts()) {
                assertTrue(out.contains(verdict.claim() + ": " + verdict.figures()), out);
            }
        }
    }

    @Test
    void experimentWhereAnotherRuns_isRefusedAndWritesNothing() throws IOException {
        try (FolderLock other = FolderLock.take(folder.resolve("experiments"))) {
            assertEquals(1, experiment("momentum", "--seeds", "1"), out);
            String message = "minibatch: " + path("experiments") + ": in use by another minibatch (process ";
            assertTrue(err.lines().anyMatch(line -> line.startsWith(message)), err);
            assertEquals(List.of(".lock"), namesIn(folder.resolve("experiments")));
        }
    }

    @Test
    void trialFileThatIsDamaged_isCarriedOutAgain() throws IOException {
        assertEquals(0, experiment("activations", "--seeds", "1"), err);
        Path trials = folder.resolve("experiments/trials");
        Files.writeString(trials.resolve(namesIn(trials).get(0)), "{\"label\": ");
        assertEquals(0, experiment("activations", "--seeds", "1"), err);
        assertEquals(
                2, out.lines().filter(line -> line.endsWith(", from before")).count(), out);
    }

    @Test
    void numberOfThreads_changesNoResult() throws IOException {
        Path experiments = folder.resolve("experiments");
        assertEquals(0, experiment("learning-rate", "--seeds", "1", "--threads", "1"), err);
        String one = withoutSeconds(Files.readString(experiments.resolve("learning-rate/results.csv")));
        Files.move(experiments, folder.resolve("one"));
        assertEquals(0, experiment("learning-rate", "--seeds", "1", "--threads", "2"), err);
        assertFalse(out.contains("from before"), out);
        assertEquals(one, withoutSeconds(Files.readString(experiments.resolve("learning-rate/results.csv"))));
    }

    @Test
    void printedSettings_asAFileOfOnesOwn_areAnExperiment() throws IOException {
        assertEquals(0, run("experiment", "--print", "learning-rate"), err);
        String settings = out;
        Path own = Files.writeString(folder.resolve("mine.json"), settings.replace("0.25", "0.3"));
        assertEquals(0, experiment(own.toString(), "--seeds", "1"), err);
        assertTrue(
                Files.readString(folder.resolve("experiments/mine/results.csv")).contains("η 0.3,1,"));
        Files.writeString(own, settings.replace("{\"eta\": 0.25}", "{\"eta\": 0.3}"));
        assertEquals(1, experiment(own.toString()), err);
        assertTrue(err.contains("mine.json: a check is about \"η 0.25\", but the runs are η 0.025, η 0.3, "), err);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|momentum --seeds 0|--seeds must be from 1 to 1000, not 0",
                "1|momentun|unknown experiment 'momentun'; choose from ",
                "2|momentum --set etta=1|--set: etta is no setting; did you mean eta?",
                "2|momentum --set seed=3|--set: --seed belongs to the trial, not to its settings",
                "2|momentum --set eta=fast|--set: --eta must be a number, or auto in a training, not fast",
                "1|momentum --set layers=784,30|μ 0, η 0.1: ",
                "1|nowhere.json|nowhere.json: cannot be read: no such file or folder",
            })
    void whatIsWrong_isNamedInOneLine(int exitCode, String arguments, String message) throws IOException {
        assertEquals(exitCode, experiment(arguments.split(" ")), err);
        assertTrue(err.lines().anyMatch(line -> line.startsWith("minibatch: " + message)), err);
        assertFalse(Files.exists(folder.resolve("experiments")), err);
    }

    @Test
    void twoExperimentsOfOneName_areRefused() throws IOException {
        Path own = Files.writeString(folder.resolve("momentum.json"), Experiments.json("costs"));
        assertEquals(2, experiment("momentum", own.toString()), err);
        assertTrue(err.contains("two experiments are named 'momentum' and would overwrite each other's results"), err);
        assertFalse(Files.exists(folder.resolve("experiments")), err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trials.json", ".json", "..json", "...json", ".hidden.json"})
    void nameThatIsNoFolderOfItsOwn_isRefused(String name) throws IOException {
        Path own = Files.writeString(folder.resolve(name), Experiments.json("costs"));
        assertEquals(1, experiment(own.toString(), "--quick"), err);
        assertTrue(
                err.contains(own + ": the name of the file, without .json, is that of the experiment's folder"), err);
    }

    @Test
    void quickExperimentWithoutRuns_isRefusedInOneLine() throws IOException {
        String full = Experiments.json("costs").replace("{\"label\"", "{\"full-only\": true, \"label\"");
        Path own = Files.writeString(
                folder.resolve("full.json"), full.replaceFirst("(?s)\"checks\".*", "\"checks\": []}"));
        assertEquals(1, experiment(own.toString(), "--quick"), err);
        assertTrue(err.contains("full: no run is left for a first look: all of them are \"full-only\""), err);
    }
}
