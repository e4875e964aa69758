package io.minibatch.tune;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * After how many epochs trials are compared; the best part of those at a rung climb to the next, from where they were.
 *
 * @param epochs of each rung, rising; the last are those of a whole training
 * @param factor one of so many climbs
 * @param hedged whether some trials begin on higher rungs, in case early accuracies mislead: the brackets of Hyperband
 */
public record Ladder(List<Integer> epochs, int factor, boolean hedged) {
    private static final int FACTOR = 3;

    public Ladder {
        epochs = List.copyOf(epochs);
    }

    /** Returns one without comparisons: each trial is a whole training. */
    public static Ladder whole(int epochs) {
        return new Ladder(List.of(epochs), FACTOR, false);
    }

    /**
     * Returns that of asynchronous successive halving, Li et al. 2020, algorithm 2. From the last rung, all epochs,
     * each rung below has a third of the epochs, rounded down: 1, 3, 10 and 30.
     */
    public static Ladder successiveHalving(int epochs) {
        return new Ladder(rungs(epochs), FACTOR, false);
    }

    /** Returns that of Hyperband, Li et al. 2018, algorithm 1. */
    public static Ladder hyperband(int epochs) {
        return new Ladder(rungs(epochs), FACTOR, true);
    }

    /** Returns at which epochs trials are compared, "after 1, 3 and 10 of 30 epochs"; empty if they are not. */
    public String comparisons() {
        int last = epochs.size() - 1;
        if (last == 0) {
            return "";
        }
        String most = epochs.subList(0, last - 1).stream().map(String::valueOf).collect(Collectors.joining(", "));
        String compared = (most.isEmpty() ? "" : most + " and ") + epochs.get(last - 1);
        return "after " + compared + " of " + epochs.get(last) + " epochs";
    }

    private static List<Integer> rungs(int epochs) {
        List<Integer> rungs = new ArrayList<>();
        for (int rung = epochs; rung >= 1; rung /= FACTOR) {
            rungs.add(rung);
        }
        Collections.reverse(rungs);
        return rungs;
    }

    /** Returns the rung on which a trial begins; with hedging, each bracket gets about as many epochs as the others. */
    int firstRung(int trial) {
        if (!hedged) {
            return 0;
        }
        List<Integer> order = new ArrayList<>();
        for (int rung = 0; rung < epochs.size(); rung++) {
            int above = epochs.size() - 1 - rung;
            int share = (int) Math.ceil(epochs.size() * Math.pow(factor, above) / (above + 1));
            order.addAll(Collections.nCopies(share, rung));
        }
        // By the golden ratio, so that any number of first trials is spread over the brackets by their shares.
        double spread = trial * 0.6180339887498949 % 1;
        return order.get((int) (spread * order.size()));
    }
}
