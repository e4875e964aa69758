package io.minibatch.trial;

import java.util.SortedMap;
import java.util.TreeMap;

/** Counts how many of several spans of time overlap. Time advances by one wherever a span begins or ends. */
final class Overlap {
    private final SortedMap<Long, Integer> changes = new TreeMap<>();
    private long time;

    /** Returns the beginning of a span. */
    synchronized long begin() {
        return ++time;
    }

    /** Adds a span that ends at this time. */
    synchronized void add(long begin) {
        changes.put(begin, 1);
        changes.put(++time, -1);
    }

    /** Returns the largest number of spans that overlap at one time, 0 for no spans. */
    synchronized int most() {
        int most = 0;
        int open = 0;
        for (int change : changes.values()) {
            open += change;
            most = Math.max(most, open);
        }
        return most;
    }
}
