package io.minibatch.benchmark;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Tables of fused steps and of networks that are trained at once, of the figures that the check of a card leaves. */
final class FusedTables {
    private static final double MICRO = 1e6;

    private FusedTables() {}

    /** Returns microseconds of a step, fused and as single operations; empty if nothing was fused. */
    static String steps(List<JsonObject> figures) {
        List<JsonObject> fused = of("fused", figures);
        if (fused.isEmpty()) {
            return "";
        }
        StringBuilder table = new StringBuilder("\nMicroseconds a step by wall-clock time, float32; ")
                .append("the last column is the speed-up by fused steps:\n\n")
                .append("| layers, mini-batch | fused | single operations | speed-up |\n|---|---|---|---|\n");
        for (JsonObject figure : fused) {
            double one = number(figure, "fused_wall_us");
            double many = number(figure, "single_wall_us");
            table.append(String.format(
                    Locale.ROOT,
                    "| %s, %s%s | %.2f | %.2f | %.1f × |\n",
                    GpuTable.text(figure, "layers"),
                    GpuTable.text(figure, "batch"),
                    GpuTable.text(figure, "technique").equals("plain") ? "" : ", " + GpuTable.text(figure, "technique"),
                    one,
                    many,
                    many / one));
        }
        return table.toString();
    }

    /**
     * Returns the seconds of whole trainings on MNIST, of one network and of many at once; empty if nothing was fused.
     */
    static String trainings(List<JsonObject> figures) {
        StringBuilder rows = new StringBuilder();
        for (JsonObject figure : of("mnist", figures)) {
            if (figure.has("steps")) {
                rows.append(String.format(
                        Locale.ROOT,
                        "| %s, %s | %.2f | %.2f %% |\n",
                        GpuTable.text(figure, "layers"),
                        GpuTable.text(figure, "steps"),
                        number(figure, "training_seconds"),
                        100 * number(figure, "best_validation_accuracy")));
            }
        }
        for (JsonObject figure : of("trained-at-once", figures)) {
            rows.append(String.format(
                    Locale.ROOT,
                    "| %s × %s%s | %.2f | %.2f to %.2f %% |\n",
                    GpuTable.text(figure, "networks"),
                    GpuTable.text(figure, "layers"),
                    GpuTable.text(figure, "evaluated").equals("no") ? "" : ", evaluated in each epoch",
                    number(figure, "seconds"),
                    100 * number(figure, "lowest_validation_accuracy"),
                    100 * number(figure, "highest_validation_accuracy")));
        }
        return rows.isEmpty()
                ? ""
                : "\n30 epochs of MNIST at mini-batches of 10:\n\n"
                        + "| networks | seconds of training | validation accuracy |\n|---|---|---|\n" + rows;
    }

    /**
     * Returns how many steps a second each program makes of all the networks that it trains at once; a program of one
     * network has a row of its own, 1. Empty where no program trained many.
     */
    static String many(List<JsonObject> figures) {
        List<JsonObject> peers = of("peer", figures).stream()
                .filter(figure -> GpuTable.text(figure, "device").equals("cuda"))
                .toList();
        List<String> cells = peers.stream()
                .filter(figure -> figure.has("networks"))
                .map(FusedTables::cell)
                .distinct()
                .toList();
        Map<String, TreeMap<Integer, Map<String, Double>>> rates = new LinkedHashMap<>();
        Map<String, Boolean> programs = new LinkedHashMap<>();
        peers.stream().filter(figure -> cells.contains(cell(figure))).forEach(figure -> {
            String program = GpuTable.text(figure, "peer");
            int networks = figure.has("networks") ? figure.get("networks").getAsInt() : 1;
            programs.put(program, true);
            rates.computeIfAbsent(cell(figure), key -> new TreeMap<>())
                    .computeIfAbsent(networks, key -> new LinkedHashMap<>())
                    .put(program, number(figure, "images_per_second") / number(figure, "batch"));
        });
        if (cells.isEmpty()) {
            return "";
        }
        StringBuilder table = new StringBuilder("\nNetworks trained together: steps of all networks a second; "
                + "microseconds for a step of all networks.\n\n");
        table.append("| layers, mini-batch | networks | ").append(String.join(" | ", programs.keySet()));
        table.append(" |\n").append("|---".repeat(programs.size() + 2)).append("|\n");
        rates.forEach((cell, rows) -> rows.forEach((networks, ofPrograms) -> {
            table.append("| ").append(cell).append(" | ").append(networks);
            for (String program : programs.keySet()) {
                Double rate = ofPrograms.get(program);
                table.append(
                        rate == null
                                ? " | —"
                                : String.format(Locale.ROOT, " | %,.0f; %.1f", rate, MICRO * networks / rate));
            }
            table.append(" |\n");
        }));
        return table.toString();
    }

    private static String cell(JsonObject figure) {
        return GpuTable.text(figure, "layers") + ", " + GpuTable.text(figure, "batch");
    }

    private static List<JsonObject> of(String kind, List<JsonObject> figures) {
        return figures.stream()
                .filter(figure -> GpuTable.text(figure, "kind").equals(kind))
                .toList();
    }

    private static double number(JsonObject figure, String name) {
        return figure.get(name).getAsDouble();
    }
}
