package io.minibatch.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Progress of some work, as one line of a terminal.
 *
 * @param task name of the work
 * @param fraction of the work that is done, limited to 0 to 1
 * @param details what else is shown, the most important first
 * @param secondsLeft NaN where unknown
 */
record Progress(String task, double fraction, List<String> details, double secondsLeft) {
    private static final int SHORTEST_BAR = 6;
    private static final int LONGEST_BAR = 60;
    private static final String BLOCKS = "▏▎▍▌▋▊▉█";
    private static final String YELLOW = "\033[33m";
    private static final String PLAIN = "\033[0m";
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;

    /** Style of the bar. */
    enum Style {
        ASCII,
        BLOCKS,
        COLOURED_BLOCKS
    }

    Progress {
        fraction = Math.max(0, Math.min(1, fraction)); // NaN becomes 0 in percent() and in bar()
        details = List.copyOf(details);
    }

    /**
     * Returns the line. Where columns are few, first the bar gets shorter and then disappears; then the details
     * disappear, the last first, then the time; then the rest is cut off.
     *
     * @param columns that the line may take at most, at least 1
     */
    String line(int columns, Style style) {
        String head = task + String.format(Locale.ROOT, " %3d%%", (int) (100 * fraction));
        List<String> texts = Stream.concat(Stream.of(timeLeft(secondsLeft)), details.stream())
                .filter(text -> !text.isEmpty())
                .toList();
        for (int kept = texts.size(); kept >= 0; kept--) {
            String tail = Stream.concat(
                            texts.stream().limit(kept).skip(1), texts.stream().limit(Math.min(kept, 1)))
                    .collect(Collectors.joining(", "));
            String line = tail.isEmpty() ? head : head + " " + tail;
            int free = columns - line.length() - 1;
            if (free >= SHORTEST_BAR) {
                String bar = bar(Math.min(free, LONGEST_BAR), style);
                return head + " " + bar + line.substring(head.length());
            }
            if (line.length() <= columns) {
                return line;
            }
        }
        return head.substring(0, columns);
    }

    /** Returns the bar between its two ends, which count. */
    private String bar(int columns, Style style) {
        int inside = columns - 2;
        if (style == Style.ASCII) {
            int full = (int) (inside * fraction);
            String tip = full < inside ? ">" : "";
            return "[" + "=".repeat(full) + tip + " ".repeat(inside - full - tip.length()) + "]";
        }
        int eighths = (int) (BLOCKS.length() * inside * fraction);
        String full = BLOCKS.substring(BLOCKS.length() - 1).repeat(eighths / BLOCKS.length());
        int rest = eighths % BLOCKS.length();
        String part = rest == 0 ? "" : BLOCKS.substring(rest - 1, rest);
        String bar = "│" + full + part + " ".repeat(inside - full.length() - part.length()) + "│";
        return style == Style.COLOURED_BLOCKS ? YELLOW + bar + PLAIN : bar;
    }

    /** Returns a duration as {@code 12 s left}, {@code 12 min left} or {@code 2 h 5 min left}, nothing for NaN. */
    static String timeLeft(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "";
        }
        long rounded = Math.round(seconds);
        long minutes = rounded / MINUTE;
        return rounded >= HOUR
                ? minutes / MINUTE + " h " + minutes % MINUTE + " min left"
                : minutes > 0 ? minutes + " min left" : rounded + " s left";
    }
}
