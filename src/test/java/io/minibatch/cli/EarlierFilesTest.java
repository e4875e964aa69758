package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.minibatch.model.ModelFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Continues and reads what version 0.1.0 saved. The folder's README.md names the commands. */
class EarlierFilesTest extends ProgramFixture {
    private static final String FILES = "/fixtures/0.1.0";

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");

    /** Times, and histograms, in which a rounding moves a weight to the next bin. */
    private static final Pattern VARYING =
            Pattern.compile("\"(seconds|examples-per-second|weights|day)\":(\\[[^]]*]|\"[^\"]*\"|[^,}]*)");

    /** The machines may differ; the last bits of exponentials do so with them. */
    private static final double TOLERANCE = 1e-4;

    private Path files = Path.of("");

    @BeforeEach
    final void copyFiles() throws IOException, URISyntaxException {
        Path saved =
                Path.of(Objects.requireNonNull(getClass().getResource(FILES)).toURI());
        files = folder.resolve("files");
        try (Stream<Path> all = Files.walk(saved)) {
            for (Path source : all.toList()) {
                Files.copy(source, files.resolve(saved.relativize(source).toString()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"killed, 2", "stopped, 3"})
    void resume_endsAsTheEarlierVersionDid(String name, int epochs) throws IOException {
        assertEquals(0, run("train", "--resume", file(name), "--data", file("data")), err);
        assertTrue(out.contains(" " + (epochs + 1) + "/12") && !out.contains(" " + epochs + "/12"), out);
        assertSameFigures(
                withoutTimes(Files.readString(files.resolve("expected/" + name + ".csv"))),
                withoutTimes(Files.readString(files.resolve(name + "/history.csv"))));
        assertSameFigures(
                Files.readString(files.resolve("expected/" + name + ".json")),
                Files.readString(files.resolve(name + "/model.json")).replaceFirst(",\"schema\":\\{.*\\}\\}$", "}"));
        String record = Files.readString(files.resolve(name + "/run.json"));
        assertTrue(record.contains("\"outcome\": \"completed\""), record);
    }

    @Test
    void resume_ofRunThatEndedEarly_isRefused() throws IOException {
        String record = Files.readString(files.resolve("early/run.json"));
        assertEquals(0, run("train", "--resume", file("early"), "--data", file("data")), err);
        assertTrue(out.contains("is finished: 3 epochs are done, and it ended early."), out);
        assertEquals(1, run("train", "--resume", file("early"), "--data", file("data"), "--epochs", "95"), out);
        assertTrue(err.contains("the run ended early, after epoch 3"), err);
        assertEquals(record, Files.readString(files.resolve("early/run.json")));
    }

    @ParameterizedTest
    @CsvSource({"lbfgs/model.json, 27", "models/lbfgs.safetensors, 27"})
    void evaluate_countsTheSameCorrectAnswers(String model, int correct) {
        assertEquals(
                0,
                run(
                        "evaluate",
                        file(model),
                        "--data",
                        file("data"),
                        "--backend",
                        "cpu",
                        "--gallery",
                        path("mistakes.png")),
                err);
        assertTrue(out.contains(" (" + correct + " of 30)"), out);
    }

    @Test
    void export_safetensors_isTheSameModel() {
        assertEquals(0, run("export", file("lbfgs/model.json"), path("lbfgs.safetensors")), err);
        assertEquals(
                ModelFile.read(files.resolve("models/lbfgs.safetensors")),
                ModelFile.read(folder.resolve("lbfgs.safetensors")));
    }

    @Test
    void export_onnx_givesTheSameAnswers() throws OrtException {
        assertEquals(0, run("export", file("lbfgs/model.json"), path("lbfgs.onnx")), err);
        float[][] rows = new float[3][16];
        for (int i = 0; i < 48; i++) {
            rows[i / 16][i % 16] = i % 7 / 7f;
        }
        assertArrayEquals(
                outputs(files.resolve("models/lbfgs.onnx"), "images", rows),
                outputs(folder.resolve("lbfgs.onnx"), "features", rows));
    }

    private static float[][] outputs(Path onnx, String input, float[][] rows) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(onnx.toString());
                OnnxTensor values = OnnxTensor.createTensor(environment, rows);
                OrtSession.Result result = session.run(Map.of(input, values))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    @Test
    void search_goesOnAfterTheTrialsOfItsJournal() throws IOException {
        String journal = Files.readString(files.resolve("search/journal.jsonl"));
        String[] flags = {
            "--space",
            "eta=log(0.1,10) batch=[1,10] dropout=real(0,0.5)",
            "--set",
            "layers=16,4,3",
            "--set",
            "epochs=9",
            "--sampler",
            "tpe",
            "--halving",
            "asha",
            "--trials",
            "6"
        };
        assertEquals(0, run(onTheCpu(Stream.of("tune", "search"), "search", flags)), err);
        assertTrue(out.contains("4 trials are in the journal already"), out);
        String continued = Files.readString(files.resolve("search/journal.jsonl"));
        assertTrue(continued.startsWith(journal), continued);
        assertSameFigures(Files.readString(files.resolve("expected/search.jsonl")), continued);
    }

    /** Trials that were carried out are found by the hash of their settings, which is the name of their file. */
    @Test
    void trials_areFoundAgain_andTheMissingGetTheirNames() throws IOException {
        Path trials = files.resolve("eta/trials");
        List<String> names = namesIn(trials);
        String lost = names.get(0);
        String before = Files.readString(trials.resolve(lost));
        String kept = Files.readString(trials.resolve(names.get(1)));
        Files.delete(trials.resolve(lost));
        String[] flags = {"--set", "layers=16,4,3", "--set", "epochs=3", "--set", "train-size=60"};
        assertEquals(0, run(onTheCpu(Stream.of("tune", "eta"), "eta", flags)), err);
        assertTrue(out.contains("Suggested eta 1: the cost decreases up to eta 2"), out);
        assertEquals(names, namesIn(trials));
        assertEquals(kept, Files.readString(trials.resolve(names.get(1))));
        assertSameFigures(before, Files.readString(trials.resolve(lost)));
    }

    @Test
    void experiment_takesTheTrialsFromBefore_andAddsTheSecondSeed() throws IOException {
        assertEquals(0, run(onTheCpu(Stream.of("experiment", file("own.json")), "experiments", "--seeds", "2")), err);
        assertEquals(
                2, out.lines().filter(line -> line.endsWith(", from before")).count(), out);
        assertFalse(out.contains("undecided"), out);
        assertSameFigures(
                withoutSeconds(Files.readString(files.resolve("expected/experiment.csv"))),
                withoutSeconds(Files.readString(files.resolve("experiments/own/results.csv"))));
    }

    private String[] onTheCpu(Stream<String> command, String out, String... more) {
        Stream<String> common = Stream.of(
                "--data",
                file("data"),
                "--split", // as before there was a choice
                "ordered",
                "--backend",
                "cpu",
                "--gemm",
                "ejml",
                "--threads",
                "1",
                "--out",
                file(out));
        return Stream.of(command, common, Stream.of(more)).flatMap(part -> part).toArray(String[]::new);
    }

    private String file(String name) {
        return files.resolve(name).toString();
    }

    private static String withoutTimes(String history) {
        return history.replaceAll("(?m)(,[^,\n]*){2}$", "");
    }

    /** Compares two texts: their numbers within the tolerance, all else exactly. */
    private static void assertSameFigures(String expected, String actual) {
        String before = VARYING.matcher(expected).replaceAll("");
        String after = VARYING.matcher(actual).replaceAll("");
        assertEquals(
                NUMBER.matcher(before).replaceAll("#"), NUMBER.matcher(after).replaceAll("#"));
        Matcher numbers = NUMBER.matcher(before);
        Matcher found = NUMBER.matcher(after);
        while (numbers.find() && found.find()) {
            double number = Double.parseDouble(numbers.group());
            assertEquals(number, Double.parseDouble(found.group()), TOLERANCE * Math.max(1, Math.abs(number)), after);
        }
    }
}
