package io.minibatch.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.minibatch.report.Chart;
import io.minibatch.report.Table;
import java.util.List;

/**
 * Charts and tables for the page, which draws what {@link Chart#draw} would. Numbers that are not finite become null.
 */
final class ChartJson {
    private ChartJson() {}

    static JsonObject of(Chart chart) {
        JsonObject json = new JsonObject();
        json.addProperty("title", chart.title());
        json.add("x", axis(chart.x()));
        json.add("y", axis(chart.y()));
        JsonArray series = new JsonArray();
        chart.series().forEach(each -> series.add(series(each)));
        json.add("series", series);
        return json;
    }

    private static JsonObject axis(Chart.Axis axis) {
        JsonObject json = new JsonObject();
        json.addProperty("title", axis.title());
        json.addProperty("logarithmic", axis.logarithmic());
        add(json, "low", axis.low());
        add(json, "high", axis.high());
        return json;
    }

    private static JsonObject series(Chart.Series series) {
        JsonObject json = new JsonObject();
        json.addProperty("name", series.name());
        json.addProperty("style", series.style().name());
        json.add("x", numbers(series.x()));
        json.add("y", numbers(series.y()));
        json.add("spread", numbers(series.spread()));
        return json;
    }

    private static void add(JsonObject json, String name, double value) {
        if (Double.isFinite(value)) {
            json.addProperty(name, value);
        }
    }

    /** Returns numbers, null for those that are not finite, which JSON cannot write. */
    static JsonArray numbers(double[] values) {
        JsonArray array = new JsonArray(values.length);
        for (double value : values) {
            if (Double.isFinite(value)) {
                array.add(value);
            } else {
                array.add(JsonNull.INSTANCE);
            }
        }
        return array;
    }

    static JsonObject table(Table table) {
        JsonArray rows = new JsonArray();
        table.rows().forEach(row -> rows.add(texts(row)));
        JsonObject json = new JsonObject();
        json.add("header", texts(table.header()));
        json.add("rows", rows);
        return json;
    }

    static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray(texts.size());
        texts.forEach(array::add);
        return array;
    }
}
