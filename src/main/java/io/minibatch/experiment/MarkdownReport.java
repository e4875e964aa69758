package io.minibatch.experiment;

import io.minibatch.report.Table;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The {@code README.md} of an experiment: the claim, the verdicts, the results, and the settings. */
final class MarkdownReport {
    /** Explains the figures of the verdicts. */
    static final String LEGEND =
            "± is the standard deviation over the seeds. Brackets hold the 95 % confidence interval of the mean, in a "
                    + "comparison that of the mean difference between trials of the same seed (Student's t). Yes: the whole interval "
                    + "is within the claim. No: the whole interval is outside it. Undecided: neither.";

    private final Results results;
    private final Experiment experiment;
    private final Map<String, String> circumstances;

    MarkdownReport(Results results, Map<String, String> circumstances) {
        this.results = results;
        this.experiment = results.experiment();
        this.circumstances = circumstances;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("# ").append(experiment.title()).append("\n\n");
        text.append("The chapter, \"")
                .append(experiment.chapter())
                .append("\": ")
                .append(experiment.claim());
        text.append("\n\n## Verdicts\n\n").append(LEGEND).append("\n\n");
        for (Verdict verdict : results.verdicts()) {
            text.append("- **").append(verdict.answer().title()).append("**: ").append(verdict.claim());
            text.append(": ").append(verdict.figures()).append(".\n");
        }
        text.append("\n## Results\n\n").append(results.legend()).append("\n\n").append(table());
        for (Plot plot : experiment.plots()) {
            text.append("\n![")
                    .append(plot.title())
                    .append("](")
                    .append(plot.file())
                    .append(".png)\n");
        }
        if (!experiment.notes().isEmpty()) {
            text.append('\n').append(experiment.notes()).append('\n');
        }
        text.append("\n## Settings\n\n```\n");
        text.append(results.settings());
        text.append("```\n\n");
        text.append("Trained: ").append(results.days()).append("; ");
        text.append(circumstances.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("; ", "", ".\n")));
        return text.toString();
    }

    private String table() {
        Table table = results.table();
        StringBuilder text = new StringBuilder(row(table.header()));
        text.append("|---|").append("---|".repeat(table.header().size() - 1)).append('\n');
        table.rows().forEach(row -> text.append(row(row)));
        return text.toString();
    }

    private static String row(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.isEmpty() ? "" : cell + " ")
                .collect(Collectors.joining("| ", "| ", "|\n"));
    }
}
