package io.minibatch.tune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks a sampler for points, a round at a time, and keeps what came of each in a journal. A round's points depend on earlier
 * rounds only, so neither the number of cores nor an interruption changes what is tried.
 */
public final class Search {
    /** Trials of a round, whatever the number of cores. */
    private static final int ROUND = 2;

    private final SearchSpace space;
    private final Sampler sampler;
    private final Journal journal;

    public Search(SearchSpace space, Sampler sampler, Journal journal) {
        this.space = space;
        this.sampler = sampler;
        this.journal = journal;
    }

    /** A trial to be carried out. */
    public record Proposal(int number, double[] point, SortedMap<String, String> settings) {}

    /** Carries trials out. */
    public interface Objective {
        /** Returns what came of each, in their order, or null where it was stopped. */
        @Nullable
        List<Journal.Entry> carryOut(List<Proposal> proposals);
    }

    /** Carries out what is missing of so many trials; returns whether all are done. */
    public boolean run(int trials, Objective objective) {
        for (int first = 0; first < trials; first += ROUND) {
            List<Observation> observed = new ArrayList<>();
            for (int earlier = 0; earlier < first; earlier++) {
                observed.add(known(earlier).observation());
            }
            List<Proposal> missing = new ArrayList<>();
            for (int number = first; number < Math.min(first + ROUND, trials); number++) {
                double[] point = sampler.propose(number, observed);
                if (!journal.entries().containsKey(number)) {
                    missing.add(new Proposal(number, point, space.at(point)));
                }
                observed.add(new Observation(point, expected(observed)));
            }
            if (!missing.isEmpty()) {
                List<Journal.Entry> ended = objective.carryOut(missing);
                if (ended == null) {
                    return false;
                }
                ended.forEach(journal::add);
            }
        }
        return true;
    }

    private Journal.Entry known(int number) {
        Journal.Entry entry = journal.entries().get(number);
        if (entry == null) {
            throw new IllegalStateException("trial " + number + " is missing");
        }
        return entry;
    }

    /** What is assumed of a trial that runs beside the next: the best so far, the constant liar of Ginsbourger et al. 2010. */
    private static double expected(List<Observation> observed) {
        double[] losses = observed.stream()
                .mapToDouble(Observation::loss)
                .filter(Double::isFinite)
                .toArray();
        return Arrays.stream(losses).min().orElse(Double.NaN);
    }
}
