package io.minibatch.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The trials on each rung of a {@link Ladder}, and the next promotion. */
final class Promotions {
    private static final Comparator<Journal.Entry> BEST_FIRST = Comparator.comparing(
                    Journal.Entry::accuracyOrNaN, Comparator.reverseOrder())
            .thenComparing(Journal.Entry::number);

    private final Ladder ladder;

    /** By rung, then by trial. */
    private final List<Map<Integer, Journal.Entry>> ended = new ArrayList<>();

    private final Set<Climb> begun = new HashSet<>();

    Promotions(Ladder ladder) {
        this.ladder = ladder;
        ladder.epochs().forEach(rung -> ended.add(new TreeMap<>()));
    }

    /** A trial and the rung that it climbs to. */
    record Climb(int trial, int rung) {}

    void begin(Climb climb) {
        begun.add(climb);
    }

    void end(Climb climb, Journal.Entry entry) {
        ended.get(climb.rung).put(climb.trial, entry);
    }

    /** Returns who may climb, from as far up as possible; null if nobody may. */
    @Nullable
    Climb next() {
        for (int rung = ladder.epochs().size() - 2; rung >= 0; rung--) {
            for (int bracket = 0; bracket <= rung; bracket++) {
                Climb climb = next(rung, bracket);
                if (climb != null) {
                    return climb;
                }
            }
        }
        return null;
    }

    /** Returns the best of a bracket's best part on a rung that has not climbed, null for none. */
    private @Nullable Climb next(int rung, int bracket) {
        List<Journal.Entry> there = ended.get(rung).values().stream()
                .filter(entry -> ladder.firstRung(entry.number()) == bracket && entry.accuracy() != null)
                .sorted(BEST_FIRST)
                .toList();
        return there.stream()
                .limit(there.size() / ladder.factor())
                .map(entry -> new Climb(entry.number(), rung + 1))
                .filter(climb -> !begun.contains(climb))
                .findFirst()
                .orElse(null);
    }

    /** Returns what came of a trial on the highest rung that it has come to, null if it has come to none. */
    Journal.@Nullable Entry last(int trial) {
        for (int rung = ended.size() - 1; rung >= 0; rung--) {
            Journal.Entry entry = ended.get(rung).get(trial);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }
}
