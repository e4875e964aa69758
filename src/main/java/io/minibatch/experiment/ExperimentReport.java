package io.minibatch.experiment;

import io.minibatch.report.Chart;
import io.minibatch.report.Table;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The results of an experiment, from the trials that have ended. */
public final class ExperimentReport {
    private final Results results;

    ExperimentReport(Results results) {
        this.results = results;
    }

    Results results() {
        return results;
    }

    public String title() {
        return results.experiment().title();
    }

    /** Returns the section of the chapter. */
    public String chapter() {
        return results.experiment().chapter();
    }

    /** Returns the chapter's claim. */
    public String claim() {
        return results.experiment().claim();
    }

    /** Returns what a reader should know about the settings, perhaps nothing. */
    public String notes() {
        return results.experiment().notes();
    }

    /** Returns how many trials there are. */
    public int planned() {
        return size(results.planned());
    }

    /** Returns how many trials have ended. */
    public int done() {
        return size(results.byLabel());
    }

    private static int size(Map<String, ? extends Collection<?>> byLabel) {
        return byLabel.values().stream().mapToInt(Collection::size).sum();
    }

    /** Returns the answers to the claims, undecided where they need trials that have not ended. */
    public List<Verdict> verdicts() {
        return results.verdicts();
    }

    /** Returns what the figures of the verdicts are. */
    public String explanation() {
        return MarkdownReport.LEGEND;
    }

    /** Returns what the numbers of the table are. */
    public String legend() {
        return done() < planned() ? "Mean ± standard deviation of the trials that have ended." : results.legend();
    }

    /** Returns the measures of each label. */
    public Table table() {
        return results.table();
    }

    /** Returns the charts of the plots, in their order. */
    public List<Chart> charts() {
        return results.experiment().plots().stream()
                .map(plot -> new Drawing(plot, results).chart())
                .toList();
    }

    /** Returns the command of the first trial of each label; empty for a support vector machine, which has none. */
    public Map<String, String> commands() {
        return results.commands();
    }

    /** Returns the first and the last day of training, as text. */
    public String days() {
        return results.days();
    }
}
