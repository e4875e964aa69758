package io.minibatch.experiment;

import io.minibatch.report.Html;
import io.minibatch.report.Table;
import java.util.List;
import java.util.Map;

/**
 * One page of several experiments, beside whose folders it lies: contents, claims, tables and plots. No script, no
 * network.
 */
final class HtmlPage {
    private final StringBuilder page = new StringBuilder();

    private HtmlPage() {}

    static String of(List<Results> all, Map<String, String> circumstances) {
        return new HtmlPage().render(all, circumstances);
    }

    private String render(List<Results> all, Map<String, String> circumstances) {
        page.append(
                "<p>The second half of chapter 3 of Michael Nielsen's <cite>Neural Networks and Deep Learning</cite>, ");
        page.append("repeated by Minibatch.</p>\n<p class=\"aside\">");
        circumstances.forEach((name, value) -> page.append(Html.escaped(name))
                .append(": ")
                .append(Html.escaped(value))
                .append("<br>\n"));
        page.append("</p>\n");
        contents(all);
        all.forEach(this::section);
        return Html.page("The chapter's experiments", page.toString());
    }

    private void contents(List<Results> all) {
        page.append("<table>\n<tr><th>Experiment</th><th>Verdicts on the chapter's claims</th></tr>\n");
        for (Results results : all) {
            Experiment experiment = results.experiment();
            page.append("<tr><td><a href=\"#")
                    .append(Html.escaped(experiment.name()))
                    .append("\">");
            page.append(Html.escaped(experiment.title())).append("</a></td><td>");
            results.verdicts().forEach(verdict -> page.append(verdict(verdict)).append("<br>\n"));
            page.append("</td></tr>\n");
        }
        page.append("</table>\n");
    }

    private static String verdict(Verdict verdict) {
        return "<span class=\"" + verdict.answer().word() + "\">"
                + verdict.answer().title() + ": " + Html.escaped(verdict.claim()) + "</span>";
    }

    private void section(Results results) {
        Experiment experiment = results.experiment();
        page.append("<section id=\"").append(Html.escaped(experiment.name())).append("\">\n<h2>");
        page.append(Html.escaped(experiment.title()))
                .append("</h2>\n<p>The chapter, “")
                .append(Html.escaped(experiment.chapter()));
        page.append("”: ").append(Html.escaped(experiment.claim())).append("</p>\n<ul>\n");
        for (Verdict verdict : results.verdicts()) {
            page.append("<li>").append(verdict(verdict)).append(": ");
            page.append(Html.escaped(verdict.figures())).append(".</li>\n");
        }
        page.append("</ul>\n<p class=\"aside\">").append(MarkdownReport.LEGEND).append("</p>\n");
        table(results);
        for (Plot plot : experiment.plots()) {
            page.append("<p><img src=\"")
                    .append(Html.escaped(experiment.name() + "/" + plot.file()))
                    .append(".png\" alt=\"");
            page.append(Html.escaped(plot.title())).append("\"></p>\n");
        }
        if (!experiment.notes().isEmpty()) {
            page.append("<p>").append(Html.escaped(experiment.notes())).append("</p>\n");
        }
        page.append("<details><summary>Settings</summary><pre>");
        page.append(Html.escaped(results.settings()));
        page.append("</pre></details>\n</section>\n");
    }

    private void table(Results results) {
        Table table = results.table();
        page.append("<p class=\"aside\">").append(results.legend()).append("</p>\n<table>\n");
        row("th", table.header());
        table.rows().forEach(row -> row("td", row));
        page.append("</table>\n<p class=\"aside\">Trained: ")
                .append(results.days())
                .append(".</p>\n");
    }

    /** The first column has the labels, the others have numbers. */
    private void row(String tag, List<String> cells) {
        page.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            page.append('<').append(tag).append(i == 0 ? ">" : " class=\"number\">");
            page.append(Html.escaped(cells.get(i))).append("</").append(tag).append('>');
        }
        page.append("</tr>\n");
    }
}
