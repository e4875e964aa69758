package io.minibatch.benchmark;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.minibatch.io.AtomicFile;
import io.minibatch.report.Chart;
import io.minibatch.report.Png;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Tables and charts of JMH's results, a median in each cell with half of the distance between the extreme iterations.
 */
final class Report {
    private static final int INPUTS = 784;
    private static final double MICRO = 1e6;
    private static final double GIGA = 1e9;

    /** Among so many steps a second, the 10 kB that JMH itself allocates are little for each. */
    private static final double MANY_STEPS = 10_000;

    private Report() {}

    /** Writes {@code NAME.md} and, of steps, a chart for each network. */
    static void write(Path folder, String name, List<JsonObject> rows) {
        String table = switch (name) {
            case "GemmBenchmark" -> products(rows);
            case "OperationBenchmark" -> operations(rows);
            case "StepBenchmark" -> steps(folder, rows);
            default -> scores(rows);
        };
        AtomicFile.writeText(folder.resolve(name + ".md"), table);
    }

    /** The rate of each product, and its part of the highest in the table on the same device with as many threads. */
    private static String products(List<JsonObject> rows) {
        Map<String, Double> highest =
                rows.stream().collect(Collectors.toMap(Report::device, Report::gigaflops, Math::max));
        return grid(
                rows,
                row -> param(row, "batchAndNeurons") + " | " + product(row),
                "M×N | Product",
                Report::line,
                row -> String.format(
                        Locale.ROOT,
                        "%s µs, %.0f GFLOP/s, %.0f %%",
                        digits(micros(row)),
                        gigaflops(row),
                        100 * gigaflops(row) / highest.getOrDefault(device(row), Double.NaN)));
    }

    private static String product(JsonObject row) {
        return switch (param(row, "transpose")) {
            case "A" -> "gradient, Xᵀ·δ";
            case "B" -> "backward, δ·Wᵀ";
            default -> "forward, X·W";
        };
    }

    /** From half of the samples' time, since others may interrupt the rest. */
    private static double micros(JsonObject row) {
        return row.getAsJsonObject("primaryMetric")
                .getAsJsonObject("scorePercentiles")
                .get("50.0")
                .getAsDouble();
    }

    private static double gigaflops(JsonObject row) {
        String[] sizes = param(row, "batchAndNeurons").split("x");
        double operations = 2.0 * INPUTS * Integer.parseInt(sizes[0]) * Integer.parseInt(sizes[1]);
        return operations / micros(row) * MICRO / GIGA;
    }

    /** The traffic of each operation, and its part of that of a large product by elements. */
    private static String operations(List<JsonObject> rows) {
        Map<String, Double> large = rows.stream()
                .filter(row -> param(row, "operation").equals("LARGE_MULTIPLY"))
                .collect(Collectors.toMap(Report::device, row -> rate(row, "bytes"), Math::max));
        return grid(
                rows,
                row -> param(row, "operation") + " | " + line(row),
                "Operation | On",
                row -> param(row, "batchAndNeurons"),
                row -> String.format(
                        Locale.ROOT,
                        "%s µs ±%.0f %%, %.1f GB/s, %.0f %%",
                        digits(MICRO / median(row.getAsJsonObject("primaryMetric"))),
                        100 * spread(row),
                        rate(row, "bytes") / GIGA,
                        100 * rate(row, "bytes") / large.getOrDefault(device(row), Double.NaN)));
    }

    /** Images a second of each network over mini-batch sizes. */
    private static String steps(Path folder, List<JsonObject> rows) {
        StringBuilder text = new StringBuilder();
        Map<String, List<JsonObject>> networks = rows.stream()
                .collect(Collectors.groupingBy(row -> param(row, "layers"), LinkedHashMap::new, Collectors.toList()));
        networks.forEach((layers, ofNetwork) -> {
            text.append("**").append(layers).append("**\n\n");
            text.append(grid(
                    ofNetwork,
                    row -> param(row, "batch"),
                    "Mini-batch",
                    Report::line,
                    row -> String.format(
                            Locale.ROOT,
                            "%,.0f ±%.0f %%; %s µs, %.0f GFLOP/s",
                            rate(row, "images"),
                            100 * spread(row),
                            digits(MICRO / rate(row, "steps")),
                            rate(row, "steps")
                                    * Integer.parseInt(param(row, "batch"))
                                    * operationsOfImage(layers)
                                    / GIGA)));
            text.append("\n");
            Png.write(
                    folder.resolve("step-" + layers + ".png"),
                    chart(layers, ofNetwork).draw());
        });
        rows.stream()
                .filter(row -> rate(row, "steps") > MANY_STEPS)
                .map(row -> row.getAsJsonObject("secondaryMetrics").getAsJsonObject("gc.alloc.rate.norm"))
                .filter(Objects::nonNull)
                .mapToDouble(Report::median)
                .max()
                .ifPresent(bytes -> text.append(String.format(
                        Locale.ROOT,
                        "Bytes allocated in a step, JMH's own included, where a second has more than %,.0f steps: %.1f at most.%n",
                        MANY_STEPS,
                        bytes)));
        return text.toString();
    }

    /** Returns a counter's rate in the median iteration; JMH gives that of the mean one. */
    private static double rate(JsonObject row, String counter) {
        JsonObject primary = row.getAsJsonObject("primaryMetric");
        return median(primary) * secondary(row, counter) / primary.get("score").getAsDouble();
    }

    private static String device(JsonObject row) {
        String threads = param(row, "threads");
        return param(row, "backend").equals("cpu")
                ? threads + (threads.equals("1") ? " thread" : " threads")
                : param(row, "backend");
    }

    private static String line(JsonObject row) {
        String gemm = param(row, "gemm");
        String line = gemm.isEmpty() ? device(row) : "--gemm " + gemm + ", " + device(row);
        String precision = param(row, "precision");
        String ofPrecision = precision.isEmpty() || precision.equals("fp32") ? line : line + ", " + precision;
        return param(row, "fused").equals("off") ? ofPrecision + ", unfused" : ofPrecision;
    }

    /** Forward, gradient and backward of each layer, without the first one's backward: 2·(3·Σ Kₗ·Nₗ − K₁·N₁). */
    private static double operationsOfImage(String layers) {
        int[] sizes =
                Arrays.stream(layers.split("-")).mapToInt(Integer::parseInt).toArray();
        double products = -(double) sizes[0] * sizes[1];
        for (int l = 1; l < sizes.length; l++) {
            products += 3.0 * sizes[l - 1] * sizes[l];
        }
        return 2 * products;
    }

    private static Chart chart(String layers, List<JsonObject> rows) {
        Map<String, TreeMap<Integer, Double>> lines = new LinkedHashMap<>();
        for (JsonObject row : rows) {
            lines.computeIfAbsent(line(row), name -> new TreeMap<>())
                    .put(Integer.parseInt(param(row, "batch")), rate(row, "images"));
        }
        List<Chart.Series> series = new ArrayList<>();
        lines.forEach((name, points) -> series.add(new Chart.Series(
                name, toArray(points.keySet()), toArray(points.values()), new double[0], Chart.Style.LINE)));
        return new Chart(
                layers,
                Chart.Axis.of("mini-batch size", true),
                Chart.Axis.of("training images per second", true),
                series);
    }

    private static double[] toArray(Collection<? extends Number> numbers) {
        return numbers.stream().mapToDouble(Number::doubleValue).toArray();
    }

    private static String scores(List<JsonObject> rows) {
        return grid(
                rows,
                row -> row.getAsJsonObject("params").asMap().values().stream()
                        .map(JsonElement::getAsString)
                        .collect(Collectors.joining(", ")),
                "Parameters",
                row -> row.get("benchmark").getAsString().replaceAll(".*\\.", ""),
                row -> String.format(
                        Locale.ROOT,
                        "%s ±%.0f %% %s",
                        digits(median(row.getAsJsonObject("primaryMetric"))),
                        100 * spread(row),
                        row.getAsJsonObject("primaryMetric").get("scoreUnit").getAsString()));
    }

    /** Returns a Markdown table, rows and columns in the order of their first results, a dash where there is none. */
    private static String grid(
            List<JsonObject> rows,
            Function<JsonObject, String> head,
            String headTitle,
            Function<JsonObject, String> column,
            Function<JsonObject, String> cell) {
        Map<String, Map<String, String>> cells = new LinkedHashMap<>();
        Map<String, String> none = new LinkedHashMap<>();
        for (JsonObject row : rows) {
            cells.computeIfAbsent(head.apply(row), key -> new LinkedHashMap<>())
                    .put(column.apply(row), cell.apply(row));
            none.put(column.apply(row), "—");
        }
        String title = "| " + headTitle + " | " + String.join(" | ", none.keySet()) + " |";
        StringBuilder table = new StringBuilder(title).append("\n");
        table.append("|---".repeat((int) title.chars().filter(c -> c == '|').count() - 1))
                .append("|\n");
        cells.forEach((name, values) -> {
            Map<String, String> line = new LinkedHashMap<>(none);
            line.putAll(values);
            table.append("| ")
                    .append(name)
                    .append(" | ")
                    .append(String.join(" | ", line.values()))
                    .append(" |\n");
        });
        return table.toString();
    }

    private static String param(JsonObject row, String name) {
        JsonObject params = row.getAsJsonObject("params");
        return params.has(name) ? params.get(name).getAsString() : "";
    }

    /** Returns a counter's or profiler's score, NaN if it was not taken. */
    private static Double secondary(JsonObject row, String name) {
        JsonObject metrics = row.getAsJsonObject("secondaryMetrics");
        return metrics.has(name) ? metrics.getAsJsonObject(name).get("score").getAsDouble() : Double.NaN;
    }

    private static double median(JsonObject metric) {
        double[] sorted = iterations(metric);
        return sorted[sorted.length / 2];
    }

    /** Returns half of the distance between the extreme iterations, as a part of the median. */
    private static double spread(JsonObject row) {
        double[] sorted = iterations(row.getAsJsonObject("primaryMetric"));
        return (sorted[sorted.length - 1] - sorted[0]) / 2 / sorted[sorted.length / 2];
    }

    /** Returns what each iteration of each fork gave, rising. */
    private static double[] iterations(JsonObject metric) {
        return StreamSupport.stream(metric.getAsJsonArray("rawData").spliterator(), false)
                .flatMap(fork -> StreamSupport.stream(fork.getAsJsonArray().spliterator(), false))
                .mapToDouble(JsonElement::getAsDouble)
                .sorted()
                .toArray();
    }

    /** Returns three digits. */
    private static String digits(double value) {
        return value < 10
                ? String.format(Locale.ROOT, "%.2f", value)
                : value < 100 ? String.format(Locale.ROOT, "%.1f", value) : String.format(Locale.ROOT, "%,.0f", value);
    }
}
