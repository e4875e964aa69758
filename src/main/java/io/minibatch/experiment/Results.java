package io.minibatch.experiment;

import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The outcomes of an experiment's trials, by label and then by seed. */
record Results(Experiment experiment, Map<String, List<Done>> byLabel) {
    /** A trial and what it gave. */
    record Done(Trial trial, Outcome outcome) {}

    static Results of(Experiment experiment, Map<Trial, Outcome> outcomes) {
        Map<String, List<Done>> byLabel = new LinkedHashMap<>();
        outcomes.forEach(
                (trial, outcome) -> byLabel.computeIfAbsent(trial.label(), label -> new java.util.ArrayList<>())
                        .add(new Done(trial, outcome)));
        return new Results(experiment, byLabel);
    }

    Sample sample(String label, Measure measure) {
        List<Done> runs = byLabel.getOrDefault(label, List.of());
        double[] values = runs.stream()
                .mapToDouble(done -> measure.of(done.outcome).orElse(Double.NaN))
                .toArray();
        return runs.size() == 1 && runs.get(0).trial.isSvm() ? Sample.exact(values[0]) : Sample.of(values);
    }

    List<Check.Verdict> verdicts() {
        return experiment.checks().stream()
                .map(check -> check.decide(this::sample))
                .toList();
    }

    /** Returns the first and the last day on which trials were trained, as text; "unknown" where no outcome has one. */
    String days() {
        List<String> days = byLabel.values().stream()
                .flatMap(List::stream)
                .map(done -> done.outcome.day())
                .filter(day -> !day.isEmpty())
                .distinct()
                .sorted()
                .toList();
        if (days.isEmpty()) {
            return "unknown";
        }
        return days.size() == 1 ? days.get(0) : days.get(0) + " to " + days.get(days.size() - 1);
    }

    /** Returns what the numbers of the table are. */
    String legend() {
        int seeds = seeds();
        return seeds > 1 ? "Mean ± standard deviation over seeds 1 to " + seeds + "." : "One seed.";
    }

    int seeds() {
        return byLabel.values().stream().mapToInt(Collection::size).max().orElse(0);
    }
}
