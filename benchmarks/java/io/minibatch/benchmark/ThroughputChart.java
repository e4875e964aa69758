package io.minibatch.benchmark;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.minibatch.report.Chart;
import io.minibatch.report.Png;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws the README's chart of throughput over mini-batch sizes, 784-100-10 in float32, from committed results: the
 * peers on one CPU thread ({@code peers-cpu.jsonl}) and the checks of an H100 ({@code gpu-h100}). Run it after either
 * has changed.
 */
final class ThroughputChart {
    private static final Path RESULTS = Path.of("benchmarks", "results");
    private static final String LAYERS = "784-100-10";

    /** Mini-batch sizes up to which a training of these layers takes fused steps on the GPU. */
    private static final int MOST_FUSED = 16;

    private ThroughputChart() {}

    public static void main(String[] arguments) throws IOException {
        Png.write(
                RESULTS.resolve("throughput-" + LAYERS + ".png"), chart(RESULTS).draw());
    }

    static Chart chart(Path results) throws IOException {
        List<Chart.Series> series = new ArrayList<>();
        series.add(line("Minibatch, NVIDIA H100", gpu(results.resolve("gpu-h100"))));
        List<JsonObject> peers = GpuTable.objects(results.resolve("peers-cpu.jsonl"));
        series.add(line("Minibatch, one CPU core", cpu(peers, "minibatch auto")));
        series.add(line("NumPy, one CPU core", cpu(peers, "numpy")));
        series.add(line("PyTorch, one CPU core", cpu(peers, "torch")));
        return new Chart(
                "Training throughput, " + LAYERS + ", MNIST, float32",
                Chart.Axis.of("mini-batch size", true),
                Chart.Axis.of("images per second", true),
                series);
    }

    /** Returns the median over the rounds of each round's median, by mini-batch size. */
    private static TreeMap<Integer, Double> cpu(List<JsonObject> figures, String key) {
        TreeMap<Integer, List<Double>> rounds = new TreeMap<>();
        for (JsonObject figure : figures) {
            JsonArray cell = figure.getAsJsonArray("cell");
            if (cell != null
                    && GpuTable.text(figure, "key").equals(key)
                    && cell.get(0).getAsString().equals(LAYERS.replace('-', ','))) {
                rounds.computeIfAbsent(cell.get(1).getAsInt(), batch -> new ArrayList<>())
                        .add(median(figure.getAsJsonArray("images_per_second").asList().stream()
                                .map(JsonElement::getAsDouble)
                                .toList()));
            }
        }
        TreeMap<Integer, Double> rates = new TreeMap<>();
        rounds.forEach((batch, each) -> rates.put(batch, median(each)));
        return rates;
    }

    /** Returns the rates of the steps that a training takes; {@code fused.md} was measured after {@code report.md}. */
    private static TreeMap<Integer, Double> gpu(Path folder) throws IOException {
        TreeMap<Integer, Double> rates = new TreeMap<>();
        for (JsonObject figure : GpuTable.figures(folder.resolve("report.md"))) {
            int batch = figure.has("batch") ? figure.get("batch").getAsInt() : 0;
            boolean fused = GpuTable.text(figure, "steps").equals("fused");
            if (isOurs(figure, "step", "precision", "fp32") && fused == (batch <= MOST_FUSED)) {
                rates.put(batch, figure.get("images_per_second").getAsDouble());
            }
        }
        for (JsonObject figure : GpuTable.figures(folder.resolve("fused.md"))) {
            if (isOurs(figure, "fused", "technique", "plain")) {
                int batch = figure.get("batch").getAsInt();
                String taken = batch <= MOST_FUSED ? "fused_wall_us" : "single_wall_us";
                rates.put(batch, 1e6 * batch / figure.get(taken).getAsDouble());
            }
        }
        return rates;
    }

    private static boolean isOurs(JsonObject figure, String kind, String field, String value) {
        return GpuTable.text(figure, "kind").equals(kind)
                && GpuTable.text(figure, "layers").equals(LAYERS)
                && GpuTable.text(figure, field).equals(value);
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static Chart.Series line(String name, Map<Integer, Double> rates) {
        double[] x = rates.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
        double[] y = rates.values().stream().mapToDouble(Double::doubleValue).toArray();
        return new Chart.Series(name, x, y, new double[0], Chart.Style.LINE);
    }
}
