package io.minibatch.tune;

import io.minibatch.backend.BackendException;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.spec.TrialSettings;
import io.minibatch.trial.Companions;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import io.minibatch.trial.TrialException;
import io.minibatch.trial.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks a sampler for points, a round at a time, and keeps what came of each in a journal as it ends. A round depends on
 * earlier rounds only, so neither the number of cores, nor which trial ends first, nor an interruption changes the
 * trials.
 */
public final class Search implements Workers.Progress {
    /** Trials of a round whose proposals depend on outcomes of others, for any number of cores. */
    private static final int ROUND = 4;

    private static final int SEEDS_APART = 100_000;

    private final Design design;
    private final Journal journal;
    private final Consumer<Trial> check;
    private final Listener listener;
    private final Map<Trial, Job> jobs = new ConcurrentHashMap<>();

    /**
     * The space and the method of a search.
     *
     * @param settings of all trials
     * @param seed decides what the sampler proposes and, with the trial's number, the seed of each trial
     */
    public record Design(SearchSpace space, Sampler sampler, Ladder ladder, Settings settings, long seed) {
        public Design {
            for (Dimension dimension : space.dimensions()) {
                if (settings.text(dimension.name()) != null) {
                    throw new SettingException(
                            dimension.name(), "is both searched and set for all trials; leave one of the two out");
                }
            }
        }

        /** Returns how many trials of some number are handed over at a time. */
        public int round(int trials) {
            return sampler.isIndependent() && ladder.epochs().size() == 1 ? trials : ROUND;
        }

        /** Returns how many trials of some number may run together on a GPU at most. */
        public int together(int trials) {
            boolean apart = sampler.learnsFromSeconds()
                    || settings.has(TrialSettings.WITHIN)
                    || space.dimensions().stream()
                            .anyMatch(dimension -> Companions.SHARED.contains(Settings.named(dimension.name())));
            return apart ? 1 : round(trials);
        }

        /** Returns a trial of these settings besides those of all trials. */
        public Trial trial(int number, Settings searched) {
            return Search.trial(settings, seed, number, searched);
        }
    }

    /**
     * Returns a trial.
     *
     * @param settings of all trials
     * @param seed of the search
     */
    static Trial trial(Settings settings, long seed, int number, Settings searched) {
        Settings all =
                (settings.has(LoopSpec.MONITOR) ? settings : settings.with("monitor", Study.ACCURACY)).with(searched);
        return new Trial(words(searched), "search", all, seed * SEEDS_APART + number);
    }

    /** Returns settings as messages name them, "batch 10, eta 0.5". */
    static String words(Settings settings) {
        return settings.texts().entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Receives the events of a search; called by one thread at a time. */
    public interface Listener {
        /** Called when a trial starts or resumes; returns a receiver of the fraction that is done. */
        DoubleConsumer started(Trial trial);

        /** Called when a trial is in the journal. */
        void ended(Trial trial, Journal.Entry entry);
    }

    /** A trial's climb to a rung. */
    private record Job(Promotions.Climb climb, double[] point, Trial trial) {}

    /**
     * Creates a search.
     *
     * @param check throws {@link TrialException} for settings that are not allowed; such a trial has failed without
     *     being carried out
     */
    public Search(Design design, Journal journal, Consumer<Trial> check, Listener listener) {
        this.design = design;
        this.journal = journal;
        this.check = check;
        this.listener = listener;
    }

    /**
     * Runs the trials that are missing from a number of trials.
     *
     * @param workers that tell this how far they are
     * @return whether all are done; not where it was stopped
     */
    public boolean run(int trials, Workers workers) {
        Promotions promotions = new Promotions(design.ladder);
        List<double[]> points = new ArrayList<>();
        while (true) {
            List<Job> round = new ArrayList<>();
            while (round.size() < design.round(trials)) {
                Job job = next(promotions, points, trials);
                if (job == null) {
                    break;
                }
                promotions.begin(job.climb);
                round.add(job);
            }
            if (round.isEmpty()) {
                return true;
            }
            List<Job> missing = round.stream()
                    .filter(job -> entry(job) == null && isAllowed(job))
                    .toList();
            if (!run(missing, workers)) {
                return false;
            }
            for (Job job : round) {
                promotions.end(job.climb, Objects.requireNonNull(entry(job)));
            }
        }
    }

    private @Nullable Job next(Promotions promotions, List<double[]> points, int trials) {
        Promotions.Climb climb = promotions.next();
        if (climb == null && points.size() < trials) {
            int number = points.size();
            points.add(design.sampler.propose(number, observed(promotions, points)));
            climb = new Promotions.Climb(number, design.ladder.firstRung(number));
        }
        if (climb == null) {
            return null;
        }
        double[] point = points.get(climb.trial());
        Settings settings = design.space.at(point);
        if (climb.rung() < design.ladder.epochs().size() - 1) {
            settings = settings.with(
                    TrialSettings.UNTIL, (double) design.ladder.epochs().get(climb.rung()));
        }
        return new Job(climb, point, design.trial(climb.trial(), settings));
    }

    /**
     * A running trial is taken to end like the best so far, the constant liar of Ginsbourger et al. 2010. A failed
     * trial has no loss.
     */
    private List<Observation> observed(Promotions promotions, List<double[]> points) {
        List<Observation> observed = new ArrayList<>();
        double best = Double.NaN;
        for (int trial = 0; trial < points.size(); trial++) {
            Journal.Entry known = promotions.last(trial);
            double loss = known == null ? best : 1 - known.accuracyOrNaN();
            best = Double.isNaN(best) || loss < best ? loss : best;
            double seconds = known == null ? Double.NaN : secondsOfAll(known);
            Observation.State state = known == null
                    ? Observation.State.RUNNING
                    : known.accuracy() == null ? Observation.State.FAILED : Observation.State.ENDED;
            observed.add(new Observation(points.get(trial), loss, seconds, state));
        }
        return observed;
    }

    /** Returns the seconds that all epochs take, by what those that were done took. */
    private double secondsOfAll(Journal.Entry entry) {
        int whole = design.ladder.epochs().get(design.ladder.epochs().size() - 1);
        return entry.seconds() * whole / entry.epochs();
    }

    /** Returns whether a job's settings are allowed; otherwise it is in the journal as failed. */
    private boolean isAllowed(Job job) {
        try {
            check.accept(job.trial);
            return true;
        } catch (TrialException refused) {
            fail(job, refused.reason());
            return false;
        }
    }

    private Journal.@Nullable Entry entry(Job job) {
        return journal.find(job.climb.trial(), design.ladder.epochs().get(job.climb.rung()));
    }

    /**
     * A trial for which the memory is not enough beside others runs alone, and fails where it is not enough
     * then.
     */
    private boolean run(List<Job> missing, Workers workers) {
        missing.forEach(job -> jobs.put(job.trial, job));
        List<Trial> trials = missing.stream().map(Job::trial).toList();
        try {
            return trials.isEmpty()
                    || (design.sampler.learnsFromSeconds() ? workers.runTimed(trials) : workers.run(trials, false))
                            != null;
        } catch (BackendException | OutOfMemoryError tooLarge) {
            for (Job job : missing) {
                if (entry(job) == null && !alone(job, workers)) {
                    return false;
                }
            }
            return true;
        }
    }

    private boolean alone(Job job, Workers workers) {
        try {
            return workers.run(List.of(job.trial), true) != null;
        } catch (BackendException | OutOfMemoryError failed) {
            jobs.remove(job.trial);
            fail(job, String.valueOf(failed.getMessage()));
            return true;
        }
    }

    @Override
    public synchronized DoubleConsumer started(Trial trial) {
        return listener.started(trial);
    }

    @Override
    public synchronized void ended(Trial trial, Outcome outcome, boolean known) {
        Job job = jobs.remove(trial);
        if (job != null) {
            keep(job, outcome);
        }
    }

    private void fail(Job job, String why) {
        keep(job, new Outcome(Map.of(), Map.of(), new long[0], why));
    }

    private synchronized void keep(Job job, Outcome outcome) {
        double[] scores = outcome.scores();
        boolean failed = scores.length == 0 || outcome.diverged();
        Journal.Entry entry = new Journal.Entry(
                job.climb.trial(),
                design.ladder.epochs().get(job.climb.rung()),
                design.space.at(job.point),
                Arrays.stream(job.point).boxed().toList(),
                failed ? null : DoubleStream.of(scores).max().orElseThrow(),
                outcome.values().getOrDefault("seconds", 0.0),
                outcome.end());
        journal.add(entry);
        listener.ended(job.trial, entry);
    }
}
