package io.minibatch.experiment;

import java.util.List;
import java.util.Map;

/** One page of several experiments, beside whose folders it lies: contents, claims, tables and plots. No script, no network. */
final class HtmlPage {
    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; margin: 1rem 0; }
            th, td { border-bottom: 1px solid #ccc; padding: .25rem .75rem; text-align: left; vertical-align: top; }
            td.number, th.number { text-align: right; } td { white-space: nowrap; } td:last-child { white-space: normal; }
            img { max-width: 100%; height: auto; }
            section { border-top: 2px solid #222; margin-top: 3rem; }
            .yes::before { content: "✓ "; } .no::before { content: "✗ "; }
            .yes { color: #00664b; } .no { color: #a03c00; }
            .aside, pre { color: #555; font-size: .875rem; }
            pre { overflow-x: auto; background: #f5f5f5; padding: .75rem; }
            """;

    private final StringBuilder page = new StringBuilder();

    private HtmlPage() {}

    static String of(List<Results> all, Map<String, String> circumstances) {
        return new HtmlPage().render(all, circumstances);
    }

    private String render(List<Results> all, Map<String, String> circumstances) {
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<title>The chapter's experiments</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n");
        page.append("<h1>The chapter's experiments</h1>\n");
        page.append(
                "<p>The second half of chapter 3 of Michael Nielsen's <cite>Neural Networks and Deep Learning</cite>, ");
        page.append("repeated by Minibatch.</p>\n<p class=\"aside\">");
        circumstances.forEach((name, value) ->
                page.append(escaped(name)).append(": ").append(escaped(value)).append("<br>\n"));
        page.append("</p>\n");
        contents(all);
        all.forEach(this::section);
        return page.append("</body>\n</html>\n").toString();
    }

    private void contents(List<Results> all) {
        page.append("<table>\n<tr><th>Experiment</th><th>Whether the chapter's claims held</th></tr>\n");
        for (Results results : all) {
            Experiment experiment = results.experiment();
            page.append("<tr><td><a href=\"#")
                    .append(escaped(experiment.name()))
                    .append("\">");
            page.append(escaped(experiment.title())).append("</a></td><td>");
            results.verdicts()
                    .forEach(verdict ->
                            page.append(verdict(verdict.held(), verdict.says())).append("<br>\n"));
            page.append("</td></tr>\n");
        }
        page.append("</table>\n");
    }

    private static String verdict(boolean held, String text) {
        return "<span class=\"" + (held ? "yes" : "no") + "\">" + (held ? "Yes: " : "No: ") + escaped(text) + "</span>";
    }

    private void section(Results results) {
        Experiment experiment = results.experiment();
        page.append("<section id=\"").append(escaped(experiment.name())).append("\">\n<h2>");
        page.append(escaped(experiment.title()))
                .append("</h2>\n<p>The chapter, “")
                .append(escaped(experiment.chapter()));
        page.append("”: ").append(escaped(experiment.claim())).append("</p>\n<ul>\n");
        for (Check.Verdict verdict : results.verdicts()) {
            page.append("<li>").append(verdict(verdict.held(), verdict.says())).append(": ");
            page.append(escaped(verdict.figures())).append('.');
            if (!verdict.held() && !verdict.otherwise().isEmpty()) {
                page.append(' ').append(escaped(verdict.otherwise()));
            }
            page.append("</li>\n");
        }
        page.append("</ul>\n");
        table(results);
        for (Plot plot : experiment.plots()) {
            page.append("<p><img src=\"")
                    .append(escaped(experiment.name() + "/" + plot.file()))
                    .append(".png\" alt=\"");
            page.append(escaped(plot.title())).append("\"></p>\n");
        }
        if (!experiment.notes().isEmpty()) {
            page.append("<p>").append(escaped(experiment.notes())).append("</p>\n");
        }
        page.append("<details><summary>Settings</summary><pre>");
        results.byLabel().forEach((label, runs) -> {
            page.append("# ").append(escaped(label)).append('\n');
            if (!runs.get(0).trial().isSvm()) {
                page.append(escaped(ResultFiles.command(runs.get(0).trial()))).append('\n');
            }
        });
        page.append("</pre></details>\n</section>\n");
    }

    private void table(Results results) {
        List<Measure> measures = results.experiment().table();
        page.append("<table>\n<tr><th></th>");
        measures.forEach(measure -> page.append("<th class=\"number\">")
                .append(escaped(measure.words()))
                .append("</th>"));
        page.append("</tr>\n");
        results.byLabel().forEach((label, runs) -> {
            page.append("<tr><td>")
                    .append(escaped(label + MarkdownReport.diverged(runs)))
                    .append("</td>");
            measures.forEach(measure -> page.append("<td class=\"number\">")
                    .append(escaped(measure.format(results.sample(label, measure))))
                    .append("</td>"));
            page.append("</tr>\n");
        });
        page.append("</table>\n<p class=\"aside\">");
        page.append(results.seeds() > 1 ? "Mean ± standard deviation of " + results.seeds() + " seeds." : "One seed.");
        page.append("</p>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
