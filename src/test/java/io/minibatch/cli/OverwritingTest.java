package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No command writes over its input, nor over what it has not made. */
class OverwritingTest extends ProgramFixture {
    private static final String BENCH = "bench --seconds 0.1 --batches 5 --layers 16,3 --gemm ejml";
    private static final String EXPERIMENTS = "experiment momentum learning-rate --quick";
    private static final String SEARCH = "tune search --space eta=log(0.1,1) --trials 1 --set epochs=1";

    private Path model() {
        assertEquals(0, train("run", "--epochs", "1"), err);
        return folder.resolve("run/model.json");
    }

    private int runOnData(String command, String... more) {
        Stream<String> data = Stream.of("--data", path("data"), "--backend", "cpu");
        Stream<String> words = Arrays.stream(command.split(" "));
        return run(Stream.of(words, data, Stream.of(more)).flatMap(part -> part).toArray(String[]::new));
    }

    private void assertOneLine(String message) {
        assertEquals("minibatch: " + message + "\n", err);
    }

    @Test
    void export_ontoItsInput_isRefused() throws IOException {
        Path model = model();
        byte[] before = Files.readAllBytes(model);
        Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic.json"), model);
        Path hard = Files.createLink(folder.resolve("hard.json"), model);
        for (Path same : List.of(model, symbolic, hard)) {
            assertEquals(1, run("export", model.toString(), same.toString()), out);
            assertOneLine(same + ": cannot be written: it is the input " + model + "; name another file");
        }
        assertArrayEquals(before, Files.readAllBytes(model));
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes.json", "notes.safetensors", "notes.onnx"})
    void export_ontoWhatIsNoModel_isRefused(String name) throws IOException {
        Path notes = Files.writeString(folder.resolve(name), "{\"written\": \"by hand\"}");
        assertEquals(1, run("export", model().toString(), notes.toString()), out);
        assertOneLine(notes + ": cannot be written: it exists and is not a model; name another file");
        assertEquals("{\"written\": \"by hand\"}", Files.readString(notes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.json", "a.safetensors", "a.onnx"})
    void export_ontoAnEarlierExportOrAnEmptyFile_replacesIt(String name) throws IOException {
        Path model = model();
        Files.createFile(folder.resolve(name));
        assertEquals(0, run("export", model.toString(), path(name)), err);
        assertEquals(0, run("export", model.toString(), path(name)), err);
        assertTrue(Files.size(folder.resolve(name)) > 100);
    }

    @Test
    void pictures_replaceOnlyPicturesOfThisProgram() throws IOException {
        Path model = model();
        Path photo = folder.resolve("photo.png");
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY), "png", photo.toFile());
        Path images = folder.resolve("data/train-images-idx3-ubyte");
        for (Path foreign : List.of(photo, images, model)) {
            byte[] before = Files.readAllBytes(foreign);
            String message =
                    foreign + ": cannot be written: it exists and is not a picture of minibatch; name another file";
            assertEquals(1, runOnData("evaluate", model.toString(), "--gallery", foreign.toString()), out);
            assertOneLine(message);
            assertEquals(1, runOnData("data show", "--out", foreign.toString()), out);
            assertOneLine(message);
            assertArrayEquals(before, Files.readAllBytes(foreign));
        }
        for (int time = 0; time < 2; time++) {
            assertEquals(0, runOnData("evaluate", model.toString(), "--gallery", path("own.png")), err);
            assertEquals(0, runOnData("data show", "--out", path("own.png")), err);
        }
    }

    @Test
    void evaluate_foreignPictureInTheDefaultPlace_isKeptAndSaid() throws IOException {
        Path model = model();
        Files.writeString(folder.resolve("run/mistakes.png"), "mine");
        assertEquals(0, runOnData("evaluate", model.toString()), err);
        assertTrue((out + err).contains("mistakes.png: cannot be written: it exists and is not a picture"), out + err);
        assertEquals("mine", Files.readString(folder.resolve("run/mistakes.png")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --epochs 1",
                BENCH,
                SEARCH,
                "tune eta",
                "tune guided",
                "experiment momentum --quick",
                "data expand --shifts"
            })
    void foldersOfOthers_areRefusedAndNotTouched(String command) throws IOException {
        List<String> before = namesIn(folder.resolve("data"));
        assertEquals(1, runOnData(command, "--out", path("data")), out);
        assertOneLine(path("data") + ": cannot be written: it is not empty; name another folder");
        assertEquals(before, namesIn(folder.resolve("data")));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("data"));
        assertEquals(1, runOnData(command, "--out", link.toString()), out);
        assertOneLine(link + ": cannot be written: it is not empty; name another folder");
        assertEquals(before, namesIn(folder.resolve("data")));
        assertEquals(1, runOnData(command, "--out", path("data/t10k-labels-idx1-ubyte/x")), out);
        assertOneLine(
                path("data/t10k-labels-idx1-ubyte/x") + ": cannot be written: a file is where a folder should be");
        assertEquals(1, runOnData(command, "--out", ""), out);
        assertOneLine("the name of the output folder is empty; give one");
        assertEquals(1, runOnData(command, "--out", "a\nb"), out);
        assertOneLine("the name of the output folder, 'a?b', has control characters; give another");
    }

    @Test
    void experiments_ontoASearch_areRefused() throws IOException {
        assertEquals(0, runOnData(SEARCH, "--out", path("o")), err);
        String page = Files.readString(folder.resolve("o/index.html"));
        assertEquals(1, runOnData(EXPERIMENTS, "--out", path("o")), out);
        assertOneLine(path("o") + ": cannot be written: it holds a search of hyper-parameters; name another folder");
        assertEquals(page, Files.readString(folder.resolve("o/index.html")));
    }

    @Test
    void search_whoseJournalWasDeleted_startsAgain() throws IOException {
        assertEquals(0, runOnData(SEARCH, "--out", path("o")), err);
        Files.delete(folder.resolve("o/journal.jsonl"));
        assertEquals(0, runOnData(SEARCH, "--out", path("o")), err);
    }

    @Test
    void search_ontoThePageOfExperiments_isRefused() throws IOException {
        Files.createDirectories(folder.resolve("o/trials"));
        Files.writeString(folder.resolve("o/index.html"), "experiments");
        assertEquals(1, runOnData(SEARCH, "--out", path("o")), out);
        assertOneLine(path("o") + ": cannot be written: it holds experiments; name another folder");
        assertEquals("experiments", Files.readString(folder.resolve("o/index.html")));
    }

    @ParameterizedTest
    @ValueSource(strings = {BENCH, SEARCH})
    void folderThatWasFilledBefore_isFilledAgain(String command) throws IOException {
        Files.createDirectory(folder.resolve("o"));
        for (int time = 0; time < 2; time++) {
            assertEquals(0, runOnData(command, "--out", path("o")), err);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evaluate run/model.json --gallery=", "data show --out=", "export run/model.json "})
    void namesThatAreNoFiles_areRefused(String command) throws IOException {
        String start = command.replace("run/model.json", model().toString());
        String[] device = start.startsWith("export") ? new String[0] : new String[] {"--data", path("data")};
        assertUnusable("the name of the output file is empty; give one", start, "", device);
        assertUnusable("/: cannot be written: it is a folder; name a file", start, "/", device);
        assertUnusable(path("data") + ": cannot be written: it is a folder; name a file", start, path("data"), device);
        String below = path("run/model.json/x.png");
        assertUnusable(below + ": cannot be written: a file is where a folder should be", start, below, device);
    }

    private void assertUnusable(String message, String start, String name, String... more) {
        String[] words = (start + "NAME").split(" ");
        words[words.length - 1] = words[words.length - 1].replace("NAME", name);
        assertEquals(1, run(Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new)), out);
        assertOneLine(message);
    }
}
