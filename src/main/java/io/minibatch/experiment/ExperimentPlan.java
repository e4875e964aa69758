package io.minibatch.experiment;

import io.minibatch.io.JsonFields;
import io.minibatch.spec.Settings;
import io.minibatch.trial.Trial;
import java.util.List;

/**
 * An experiment as it was asked for.
 *
 * @param name of its folder
 * @param json what it is, an object that {@link Experiment#parse} reads
 * @param quick whether it has its settings for a first look
 * @param seeds how many there are of each trial, 1 to {@value Experiment#MAX_SEEDS}
 * @param changed settings of all trials that replace those of the same name
 */
public record ExperimentPlan(String name, String json, boolean quick, int seeds, Settings changed) {
    static final int MOST_TRIALS = 100_000;

    /**
     * Checks the plan.
     *
     * @throws ExperimentException in one line where the JSON is no experiment, or there are no trials or too many
     */
    public ExperimentPlan {
        json = JsonFields.parse(json).json().toString();
        Trial.requireNoSeed(changed);
        if (seeds < 1 || seeds > Experiment.MAX_SEEDS) {
            throw new IllegalArgumentException(
                    "\"seeds\" must be a whole number from 1 to " + Experiment.MAX_SEEDS + ", not " + seeds);
        }
        long trials = (long) seeds * experiment(name, json, quick).trialsOfASeed();
        if (trials == 0) {
            throw new ExperimentException(name + ": no run is left for a first look: all of them are \"full-only\"");
        }
        if (trials > MOST_TRIALS) {
            throw new ExperimentException(
                    name + ": has " + trials + " trials; the most are " + MOST_TRIALS + ": choose fewer seeds or runs");
        }
    }

    /** Returns the experiment. */
    public Experiment experiment() {
        return experiment(name, json, quick);
    }

    private static Experiment experiment(String name, String json, boolean quick) {
        Experiment whole = Experiment.parse(name, name, json);
        return quick ? whole.quickly() : whole;
    }

    /** Returns its trials, seed by seed. */
    public List<Trial> trials() {
        return experiment().trials(seeds, changed);
    }
}
