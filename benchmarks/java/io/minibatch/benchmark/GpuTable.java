package io.minibatch.benchmark;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tables of the figures that the check of a card leaves.
 *
 * <ul>
 *   <li>{@code peers FILE} prints every program of the peers in every cell, and those that train many networks at once;
 *   <li>{@code readme} rewrites the part of benchmarks/README.md between two markers from the {@code report.md} of each
 *       folder {@code benchmarks/results/gpu-*}, and leaves nothing there while there is none.
 * </ul>
 */
public final class GpuTable {
    static final String BEGIN = "<!-- GPU figures, by io.minibatch.benchmark.GpuTable -->";
    static final String END = "<!-- end of the GPU figures -->";

    private static final Path RESULTS = Path.of("benchmarks", "results");
    private static final String OURS = "Minibatch";

    private GpuTable() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 2 && arguments[0].equals("peers")) {
            List<JsonObject> figures = figures(Path.of(arguments[1]));
            System.out.print(peers(figures, "cuda"));
            System.out.print(FusedTables.many(figures));
            System.out.print(peers(figures, "cpu"));
        } else if (arguments.length == 1 && arguments[0].equals("readme")) {
            Path readme = Path.of("benchmarks", "README.md");
            String text = Files.readString(readme);
            String changed = readme(text, RESULTS);
            if (!changed.equals(text)) {
                AtomicFile.writeText(readme, changed);
            }
        } else {
            System.err.println("GpuTable: give 'peers FILE' or 'readme'");
            System.exit(2);
        }
    }

    /** Returns the lines of a file that are JSON objects with a kind. */
    static List<JsonObject> figures(Path file) throws IOException {
        return objects(file).stream().filter(figure -> figure.has("kind")).toList();
    }

    /** Returns the lines of a file that are JSON objects. */
    static List<JsonObject> objects(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    /**
     * Returns a table of one network, a row a cell and a column a program, the losing cells too; empty if no program
     * ran there.
     */
    static String peers(List<JsonObject> figures, String device) {
        Map<String, Map<String, JsonObject>> cells = new LinkedHashMap<>();
        Map<String, Boolean> programs = new LinkedHashMap<>();
        figures.stream()
                .filter(figure -> text(figure, "kind").equals("peer")
                        && text(figure, "device").equals(device)
                        && !figure.has("networks"))
                .forEach(figure -> {
                    programs.put(text(figure, "peer"), true);
                    cells.computeIfAbsent(
                                    text(figure, "layers") + ", " + text(figure, "batch"), key -> new LinkedHashMap<>())
                            .put(text(figure, "peer"), figure);
                });
        if (cells.isEmpty()) {
            return "";
        }
        StringBuilder table = new StringBuilder("\nOn the " + (device.equals("cpu") ? "CPU, one thread" : "GPU")
                + ": images a second; us for a step; accuracy on the validation images.\n\n");
        table.append("| layers, mini-batch | ").append(String.join(" | ", programs.keySet()));
        table.append(" | Minibatch by the best other |\n")
                .append("|---".repeat(programs.size() + 2))
                .append("|\n");
        cells.forEach((cell, figuresOf) -> {
            table.append("| ").append(cell);
            programs.keySet().forEach(program -> table.append(" | ").append(peer(figuresOf.get(program))));
            table.append(" | ").append(ratio(figuresOf)).append(" |\n");
        });
        return table.toString();
    }

    private static String peer(@Nullable JsonObject figure) {
        if (figure == null) {
            return "—";
        }
        double rate = figure.get("images_per_second").getAsDouble();
        double micros = 1e6 * figure.get("batch").getAsDouble() / rate;
        String accuracy = figure.has("validation_accuracy")
                ? String.format(
                        Locale.ROOT,
                        "; %.1f %%",
                        100 * figure.get("validation_accuracy").getAsDouble())
                : "";
        return String.format(Locale.ROOT, "%,.0f; %.1f%s", rate, micros, accuracy);
    }

    private static String ratio(Map<String, JsonObject> figures) {
        JsonObject ours = figures.get(OURS);
        double best = figures.values().stream()
                .filter(figure -> !text(figure, "peer").equals(OURS))
                .mapToDouble(figure -> figure.get("images_per_second").getAsDouble())
                .max()
                .orElse(Double.NaN);
        return ours == null || Double.isNaN(best)
                ? "—"
                : String.format(
                        Locale.ROOT, "%.2f ×", ours.get("images_per_second").getAsDouble() / best);
    }

    /** Returns the text with the table of all results between its markers, which must be there. */
    static String readme(String text, Path results) throws IOException {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException("benchmarks/README.md: the lines '" + BEGIN + "' and '" + END + "' are missing");
        }
        StringBuilder table = new StringBuilder("\n");
        for (Path report : reports(results)) {
            table.append(section(report));
        }
        return text.substring(0, begin + BEGIN.length()) + table + text.substring(end);
    }

    private static List<Path> reports(Path results) throws IOException {
        try (Stream<Path> folders = Files.list(results)) {
            return folders.filter(folder -> String.valueOf(folder.getFileName()).startsWith("gpu-"))
                    .map(folder -> folder.resolve("report.md"))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
        }
    }

    /** Returns images a second in float32 by layers and mini-batch, and fused steps where there are any. */
    private static String section(Path report) throws IOException {
        List<JsonObject> figures = figures(report);
        Map<String, TreeMap<Integer, Double>> rates = new LinkedHashMap<>();
        TreeMap<Integer, Boolean> batches = new TreeMap<>();
        for (JsonObject figure : figures) {
            if (text(figure, "kind").equals("step") && text(figure, "precision").equals("fp32")) {
                int batch = figure.get("batch").getAsInt();
                batches.put(batch, true);
                rates.computeIfAbsent(text(figure, "layers"), key -> new TreeMap<>())
                        .put(batch, figure.get("images_per_second").getAsDouble());
            }
        }
        String folder = String.valueOf(report.getName(report.getNameCount() - 2));
        StringBuilder text = new StringBuilder("\nImages a second in float32 by mini-batch size ([" + folder
                + "](results/" + folder + "/report.md), with device, driver and all other figures):\n\n");
        List<String> head = new ArrayList<>(List.of("layers"));
        batches.keySet().forEach(batch -> head.add(String.valueOf(batch)));
        text.append("| ")
                .append(String.join(" | ", head))
                .append(" |\n")
                .append("|---".repeat(head.size()))
                .append("|\n");
        rates.forEach((layers, ofLayers) -> {
            text.append("| ").append(layers);
            for (int batch : batches.keySet()) {
                Double rate = ofLayers.get(batch);
                text.append(" | ").append(rate == null ? "—" : String.format(Locale.ROOT, "%,.0f", rate));
            }
            text.append(" |\n");
        });
        text.append(FusedTables.steps(figures));
        text.append(FusedTables.trainings(figures));
        return text.append(FusedTables.many(figures)).append("\n").toString();
    }

    static String text(JsonObject figure, String name) {
        return figure.has(name) ? figure.get(name).getAsString() : "";
    }
}
