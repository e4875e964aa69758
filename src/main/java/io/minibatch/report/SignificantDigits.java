package io.minibatch.report;

import java.util.Locale;

/** Numbers of any size for readers. */
public final class SignificantDigits {
    /** From here on three digits would be written with an exponent. */
    private static final double LARGE = 999.5;

    private SignificantDigits() {}

    /**
     * Returns a number with three significant digits, or as a whole number where it has more digits before the point.
     */
    public static String three(double value) {
        boolean whole = value == 0 || Math.abs(value) >= LARGE;
        return String.format(Locale.ROOT, whole ? "%.0f" : "%.3g", value);
    }
}
