package io.minibatch.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.io.AtomicFile;
import io.minibatch.report.Png;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The folder of an experiment: {@code results.json}, {@code results.csv}, the plots and {@code README.md}. */
final class ResultFiles {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
    private static final MathContext DIGITS = new MathContext(6);

    private ResultFiles() {}

    static void write(Path folder, Results results, Map<String, String> circumstances) {
        AtomicFile.writeText(folder.resolve("results.json"), json(results, circumstances));
        AtomicFile.writeText(folder.resolve("results.csv"), csv(results));
        for (Plot plot : results.experiment().plots()) {
            Png.write(
                    folder.resolve(plot.file() + ".png"),
                    new Drawing(plot, results).chart().draw());
        }
        AtomicFile.writeText(folder.resolve("README.md"), new MarkdownReport(results, circumstances).text());
    }

    /** One line a trial, so that a reader and a diff find their way. */
    private static String json(Results results, Map<String, String> circumstances) {
        JsonObject head = new JsonObject();
        head.addProperty("experiment", results.experiment().name());
        head.addProperty("Trained", results.days());
        circumstances.forEach(head::addProperty);
        JsonArray checks = new JsonArray();
        for (Verdict verdict : results.verdicts()) {
            JsonObject check = new JsonObject();
            check.addProperty("says", verdict.claim());
            check.addProperty("answer", verdict.answer().word());
            check.addProperty("figures", verdict.figures());
            checks.add(check);
        }
        head.add("checks", checks);
        String trials = results.byLabel().values().stream()
                .flatMap(List::stream)
                .map(done -> GSON.toJson(trial(done)))
                .collect(Collectors.joining(",\n"));
        String open = GSON.toJson(head);
        return open.substring(0, open.length() - 1) + ",\"trials\":[\n" + trials + "\n]}\n";
    }

    private static JsonObject trial(Results.Done done) {
        JsonObject trial = new JsonObject();
        trial.addProperty("label", done.trial().label());
        JsonObject settings = new JsonObject();
        done.trial().settings().texts().forEach(settings::addProperty);
        trial.add("settings", settings);
        trial.addProperty("seed", done.trial().seed());
        trial.addProperty("end", done.outcome().end());
        JsonObject values = new JsonObject();
        done.outcome().values().forEach((name, value) -> values.addProperty(name, rounded(value)));
        trial.add("values", values);
        JsonObject series = new JsonObject();
        done.outcome().series().forEach((name, numbers) -> {
            JsonArray array = new JsonArray();
            for (double number : numbers) {
                array.add(rounded(number));
            }
            series.add(name, array);
        });
        trial.add("series", series);
        return trial;
    }

    private static BigDecimal rounded(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    }

    /** A line a trial: how it ended, its settings, its values and the measures of the table. */
    private static String csv(Results results) {
        Set<String> settings = new TreeSet<>();
        Set<String> values = new TreeSet<>();
        results.byLabel().values().stream().flatMap(List::stream).forEach(done -> {
            settings.addAll(done.trial().settings().texts().keySet());
            values.addAll(done.outcome().values().keySet());
        });
        Set<Measure> measures = new LinkedHashSet<>(results.experiment().table());
        measures.removeIf(measure -> values.contains(measure.name()));
        StringBuilder text = new StringBuilder("label,seed,end");
        settings.forEach(name -> text.append(',').append(quoted("settings." + name)));
        values.forEach(name -> text.append(',').append(name));
        measures.forEach(measure -> text.append(',').append(measure.name() + "@" + measure.where()));
        for (List<Results.Done> runs : results.byLabel().values()) {
            for (Results.Done done : runs) {
                text.append('\n').append(quoted(done.trial().label()));
                text.append(',').append(done.trial().seed());
                text.append(',').append(done.outcome().end());
                for (String name : settings) {
                    text.append(',')
                            .append(quoted(done.trial().settings().texts().getOrDefault(name, "")));
                }
                for (String name : values) {
                    Double value = done.outcome().values().get(name);
                    text.append(',').append(value == null ? "" : plain(value));
                }
                for (Measure measure : measures) {
                    OptionalDouble value = measure.of(done.outcome());
                    text.append(',').append(value.isEmpty() ? "" : plain(value.getAsDouble()));
                }
            }
        }
        return text.append('\n').toString();
    }

    private static String plain(double value) {
        return rounded(value).toPlainString();
    }

    private static String quoted(String text) {
        return text.matches("[^\",\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
