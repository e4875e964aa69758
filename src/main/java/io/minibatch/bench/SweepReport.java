package io.minibatch.bench;

import com.google.gson.GsonBuilder;
import io.minibatch.io.AtomicFile;
import io.minibatch.report.Chart;
import io.minibatch.report.Png;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The throughput of training over mini-batch sizes as a table, a chart and JSON.
 *
 * @param title the network and the data
 * @param measured by backend, by rising mini-batch size
 */
public record SweepReport(String title, Map<String, List<Throughput>> measured) {
    /** The file of the figures, by which the folder of an earlier sweep is known. */
    public static final String JSON = "bench.json";

    /** The knee is the smallest mini-batch with so much of the highest throughput. */
    private static final double KNEE = 0.9;

    /** Returns the mini-batch size from which on larger ones gain less than a tenth, null where nothing was measured. */
    public static @Nullable Throughput knee(List<Throughput> measured) {
        double highest = measured.stream()
                .mapToDouble(Throughput::examplesPerSecond)
                .max()
                .orElse(0);
        return measured.stream()
                .filter(each -> each.examplesPerSecond() >= KNEE * highest)
                .findFirst()
                .orElse(null);
    }

    /** Returns a table, a row for each size and a column for each backend, the knee of each marked by a star. */
    public List<String> table() {
        List<String> rows = new ArrayList<>();
        StringBuilder head = new StringBuilder("mini-batch");
        measured.keySet().forEach(backend -> head.append(cell(backend, "", "")));
        rows.add(head.toString().stripTrailing());
        TreeSet<Integer> sizes = new TreeSet<>();
        measured.values().forEach(list -> list.forEach(each -> sizes.add(each.batchSize())));
        for (int size : sizes) {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%,10d", size));
            measured.values().forEach(list -> row.append(cell(list, size)));
            rows.add(row.toString().stripTrailing());
        }
        return rows;
    }

    private static String cell(List<Throughput> list, int size) {
        Throughput knee = knee(list);
        return list.stream()
                .filter(each -> each.batchSize() == size)
                .map(each -> cell(
                        String.format(Locale.ROOT, "%,.0f", each.examplesPerSecond()),
                        String.format(Locale.ROOT, "±%.0f %%", 100 * each.spread()),
                        each == knee ? "*" : ""))
                .findFirst()
                .orElse(cell("-", "", ""));
    }

    private static String cell(String number, String spread, String star) {
        return String.format(Locale.ROOT, "%14s%8s%2s", number, spread, star);
    }

    /** Writes {@code bench.png} and {@code bench.json}. */
    public void write(Path folder, Map<String, String> circumstances) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("circumstances", circumstances);
        all.put("throughput", measured);
        AtomicFile.writeText(
                folder.resolve(JSON),
                new GsonBuilder().setPrettyPrinting().create().toJson(all) + "\n");
        Png.write(folder.resolve("bench.png"), chart().draw());
    }

    private Chart chart() {
        List<Chart.Series> series = new ArrayList<>();
        List<Throughput> knees = new ArrayList<>();
        measured.forEach((backend, list) -> {
            series.add(series(backend, list, Chart.Style.LINE));
            Throughput knee = knee(list);
            if (knee != null) {
                knees.add(knee);
            }
        });
        // One name for all of them, and over the lines: each lies on its own.
        series.add(series("knee: 90 % of the highest", knees, Chart.Style.POINTS));
        return new Chart(
                title,
                Chart.Axis.of("mini-batch size", true),
                Chart.Axis.of("training images per second", true),
                series);
    }

    private static Chart.Series series(String name, List<Throughput> points, Chart.Style style) {
        return new Chart.Series(
                name,
                points.stream().mapToDouble(Throughput::batchSize).toArray(),
                points.stream().mapToDouble(Throughput::examplesPerSecond).toArray(),
                new double[0],
                style);
    }
}
