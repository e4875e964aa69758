package io.minibatch.trial;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reports outcomes in the order of the trials, each once all before it are reported, whatever the order in which they
 * end. So a journal has the same lines in the same order as when the trials run one after the other.
 */
final class OrderedReport {
    private final List<Trial> trials;
    private final Workers.Progress progress;
    private final Map<Trial, Ended> held = new HashMap<>();
    private int reported;

    private record Ended(Outcome outcome, boolean known) {}

    OrderedReport(List<Trial> trials, Workers.Progress progress) {
        this.trials = List.copyOf(trials);
        this.progress = progress;
    }

    /** Reports a trial and those that waited for it; holds it back where one before it has not ended. */
    synchronized void ended(Trial trial, Outcome outcome, boolean known) {
        held.put(trial, new Ended(outcome, known));
        while (reported < trials.size()) {
            Trial next = trials.get(reported);
            Ended ended = held.get(next);
            if (ended == null) {
                return;
            }
            progress.ended(next, ended.outcome, ended.known);
            held.remove(next);
            reported++;
        }
    }
}
