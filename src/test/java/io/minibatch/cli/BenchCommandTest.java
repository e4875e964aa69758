package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
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
        assertTrue(out.contains("cpu ejml       mini-batch     10: "), out);
        assertFalse(out.contains("1,000"), "there are not so many images");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--batches 0,5|--batches must be 1 or more, not 0,5",
                "--batches 1000|--batches: there are but ",
                "--seconds 0|--seconds must be more than 0, not 0.0",
                "--optimizer lbfgs|--optimizer: this one works on all images at once, not on mini-batches",
                "--eta -1|--eta must be a number above 0, not -1.0",
                "--momentum 0.5 --optimizer sgd|--momentum is for momentum and nesterov, not for sgd",
            })
    void whatIsWrong_isNamedInOneLineAndLeavesNothing(String flags, String message) {
        assertEquals(2, bench(flags.split(" ")), err);
        assertTrue(err.lines().anyMatch(line -> line.startsWith("minibatch: " + message)), err);
        assertFalse(Files.exists(folder.resolve("b")), err);
    }
}
