package io.minibatch.experiment;

import io.minibatch.io.ShellCommand;
import io.minibatch.report.Table;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The outcomes of an experiment's trials, by label and then by seed.
 *
 * @param planned all trials; some may not have ended
 * @param byLabel those that have ended; a label without any is missing
 */
record Results(Experiment experiment, Map<String, List<Trial>> planned, Map<String, List<Done>> byLabel) {
    /** A trial and what it gave. */
    record Done(Trial trial, Outcome outcome) {}

    static Results of(Experiment experiment, Map<Trial, Outcome> outcomes) {
        return of(experiment, outcomes.keySet(), outcomes);
    }

    /** Returns the outcomes of those of the planned trials that have ended. */
    static Results of(Experiment experiment, Collection<Trial> planned, Map<Trial, Outcome> outcomes) {
        Map<String, List<Trial>> trials = new LinkedHashMap<>();
        Map<String, List<Done>> ended = new LinkedHashMap<>();
        for (Trial trial : planned) {
            trials.computeIfAbsent(trial.label(), label -> new ArrayList<>()).add(trial);
            Outcome outcome = outcomes.get(trial);
            if (outcome != null) {
                ended.computeIfAbsent(trial.label(), label -> new ArrayList<>()).add(new Done(trial, outcome));
            }
        }
        return new Results(experiment, trials, ended);
    }

    /** Returns the numbers of a label. A trial that has not ended has none, so that comparisons pair equal seeds. */
    Sample sample(String label, Measure measure) {
        Map<Trial, Outcome> ended = done(label).stream().collect(Collectors.toMap(Done::trial, Done::outcome));
        List<Trial> trials = planned.getOrDefault(label, List.of());
        double[] values = trials.stream()
                .mapToDouble(trial -> {
                    Outcome outcome = ended.get(trial);
                    return outcome == null ? Double.NaN : measure.of(outcome).orElse(Double.NaN);
                })
                .toArray();
        boolean exact = trials.size() == 1 && ended.size() == 1 && trials.get(0).isSvm();
        return exact ? Sample.exact(values[0]) : Sample.of(values);
    }

    List<Done> done(String label) {
        return byLabel.getOrDefault(label, List.of());
    }

    List<Verdict> verdicts() {
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

    /** Returns the measures of each label; a word says where trials diverged. */
    Table table() {
        List<String> header = new ArrayList<>(List.of(""));
        experiment.table().forEach(measure -> header.add(measure.words()));
        List<List<String>> rows = new ArrayList<>();
        for (String label : planned.keySet()) {
            List<String> row = new ArrayList<>(List.of(label + diverged(done(label))));
            experiment.table().forEach(measure -> row.add(measure.formatCell(sample(label, measure))));
            rows.add(row);
        }
        return new Table(header, rows);
    }

    private static String diverged(List<Done> runs) {
        long count = runs.stream().filter(run -> run.outcome.diverged()).count();
        return count == 0 ? "" : count == runs.size() ? " (diverged)" : " (" + count + " diverged)";
    }

    /** Returns the command of the first trial of each label; empty for a support vector machine, which has none. */
    Map<String, String> commands() {
        Map<String, String> commands = new LinkedHashMap<>();
        planned.forEach((label, trials) -> commands.put(label, command(trials.get(0))));
        return commands;
    }

    private static String command(Trial trial) {
        return trial.isSvm() ? "" : ShellCommand.of("train").and(trial.flags()).toString();
    }

    /** Returns the commands as lines below their labels. */
    String settings() {
        StringBuilder text = new StringBuilder();
        commands()
                .forEach((label, command) -> text.append("# ")
                        .append(label)
                        .append('\n')
                        .append(command)
                        .append(command.isEmpty() ? "" : "\n"));
        return text.toString();
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
