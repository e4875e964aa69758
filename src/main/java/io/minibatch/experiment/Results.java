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
        return Sample.of(byLabel.getOrDefault(label, List.of()).stream()
                .mapToDouble(done -> Sample.orNaN(measure.of(done.outcome))));
    }

    List<Check.Verdict> verdicts() {
        return experiment.checks().stream()
                .map(check -> check.decide(this::sample))
                .toList();
    }

    int seeds() {
        return byLabel.values().stream().mapToInt(Collection::size).max().orElse(0);
    }
}
