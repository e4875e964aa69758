package io.minibatch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepReportTest {
    private static Throughput throughput(int batch, double... examplesPerSecond) {
        double[] seconds = new double[examplesPerSecond.length];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = batch / examplesPerSecond[examplesPerSecond.length - 1 - i];
        }
        return new Throughput(batch, batch, false, 0.1, seconds);
    }

    @Test
    void knee_isTheSmallestSizeWithNineTenthsOfTheHighest() {
        Throughput knee = throughput(32, 910);
        assertSame(knee, SweepReport.knee(List.of(throughput(8, 500), knee, throughput(64, 1000))));
        assertNull(SweepReport.knee(List.of()));
    }

    @Test
    void throughput_isTheMedian_andItsSpreadHalfTheQuartilesDistance() {
        Throughput seven = throughput(10, 100, 200, 250, 300, 350, 400, 500);
        assertEquals(300, seven.examplesPerSecond(), 1e-9);
        assertEquals((10 / 200.0 - 10 / 400.0) / 2 / (10 / 300.0), seven.spread(), 1e-12);
    }

    @Test
    void throughput_countsExamples_notPlacesInMiniBatches() {
        assertEquals(625, new Throughput(16384, 12500, false, 0, new double[] {20}).examplesPerSecond());
    }

    @Test
    void table_hasARowForEachSize_andAStarAtEachKnee() {
        Map<String, List<Throughput>> measured = new TreeMap<>();
        measured.put("cpu", List.of(throughput(1, 100), throughput(10, 1000), throughput(100, 1010)));
        measured.put("gpu", List.of(throughput(10, 5000)));
        List<String> table = new SweepReport("784-30-10", measured, Map.of()).table();
        assertEquals(4, table.size());
        assertEquals(List.of("mini-batch", "cpu", "gpu"), List.of(table.get(0).split(" +")));
        assertEquals("1 100 ±0 % -", words(table.get(1)));
        assertEquals("10 1,000 ±0 % * 5,000 ±0 % *", words(table.get(2)));
        assertEquals("100 1,010 ±0 % -", words(table.get(3)));
        int end = table.get(0).indexOf("cpu") + "cpu".length();
        for (String row : table) {
            assertEquals(row.stripTrailing(), row);
            assertTrue(row.charAt(end - 1) != ' ' && row.charAt(end) == ' ', "not in its column: " + row);
        }
    }

    @Test
    void table_hasAColumnOfSingleOperations_besideABackendThatFuses_withoutAKnee() {
        Map<String, List<Throughput>> measured = new TreeMap<>();
        measured.put("cpu", List.of(throughput(1, 100), throughput(10, 1000)));
        measured.put("gpu", List.of(throughput(10, 5000)));
        List<String> table = new SweepReport("784-30-10", measured, Map.of("cpu", List.of(throughput(1, 50)))).table();
        assertEquals("mini-batch cpu cpu unfused gpu", words(table.get(0)));
        assertEquals("1 100 ±0 % 50 ±0 % -", words(table.get(1)));
        assertEquals("10 1,000 ±0 % * - 5,000 ±0 % *", words(table.get(2)));
    }

    @Test
    void write_keepsSingleOperationsBesideTheFused(@TempDir Path folder) throws IOException {
        new SweepReport(
                        "784-30-10",
                        Map.of("cpu", List.of(throughput(1, 100))),
                        Map.of("cpu", List.of(throughput(1, 50))))
                .write(folder, Map.of());
        JsonObject json = JsonParser.parseString(Files.readString(folder.resolve(SweepReport.JSON)))
                .getAsJsonObject();
        assertEquals(1.0 / 50, secondsPerStep(json.getAsJsonObject("unfused")), 1e-12);
        assertEquals(1.0 / 100, secondsPerStep(json.getAsJsonObject("throughput")), 1e-12);
    }

    private static double secondsPerStep(JsonObject part) {
        JsonObject first = part.getAsJsonArray("cpu").get(0).getAsJsonObject();
        return first.getAsJsonArray("secondsPerStep").get(0).getAsDouble();
    }

    private static String words(String row) {
        return row.strip().replaceAll(" +", " ");
    }
}
