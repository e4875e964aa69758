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
 * @param unfused likewise, as single operations where the steps of {@code measured} are fused
 */
public record SweepReport(String title, Map<String, List<Throughput>> measured, Map<String, List<Throughput>> unfused) {
    /** The file of the figures, by which the folder of an earlier sweep is known. */
    public static final String JSON = "bench.json";

    /** The knee is the smallest mini-batch with this share of the highest throughput. */
    private static final double KNEE = 0.9;

    /** Characters of a throughput in the table, where no name is longer. */
    private static final int LEAST_WIDTH = 14;

    /** Returns the mini-batch size from which on larger ones gain less than a tenth, null if nothing was measured. */
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

    /** The figures of a backend, or of its single operations. */
    private record Column(
            String name, List<Throughput> list, @Nullable Throughput knee) {}

    /** Single operations have no knee: they lack the sizes at which they are the backend's own steps. */
    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        measured.forEach((backend, list) -> {
            columns.add(new Column(backend, list, knee(list)));
            if (unfused.containsKey(backend)) {
                List<Throughput> single = unfused.getOrDefault(backend, List.of());
                columns.add(new Column(Contender.unfused(backend), single, null));
            }
        });
        return columns;
    }

    /**
     * Returns a table, a row for each size and a column for each backend, the knee of each marked by a star; behind it
     * one for its single operations where its steps are fused.
     */
    public List<String> table() {
        List<Column> columns = columns();
        int longest =
                columns.stream().mapToInt(column -> column.name.length()).max().orElse(0);
        String form = "%" + Math.max(LEAST_WIDTH, longest + 1) + "s%8s%2s";
        List<String> rows = new ArrayList<>();
        StringBuilder head = new StringBuilder("mini-batch");
        columns.forEach(column -> head.append(String.format(Locale.ROOT, form, column.name, "", "")));
        rows.add(head.toString().stripTrailing());
        TreeSet<Integer> sizes = new TreeSet<>();
        measured.values().forEach(list -> list.forEach(each -> sizes.add(each.batchSize())));
        for (int size : sizes) {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%,10d", size));
            columns.forEach(column -> row.append(String.format(Locale.ROOT, form, cell(column, size))));
            rows.add(row.toString().stripTrailing());
        }
        return rows;
    }

    /** Returns throughput, spread and star. */
    private static Object[] cell(Column column, int size) {
        return column.list.stream()
                .filter(each -> each.batchSize() == size)
                .findFirst()
                .map(each -> new Object[] {
                    String.format(Locale.ROOT, "%,.0f", each.examplesPerSecond()),
                    String.format(Locale.ROOT, "±%.0f %%", 100 * each.spread()),
                    each == column.knee ? "*" : ""
                })
                .orElse(new Object[] {"-", "", ""});
    }

    /** Writes {@code bench.png} and {@code bench.json}. */
    public void write(Path folder, Map<String, String> circumstances) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("circumstances", circumstances);
        all.put("throughput", measured);
        all.put("unfused", unfused);
        AtomicFile.writeText(
                folder.resolve(JSON),
                new GsonBuilder().setPrettyPrinting().create().toJson(all) + "\n");
        Png.write(folder.resolve("bench.png"), chart().draw());
    }

    private Chart chart() {
        List<Chart.Series> series = new ArrayList<>();
        List<Throughput> knees = new ArrayList<>();
        for (Column column : columns()) {
            series.add(series(column.name, column.list, Chart.Style.LINE));
            if (column.knee != null) {
                knees.add(column.knee);
            }
        }
        // One name for all of them, and over the lines: each lies on its own.
        series.add(series("knee: 90 % of the highest", knees, Chart.Style.POINTS));
        return new Chart(
                title,
                Chart.Axis.of("mini-batch size", true),
                Chart.Axis.of("training examples per second", true),
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
