package io.minibatch.benchmark;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Precision;
import io.minibatch.io.AtomicFile;
import io.minibatch.train.HostCostBenchmark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * JMH's results of one class, with machine, system, JDK and commands, and of each the device, the date and the commit.
 */
final class ResultFile {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private final Path path;
    private final JsonObject circumstances = circumstances();
    private final JsonArray commands = new JsonArray();
    private final Map<String, JsonObject> rows = new LinkedHashMap<>();
    private final Map<String, String> devices = new HashMap<>();

    private ResultFile(Path path) {
        this.path = path;
    }

    /** Returns a file with what it holds already, where the circumstances were the same, else an empty one. */
    static ResultFile in(Path folder, String name) {
        ResultFile file = new ResultFile(folder.resolve(name + ".json"));
        if (Files.exists(file.path)) {
            file.take(read(file.path));
        }
        return file;
    }

    private void take(String text) {
        JsonObject held = JsonParser.parseString(text).getAsJsonObject();
        if (circumstances.equals(held.get("circumstances"))) {
            commands.addAll(held.getAsJsonArray("commands"));
            held.getAsJsonArray("results").forEach(row -> put(row.getAsJsonObject()));
        }
    }

    /** Adds results; one with the parameters of an older one takes its place. */
    void add(Collection<RunResult> results, String commit, String command) {
        commands.add(command);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ResultFormatFactory.getInstance(ResultFormatType.JSON, new PrintStream(out, true, StandardCharsets.UTF_8))
                .writeOut(results);
        for (JsonElement each :
                JsonParser.parseString(out.toString(StandardCharsets.UTF_8)).getAsJsonArray()) {
            JsonObject row = each.getAsJsonObject();
            row.remove("jvm"); // a path of the machine
            JsonObject primary = row.getAsJsonObject("primaryMetric");
            primary.remove("rawDataHistogram");
            // The percentiles of sampled times, a second time.
            row.getAsJsonObject("secondaryMetrics").keySet().removeIf(name -> name.startsWith("p"));
            if (!row.has("params")) {
                row.add("params", new JsonObject());
            }
            row.addProperty("device", device(row));
            row.addProperty("date", LocalDate.now(ZoneOffset.UTC).toString());
            row.addProperty("commit", commit);
            put(row);
        }
    }

    /** Leaves the default of a parameter out that some results of the same step do not have. */
    private void put(JsonObject row) {
        JsonObject params = row.getAsJsonObject("params");
        if (param(params, "fused", "").equals(BackendOptions.AUTO)) {
            params.remove("fused");
        }
        rows.put(row.get("benchmark") + " " + row.get("params"), row);
    }

    private String device(JsonObject row) {
        if (row.get("benchmark").getAsString().contains(HostCostBenchmark.class.getSimpleName())) {
            return "emulated driver that does nothing";
        }
        JsonObject params = row.getAsJsonObject("params");
        String backend = param(params, "backend", "cpu");
        BackendOptions options = new BackendOptions(
                Integer.parseInt(param(params, "threads", "1")),
                List.of(),
                param(params, "gemm", "auto"),
                Precision.of(param(params, "precision", "fp32")),
                param(params, "fused", BackendOptions.AUTO));
        return devices.computeIfAbsent(backend + options, key -> {
            try (Backend opened = Backends.open(backend, options).backend()) {
                return opened.device();
            }
        });
    }

    private static String param(JsonObject params, String name, String otherwise) {
        return params.has(name) ? params.get(name).getAsString() : otherwise;
    }

    /** Returns what there is, in the order in which it was measured. */
    List<JsonObject> rows() {
        return List.copyOf(rows.values());
    }

    void write() {
        JsonObject all = new JsonObject();
        all.add("circumstances", circumstances);
        all.add("commands", commands);
        JsonArray results = new JsonArray();
        rows.values().forEach(results::add);
        all.add("results", results);
        try {
            Files.createDirectories(path.getParent());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        AtomicFile.writeText(path, GSON.toJson(all) + "\n");
    }

    /** Returns machine, system, JDK, and what forces OpenBLAS's kernels. */
    private static JsonObject circumstances() {
        JsonObject circumstances = new JsonObject();
        circumstances.addProperty("machine", machine());
        circumstances.addProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        circumstances.addProperty("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("OPENBLAS_")) {
                circumstances.addProperty(name, value);
            }
        });
        return circumstances;
    }

    private static String machine() {
        String cpu = Files.exists(CPU_INFO)
                ? read(CPU_INFO)
                        .lines()
                        .filter(line -> line.startsWith("model name") || line.startsWith("cpu family"))
                        .distinct()
                        .map(line -> line.replaceAll("\\s*:\\s*", " ").replace("model name ", ""))
                        .sorted()
                        .reduce("", (all, each) -> each + (all.isEmpty() ? "" : ", ") + all)
                : System.getProperty("os.arch");
        return cpu + ", " + Runtime.getRuntime().availableProcessors() + " processors";
    }

    /** Returns the commit, {@code -dirty} where files differ from it. */
    static String commit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
            try (Stream<String> lines = git.inputReader().lines()) {
                return lines.filter(Predicate.not(String::isBlank)).findFirst().orElse("unknown");
            }
        } catch (IOException absent) {
            return "unknown";
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
