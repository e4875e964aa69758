package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest extends ProgramFixture {
    private int bench(String... flags) {
        Stream<String> common = Stream.of("bench", "--data", path("data"), "--layers", "16,8,3", "--out", path("b"));
        return run(Stream.concat(common, Arrays.stream(flags)).toArray(String[]::new));
    }

    @Test
    void bench_measuresEachSizeOnEachProduct_andMarksTheKnee() throws IOException {
        assertEquals(0, bench("--seconds", "0.5", "--batches", "10,1,1000", "--backend", "cpu"), err);
        assertEquals(List.of("bench.json", "bench.png"), namesIn(folder.resolve("b")));
        assertTrue(out.startsWith("16-8-3 on "), out);
        assertTrue(out.contains("cpu ejml           mini-batch     10: "), out);
        assertFalse(out.contains("mini-batch  1,000"), "there are not so many images");
        assertTrue(out.lines().anyMatch(line -> line.startsWith("        10 ") && line.contains(" *")), out);
        JsonObject json = JsonParser.parseString(Files.readString(folder.resolve("b/bench.json")))
                .getAsJsonObject();
        int sizes =
                json.getAsJsonObject("throughput").getAsJsonArray("cpu ejml").size();
        assertEquals(2, sizes);
        assertTrue(json.getAsJsonObject("circumstances").has("cpu ejml"));
    }

    @Test
    void bench_ofOneProduct_measuresNoOther() {
        assertEquals(
                0,
                bench(
                        "--seconds",
                        "0.2",
                        "--batches",
                        "5",
                        "--backend",
                        "cpu",
                        "--gemm",
                        "ejml",
                        "--optimizer",
                        "adam"),
                err);
        assertFalse(out.contains("openblas"), out);
    }

    @Test
    void bench_ofFusedSteps_showsSingleOperationsBesideThem() throws IOException {
        String flags = "--seconds 0.4 --batches 10 --backend cpu --gemm sparse";
        assertEquals(0, bench(flags.split(" ")), err);
        assertTrue(out.lines().anyMatch(line -> line.matches("cpu sparse +mini-batch +10: .* a step, fused, .*")), out);
        assertTrue(
                out.lines().anyMatch(line -> line.matches("cpu sparse unfused +mini-batch +10: .* a step, warm-up.*")),
                out);
        assertTrue(out.contains("mini-batch         cpu sparse           cpu sparse unfused\n"), out);
        assertTrue(out.contains("unfused: steps of single operations, "), out);
        JsonObject json = JsonParser.parseString(Files.readString(folder.resolve("b/bench.json")))
                .getAsJsonObject();
        assertEquals(
                1, json.getAsJsonObject("unfused").getAsJsonArray("cpu sparse").size());
        assertTrue(json.getAsJsonObject("circumstances").has("cpu sparse unfused"));
    }

    @Test
    void bench_fusedOff_measuresSingleOperationsAlone() {
        assertEquals(0, bench("--seconds 0.2 --batches 10 --backend cpu --gemm sparse --fused off".split(" ")), err);
        assertFalse(out.contains("unfused"), out);
        assertFalse(out.contains(", fused,"), out);
        assertTrue(out.contains(", no fused steps\n"), out);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--fused on|--fused must be auto or off, not 'on'",
                "--batches 0,5|--batches must be 1 or more, not 0,5",
                "--batches 1000|--batches 1000: must have a size of at most ",
                "--seconds 0|--seconds must be more than 0 and at most 86400, a day, not 0.0",
                "--seconds Infinity|--seconds must be more than 0 and at most 86400, a day, not Infinity",
                "--seconds NaN|--seconds must be more than 0 and at most 86400, a day, not NaN",
                "--checked|--checked slows everything down; leave it out where time is measured",
                "--backend foo|--backend must be auto, cuda or cpu, not 'foo'",
                "--threads 0|--threads must be 1 to 1024, not 0",
                "--optimizer lbfgs|--optimizer: this one works on all examples at once, not on mini-batches",
                "--eta -1|--eta must be a number above 0, not -1.0",
                "--momentum 0.5 --optimizer sgd|--momentum is for momentum and nesterov, not for sgd",
            })
    void whatIsWrong_isNamedInOneLineAndLeavesNothing(String flags, String message) {
        assertEquals(2, bench(flags.split(" ")), err);
        assertTrue(err.lines().anyMatch(line -> line.startsWith("minibatch: " + message)), err);
        assertFalse(Files.exists(folder.resolve("b")), err);
    }

    @Test
    void withoutAUsableBackend_theReasonIsSaidInOneLine_asByTrain() {
        assertEquals(1, bench("--backend", "cpu", "--precision", "tf32"));
        assertEquals(
                List.of("minibatch: the cpu backend computes in fp32 only, not in tf32: choose precision fp32, "
                        + "or a GPU"),
                err.lines().filter(line -> line.contains("tf32")).toList());
        assertEquals("", out);
        assertFalse(Files.exists(folder.resolve("b")), err);
    }

    @Test
    void whereEverySizeDiverged_nothingIsWritten_andTheReasonIsSaid() {
        assertEquals(
                1,
                bench("--backend cpu --gemm ejml --seconds 0.2 --batches 10 --activations relu,identity --eta 1e20"
                        .split(" ")));
        assertTrue(out.contains("left out, diverged: not all weights are numbers at eta 1.0E20, lower eta"), out);
        assertTrue(err.contains("minibatch: nothing was measured, as said above"), err);
        assertFalse(Files.exists(folder.resolve("b")), err);
    }

    @Test
    void interrupted_itSavesWhatWasMeasured_andSaysThatItIsPartial() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Minibatch.class.getName(),
                        "bench",
                        "--data=" + path("data"),
                        "--layers=16,8,3",
                        "--backend=cpu",
                        "--gemm=ejml",
                        "--batches=1,2,5,10,20,50,100",
                        "--seconds=20",
                        "--out=" + path("b"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Files.readString(log).contains("mini-batch      1: ") && System.nanoTime() < end) {
                Thread.sleep(50);
            }
            process.destroy();
            assertTrue(process.waitFor(15, TimeUnit.SECONDS), () -> "still there");
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        assertTrue(said.matches("(?s).*\nStopped as asked: [1-6] of 7 were measured, the table is partial\\..*"), said);
        assertEquals(List.of("bench.json", "bench.png"), namesIn(folder.resolve("b")), said);
        assertTrue(Files.readString(folder.resolve("b/bench.json")).contains("\"partial\""), said);
    }
}
