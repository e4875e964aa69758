package io.minibatch.experiment;

import java.util.Locale;

/**
 * An answered claim.
 *
 * @param figures the numbers that decided
 */
public record Verdict(String claim, Answer answer, String figures) {
    /** The answer to a claim. */
    public enum Answer {
        /** The whole interval is within the bounds. */
        YES,
        /** The whole interval is outside the bounds. */
        NO,
        /**
         * The interval crosses a bound, or does not exist: a seed lacks the number, or a difference has a single seed.
         */
        UNDECIDED;

        /** Returns it as it is written in files. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns it as it is written in a report. */
        String title() {
            return name().charAt(0) + word().substring(1);
        }
    }
}
