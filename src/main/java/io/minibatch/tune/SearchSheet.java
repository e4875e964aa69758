package io.minibatch.tune;

import static io.minibatch.report.Html.escaped;

import io.minibatch.io.AtomicFile;
import io.minibatch.report.Html;
import io.minibatch.report.Png;
import io.minibatch.report.Table;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a {@link SearchReport} as {@code index.html} and its pictures. */
public final class SearchSheet {
    private final SearchReport report;
    private final Path folder;
    private final Map<String, String> pictures = new LinkedHashMap<>();

    private SearchSheet(SearchReport report, Path folder) {
        this.report = report;
        this.folder = folder;
    }

    /** Writes a report into a folder. */
    public static void write(SearchReport report, Path folder) {
        new SearchSheet(report, folder).write();
    }

    private void write() {
        draw("search.png", report.overTime().draw(), report.title() + " of each trial, and the best so far");
        report.parallel().ifPresent(axes -> draw("parallel.png", axes.draw(), "Hyper-parameters of each trial"));
        report.importance()
                .ifPresent(bars -> draw("importance.png", bars.draw(), "Importance of each hyper-parameter"));
        report.slices()
                .forEach((name, chart) -> draw("slice-" + name + ".png", chart.draw(), report.title() + " by " + name));
        AtomicFile.writeText(folder.resolve("index.html"), page());
    }

    private void draw(String file, BufferedImage picture, String words) {
        Png.write(folder.resolve(file), picture);
        pictures.put(file, words);
    }

    private String page() {
        StringBuilder body = new StringBuilder();
        body.append("<p>").append(report.summary()).append("</p>\n");
        report.describeBest()
                .ifPresent(best -> body.append("<p>The best: ")
                        .append(best)
                        .append(".</p>\n<pre>")
                        .append(escaped(report.command(report.best().get(0)).toString()))
                        .append("</pre>\n"));
        report.edges().forEach(edge -> body.append("<p>").append(escaped(edge)).append("</p>\n"));
        pictures.forEach((file, words) -> body.append("<p><img src=\"")
                .append(escaped(file))
                .append("\" alt=\"")
                .append(escaped(words))
                .append("\"></p>\n"));
        table(body);
        return Html.page("A search for hyper-parameters", body.toString());
    }

    /** All columns but the last are numbers or stand as such. */
    private void table(StringBuilder body) {
        Table table = report.table();
        body.append("<table>\n");
        row(body, "th", table.header());
        table.rows().forEach(cells -> row(body, "td", cells));
        body.append("</table>\n");
    }

    private static void row(StringBuilder body, String tag, List<String> cells) {
        body.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            body.append('<').append(tag).append(i < cells.size() - 1 ? " class=\"number\">" : ">");
            body.append(escaped(cells.get(i))).append("</").append(tag).append('>');
        }
        body.append("</tr>\n");
    }
}
