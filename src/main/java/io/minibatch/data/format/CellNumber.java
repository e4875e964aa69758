package io.minibatch.data.format;

/**
 * Reads a cell of a table as a number: decimal digits with an optional sign, point and exponent, and spaces around
 * them. Rounds as {@link Float#parseFloat} does, and has no locale.
 */
final class CellNumber {
    /** The value of a cell that is not a number. */
    static final float NONE = Float.NaN;

    /** The largest power of ten that a float, and that a double, has exactly. */
    private static final int EXACT_FLOAT_POWER = 10;

    private static final int EXACT_DOUBLE_POWER = 22;

    private static final long EXACT_FLOAT = 1L << 24;
    private static final long EXACT_DOUBLE = 1L << 53;
    private static final int MOST_EXPONENT = 10_000;

    /** The bits of a double that a float lacks, and the value they have half-way between two floats. */
    private static final long LACKED = (1L << 29) - 1;

    private static final long HALF_WAY = 1L << 28;

    private static final double[] POWERS = powers();

    private CellNumber() {}

    private static double[] powers() {
        double[] powers = new double[EXACT_DOUBLE_POWER + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }

    /** Returns the number in some characters, {@link #NONE} if they are not a number; infinite if it is too large. */
    static float parse(char[] text, int from, int length) {
        int start = from;
        int end = from + length;
        while (start < end && text[start] == ' ') {
            start++;
        }
        while (end > start && text[end - 1] == ' ') {
            end--;
        }
        int i = start;
        boolean negative = i < end && text[i] == '-';
        if (negative || i < end && text[i] == '+') {
            i++;
        }
        long digits = 0;
        int seen = 0;
        int exponent = 0;
        boolean point = false;
        boolean exact = true;
        for (; i < end; i++) {
            int digit = text[i] - '0';
            if (digit >= 0 && digit <= 9) {
                seen++;
                if (digits < EXACT_DOUBLE / 10) {
                    digits = 10 * digits + digit;
                    exponent -= point ? 1 : 0;
                } else {
                    exact = false;
                }
            } else if (text[i] == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (seen == 0) {
            return NONE;
        }
        if (i < end) {
            int written = exponent(text, i, end);
            if (written == Integer.MIN_VALUE) {
                return NONE;
            }
            exponent += written;
        }
        float magnitude = exact ? value(digits, exponent) : NONE;
        if (Float.isNaN(magnitude)) {
            return Float.parseFloat(new String(text, start, end - start));
        }
        return negative ? -magnitude : magnitude;
    }

    /** Returns an exponent, {@link Integer#MIN_VALUE} for none. */
    private static int exponent(char[] text, int from, int end) {
        int i = from;
        if (text[i] != 'e' && text[i] != 'E') {
            return Integer.MIN_VALUE;
        }
        i++;
        boolean negative = i < end && text[i] == '-';
        if (negative || i < end && text[i] == '+') {
            i++;
        }
        int exponent = 0;
        int first = i;
        for (; i < end && text[i] >= '0' && text[i] <= '9'; i++) {
            exponent = Math.min(MOST_EXPONENT, 10 * exponent + text[i] - '0');
        }
        return i < end || i == first ? Integer.MIN_VALUE : negative ? -exponent : exponent;
    }

    /** Returns {@code digits·10^exponent} correctly rounded, {@link #NONE} where that takes more than one operation. */
    private static float value(long digits, int exponent) {
        if (digits == 0) {
            return 0;
        }
        int power = Math.abs(exponent);
        if (digits <= EXACT_FLOAT && power <= EXACT_FLOAT_POWER) {
            return exponent < 0 ? digits / (float) POWERS[power] : digits * (float) POWERS[power];
        }
        if (power > EXACT_DOUBLE_POWER) {
            return NONE;
        }
        double value = exponent < 0 ? digits / POWERS[power] : digits * POWERS[power];
        boolean safe = value >= Float.MIN_NORMAL
                && value < Float.MAX_VALUE
                && (Double.doubleToRawLongBits(value) & LACKED) != HALF_WAY;
        return safe ? (float) value : NONE;
    }

    /** Returns a text as a number of double precision, NaN if it is none. */
    static double parseDouble(String text) {
        char[] characters = text.toCharArray();
        float rounded = parse(characters, 0, characters.length);
        return Float.isNaN(rounded) ? rounded : Double.parseDouble(text.strip());
    }
}
