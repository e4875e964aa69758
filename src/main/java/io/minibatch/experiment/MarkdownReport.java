package io.minibatch.experiment;

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
        for (Check.Verdict verdict : results.verdicts()) {
            text.append("- **").append(verdict.answer().title()).append("**: ").append(verdict.says());
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
        results.byLabel()
                .forEach((label, runs) -> text.append("# ")
                        .append(label)
                        .append('\n')
                        .append(
                                runs.get(0).trial().isSvm()
                                        ? ""
                                        : ResultFiles.command(runs.get(0).trial()) + "\n"));
        text.append("```\n\n");
        text.append("Trained: ").append(results.days()).append("; ");
        text.append(circumstances.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("; ", "", ".\n")));
        return text.toString();
    }

    private String table() {
        List<Measure> measures = experiment.table();
        StringBuilder text = new StringBuilder("| |");
        measures.forEach(measure -> text.append(' ').append(measure.words()).append(" |"));
        text.append("\n|---|").append("---|".repeat(measures.size())).append('\n');
        results.byLabel().forEach((label, runs) -> {
            text.append("| ").append(label).append(diverged(runs)).append(" |");
            measures.forEach(measure -> text.append(' ')
                    .append(measure.formatCell(results.sample(label, measure)))
                    .append(" |"));
            text.append('\n');
        });
        return text.toString();
    }

    /** Returns a word where trials diverged. */
    static String diverged(List<Results.Done> runs) {
        long count = runs.stream().filter(run -> run.outcome().diverged()).count();
        return count == 0 ? "" : count == runs.size() ? " (diverged)" : " (" + count + " diverged)";
    }
}
