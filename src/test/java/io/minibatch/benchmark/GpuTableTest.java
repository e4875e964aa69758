package io.minibatch.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuTableTest {
    private static final String README =
            "before\n" + GpuTable.BEGIN + "\n| of an earlier card |\n" + GpuTable.END + "\nafter\n";

    private static final String REPORT = """
            # A check of the CUDA backend
            PASS  timings
            {"kind":"step","layers":"784-30-10","precision":"fp32","batch":128,"images_per_second":7654321.4}
            {"kind":"step","layers":"784-30-10","precision":"fp32","batch":10,"images_per_second":1234567.8}
            {"kind":"step","layers":"784-30-10","precision":"tf32","batch":10,"images_per_second":5}
            {"kind":"step","layers":"784-100-10","precision":"fp32","batch":10,"images_per_second":999}
            {"kind":"peer","peer":"Minibatch","device":"cuda","layers":"784-30-10","batch":10,"images_per_second":1000000,"validation_accuracy":0.955}
            {"kind":"peer","peer":"JAX scan","device":"cuda","layers":"784-30-10","batch":10,"images_per_second":2000000,"validation_accuracy":0.95}
            {"kind":"peer","peer":"JAX vmap","device":"cuda","layers":"784-30-10","batch":10,"images_per_second":8000000,"networks":32,"validation_accuracy":0.95}
            {"kind":"peer","peer":"JAX scan","device":"cuda","layers":"784-100-10","batch":10,"images_per_second":500000}
            {"kind":"peer","peer":"NumPy","device":"cpu","layers":"784-30-10","batch":10,"images_per_second":7}
            """;

    @TempDir
    private Path results;

    @Test
    void readme_noCardHasRun_holdsNothingBetweenTheMarkers() throws IOException {
        Files.createDirectories(results.resolve("experiments"));
        assertEquals("before\n" + GpuTable.BEGIN + "\n" + GpuTable.END + "\nafter\n", GpuTable.readme(README, results));
    }

    @Test
    void readme_aCardHasRun_tabulatesItsFloat32Steps() throws IOException {
        report();
        String text = GpuTable.readme(README, results);
        assertTrue(text.contains("""
                        | layers | 10 | 128 |
                        |---|---|---|
                        | 784-30-10 | 1,234,568 | 7,654,321 |
                        | 784-100-10 | 999 | — |
                        """), text);
        assertTrue(text.contains("(results/gpu-h100/report.md)"), text);
        assertTrue(text.startsWith("before\n") && text.endsWith(GpuTable.END + "\nafter\n"), text);
        assertEquals(text, GpuTable.readme(text, results));
    }

    @Test
    void readme_withoutMarkers_isRefused() {
        assertThrows(IOException.class, () -> GpuTable.readme("before\nafter\n", results));
    }

    @Test
    void readme_ofThisRepository_hasTheMarkersAndWhatTheResultsGive() throws IOException {
        String text = Files.readString(Path.of("benchmarks", "README.md"));
        assertEquals(GpuTable.readme(text, Path.of("benchmarks", "results")), text, "run GpuTable readme");
    }

    @Test
    void peers_tabulatesEveryCell_theLosingOnesToo() throws IOException {
        String table = GpuTable.peers(GpuTable.figures(report()), "cuda");
        assertEquals(
                List.of(
                        "| layers, mini-batch | Minibatch | JAX scan | Minibatch by the best other |",
                        "|---|---|---|---|",
                        "| 784-30-10, 10 | 1,000,000; 10.0; 95.5 % | 2,000,000; 5.0; 95.0 % | 0.50 × |",
                        "| 784-100-10, 10 | — | 500,000; 20.0 | — |"),
                table.lines().filter(line -> line.startsWith("|")).toList());
        assertEquals("", GpuTable.peers(List.of(), "cuda"));
    }

    @Test
    void many_tabulatesStepsOfAllNetworks_besideProgramsOfOne() throws IOException {
        String table = FusedTables.many(GpuTable.figures(report()));
        assertEquals(
                List.of(
                        "| layers, mini-batch | networks | Minibatch | JAX scan | JAX vmap |",
                        "|---|---|---|---|---|",
                        "| 784-30-10, 10 | 1 | 100,000; 10.0 | 200,000; 5.0 | — |",
                        "| 784-30-10, 10 | 32 | — | — | 800,000; 40.0 |"),
                table.lines().filter(line -> line.startsWith("|")).toList());
        assertEquals("", FusedTables.many(List.of()));
    }

    @Test
    void readme_fusedSteps_haveTablesOfTheirOwn() throws IOException {
        report();
        Files.writeString(results.resolve("gpu-h100").resolve("report.md"), REPORT + """
                {"kind":"fused","layers":"784-30-10","batch":10,"technique":"plain","fused_wall_us":4,"fused_device_us":3.9,"single_wall_us":20,"single_device_us":19}
                {"kind":"fused","layers":"784-30-10","batch":10,"technique":"momentum","fused_wall_us":5,"fused_device_us":3.9,"single_wall_us":21,"single_device_us":19}
                {"kind":"mnist","layers":"784-30-10","steps":"fused","best_validation_accuracy":0.963,"training_seconds":0.61}
                {"kind":"trained-at-once","layers":"784-30-10","networks":128,"evaluated":"no","seconds":1.5,"lowest_validation_accuracy":0.95,"highest_validation_accuracy":0.9655}
                {"kind":"trained-at-once","layers":"784-30-10","networks":128,"evaluated":"in each epoch","seconds":2.5,"lowest_validation_accuracy":0.95,"highest_validation_accuracy":0.9655}
                """);
        String text = GpuTable.readme(README, results);
        for (String row : List.of(
                "| 784-30-10, 10 | 4.00 | 20.00 | 5.0 × |",
                "| 784-30-10, 10, momentum | 5.00 | 21.00 | 4.2 × |",
                "| 784-30-10, fused | 0.61 | 96.30 % |",
                "| 128 × 784-30-10 | 1.50 | 95.00 to 96.55 % |",
                "| 128 × 784-30-10, evaluated in each epoch | 2.50 | 95.00 to 96.55 % |",
                "| 784-30-10, 10 | 32 | — | — | 800,000; 40.0 |")) {
            assertTrue(text.contains(row + "\n"), text);
        }
        assertEquals(text, GpuTable.readme(text, results));
    }

    private Path report() throws IOException {
        Path report = Files.createDirectories(results.resolve("gpu-h100")).resolve("report.md");
        return Files.writeString(report, REPORT);
    }
}
