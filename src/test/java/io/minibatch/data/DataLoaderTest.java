package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.minibatch.data.format.IdxWriter;
import io.minibatch.data.format.NumericArray;
import io.minibatch.io.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLoaderTest {
    private static final int TRAINING = 12;
    private static final int TEST = 4;

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    private final Map<String, byte[]> served = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private boolean breakConnections;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void load_orderedSplit_takesTheLastSixthForValidation() throws IOException {
        Path data = writeFiles(folder.resolve("data"), ".gz");
        Split split = loader().load(ordered(data), DataListener.NONE);
        assertEquals(10, split.training().size());
        assertEquals(2, split.validation().size());
        assertEquals(4, split.testOrValidation().size());
        assertEquals(11, split.validation().images()[split.validation().features()]);
        assertEquals(3, split.training().outputs());
        assertEquals(4, split.source().files().size());
        assertFalse(split.source().builtIn());
    }

    @Test
    void load_dottedNamesWithoutCompression_areFound() throws IOException {
        Path data = writeFiles(folder.resolve("data"), "");
        for (String name : IdxFolder.NAMES) {
            Files.move(data.resolve(name), data.resolve(name.replace("-idx", ".idx")));
        }
        assertEquals(
                10, loader().load(ordered(data), DataListener.NONE).training().size());
    }

    @Test
    void load_flagGoesBeforeTheVariableAndTheVariableBeforeTheCache() throws IOException {
        writeFiles(cache(), "");
        environment.put(
                "MINIBATCH_DATA", writeFiles(folder.resolve("variable"), "").toString());
        Path flag = writeFiles(folder.resolve("flag"), "");
        assertEquals("flag from " + flag, describe(options(flag)));
        assertEquals("variable from " + folder.resolve("variable"), describe(DataOptions.defaults()));
        environment.clear();
        assertEquals("mnist from " + cache(), describe(DataOptions.defaults()));
        assertTrue(requests.isEmpty());
    }

    @Test
    void load_folderWithoutAFile_namesItAndTakesNothingElse() throws IOException {
        Path data = writeFiles(folder.resolve("data"), "");
        Files.delete(data.resolve("t10k-labels-idx1-ubyte"));
        String missing = data + ": missing t10k-labels-idx1-ubyte (plain or .gz); it has t10k-images-idx3-ubyte, "
                + "train-images-idx3-ubyte, train-labels-idx1-ubyte";
        assertFault(missing, options(data));
        environment.put("MINIBATCH_DATA", data.toString());
        assertFault(missing, DataOptions.defaults());
        assertFault("data " + folder.resolve("none") + ": no such file or folder", options(folder.resolve("none")));
    }

    @Test
    void load_countsThatDisagree_namesBothFiles() throws IOException {
        Path data = writeFiles(folder.resolve("data"), "");
        IdxWriter.write(data.resolve("t10k-labels-idx1-ubyte"), NumericArray.ofBytes(new int[] {3}, new byte[3]));
        assertFault(
                data + ": t10k-images-idx3-ubyte has 4 images, but t10k-labels-idx1-ubyte has 3 labels", options(data));
    }

    @Test
    void load_testLabelBeyondTheTrainingLabels_namesTheImage() throws IOException {
        Path data = writeFiles(folder.resolve("data"), "");
        IdxWriter.write(
                data.resolve("t10k-labels-idx1-ubyte"), NumericArray.ofBytes(new int[] {4}, new byte[] {0, 1, 7, 1}));
        assertFault(
                data.resolve("t10k-images-idx3-ubyte") + ": the label of example 3 is 7, which no training example has",
                options(data));
    }

    @Test
    void load_imagesBesideRowsOfNumbers_namesTheFile() throws IOException {
        Path data = writeFiles(folder.resolve("data"), "");
        IdxWriter.write(data.resolve("train-images-idx3-ubyte"), NumericArray.ofBytes(new int[] {12, 4}, new byte[48]));
        assertFault(
                data.resolve("t10k-images-idx3-ubyte")
                        + ": one of the parts is of images, the other of rows of numbers",
                options(data));
    }

    @Test
    void load_imagesOfTwoSizes_isRefused() throws IOException {
        Path data = writeFiles(folder.resolve("data"), "");
        IdxWriter.write(
                data.resolve("t10k-images-idx3-ubyte"), NumericArray.ofBytes(new int[] {4, 1, 4}, new byte[16]));
        assertFault(
                data.resolve("t10k-images-idx3-ubyte") + ": the images are 1×4 pixels, but those to train on 2×2",
                options(data));
    }

    @Test
    void load_sizesAndClasses_cutTheParts() throws IOException {
        Path data = writeFiles(folder.resolve("data"), "");
        Split split = loader().load(ordered(data).with(new Selection(List.of("2", "0"), 3, 1)), DataListener.NONE);
        assertEquals(3, split.training().size());
        assertEquals(1, split.validation().size());
        assertEquals(2, split.testOrValidation().outputs());
        assertEquals(List.of("2", "0"), split.training().outputNames());
        assertFault(
                "trainSize 11: there are only 10 in data training data",
                ordered(data).with(new Selection(List.of(), 11, 0)));
    }

    @Test
    void load_missing_isDownloadedOnceAndChecked() throws IOException {
        serveFiles();
        assertEquals("mnist from " + cache(), describe(DataOptions.defaults()));
        assertEquals(4, requests.size());
        assertEquals(List.of(), notices);
        assertEquals("mnist from " + cache(), describe(DataOptions.defaults()));
        assertEquals(4, requests.size());
        assertEquals(4, filesIn(cache()));
    }

    @Test
    void load_firstMirrorFails_takesTheSecondAndSaysSo() throws IOException {
        serveFiles();
        served.remove("/one/t10k-labels-idx1-ubyte.gz");
        byte[] wrong = served.get("/two/t10k-labels-idx1-ubyte.gz");
        served.put("/one/t10k-images-idx3-ubyte.gz", wrong == null ? new byte[0] : wrong);
        assertEquals("mnist from " + cache(), describe(DataOptions.defaults()));
        assertEquals(2, notices.size());
        assertTrue(
                notices.get(0).contains("one/t10k-images-idx3-ubyte.gz: the downloaded file is not MNIST's"),
                notices.get(0));
        assertTrue(notices.get(1).contains("one/t10k-labels-idx1-ubyte.gz: the server answered 404"), notices.get(1));
    }

    @Test
    void load_connectionBreaks_leavesNothingAndFallsBackLoudly() throws IOException {
        serveFiles();
        breakConnections = true;
        Split split = load(DataOptions.defaults());
        assertTrue(split.source().builtIn());
        assertEquals(10_000, split.training().size());
        assertEquals(0, filesIn(cache()));
        assertTrue(notices.stream().anyMatch(line -> line.contains("THIS IS NOT MNIST")), notices.toString());
    }

    @Test
    void load_whileAnotherProcessFillsTheCache_waitsAndDownloadsNothing() throws IOException {
        serveFiles();
        FolderLock other = FolderLock.take(cache());
        Path whole = writeFiles(folder.resolve("whole"), ".gz");
        DataLoader loader = loader();
        Split split = loader.load(DataOptions.defaults(), line -> {
            if (line.startsWith("Waiting")) {
                notices.add(line);
                copy(whole, cache());
                other.close();
            }
        });
        assertEquals("mnist from " + cache(), split.source().description());
        assertEquals(1, notices.size());
        assertTrue(notices.get(0).startsWith("Waiting for another minibatch (process "), notices.get(0));
        assertEquals(List.of(), requests);
    }

    @Test
    void load_damagedCacheFile_isDownloadedAnewAndOfflineNamed() throws IOException {
        serveFiles();
        writeFiles(cache(), ".gz");
        Path damaged = cache().resolve("train-labels-idx1-ubyte.gz");
        Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 20));
        assertFault(
                cache() + ": a cached file is damaged; when not offline, the program downloads it anew",
                DataOptions.defaults().withoutDownload());
        assertEquals("mnist from " + cache(), describe(DataOptions.defaults()));
        assertEquals(List.of("/one/train-labels-idx1-ubyte.gz"), requests);
    }

    /** Whole, and in every respect an IDX file, but with the label of one image changed. */
    @Test
    void load_cacheFileWithAnotherLabel_isDownloadedAnewAndOfflineNamed() throws IOException {
        serveFiles();
        Path data = writeFiles(cache(), "");
        Path labels = data.resolve("train-labels-idx1-ubyte");
        byte[] bytes = Files.readAllBytes(labels);
        bytes[bytes.length - 1] = 0;
        Files.write(labels, bytes);
        assertFault(
                cache() + ": a cached file is damaged; when not offline, the program downloads it anew",
                DataOptions.defaults().withoutDownload());
        assertEquals("mnist from " + cache(), describe(DataOptions.defaults()));
    }

    @Test
    void load_offlineWithoutData_asksNoServer() throws IOException {
        serveFiles();
        assertTrue(load(DataOptions.defaults().withoutDownload()).source().builtIn());
        assertTrue(requests.isEmpty());
    }

    @Test
    void load_bodyLargerThanTheLimit_isGivenUp() throws IOException {
        serveFiles();
        served.put("/one/train-images-idx3-ubyte.gz", new byte[(16 << 20) + 1]);
        describe(DataOptions.defaults());
        assertTrue(notices.get(0).endsWith("it is larger than 16777216 bytes"), notices.get(0));
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        byte[] body = served.get(path);
        try (exchange) {
            if (body == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body, 0, breakConnections ? body.length / 2 : body.length);
        }
    }

    private void serveFiles() throws IOException {
        Path source = writeFiles(folder.resolve("source"), ".gz");
        for (String name : IdxFolder.NAMES) {
            for (String mirror : List.of("/one/", "/two/")) {
                served.put(mirror + name + ".gz", Files.readAllBytes(source.resolve(name + ".gz")));
            }
        }
    }

    private DataLoader loader() throws IOException {
        Path published = writeFiles(folder.resolve("published"), "");
        List<FileChecksum> files = IdxFolder.read(published).files();
        environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        String address = "http://localhost:" + server.getAddress().getPort();
        List<URI> mirrors = List.of(URI.create(address + "/one/"), URI.create(address + "/two/"));
        return new DataLoader(environment, folder, mirrors, files);
    }

    private Path cache() {
        return folder.resolve("cache").resolve("minibatch").resolve("mnist");
    }

    private Split load(DataOptions options) throws IOException {
        return loader().load(options, line -> {
            if (!line.startsWith("There are only")
                    && !line.contains("have no example")) { // so small are the data of these tests
                notices.add(line);
            }
        });
    }

    private String describe(DataOptions options) throws IOException {
        return load(options).source().description();
    }

    private static DataOptions options(Path data) {
        return DataOptions.of(data).withoutDownload();
    }

    private static DataOptions ordered(Path data) {
        return options(data).with(new SplitOptions(null, null, new SplitRule.Ordered()));
    }

    private void assertFault(String message, DataOptions options) {
        assertEquals(
                message, assertThrows(DataException.class, () -> load(options)).getMessage());
    }

    private static long filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    /** Writes 12 training and 4 test images of 2×2 pixels that hold their own number, labelled 0, 1, 2, 0, … */
    private static Path writeFiles(Path directory, String suffix) throws IOException {
        Files.createDirectories(directory);
        int[] sizes = {TRAINING, TRAINING, TEST, TEST};
        for (int file = 0; file < sizes.length; file++) {
            boolean images = file % 2 == 0;
            byte[] data = new byte[sizes[file] * (images ? 4 : 1)];
            for (int i = 0; i < data.length; i++) {
                data[i] = (byte) (images ? i / 4 : i % 3);
            }
            int[] shape = images ? new int[] {sizes[file], 2, 2} : new int[] {sizes[file]};
            IdxWriter.write(directory.resolve(IdxFolder.NAMES.get(file) + suffix), NumericArray.ofBytes(shape, data));
        }
        return directory;
    }
}
