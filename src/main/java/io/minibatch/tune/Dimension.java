package io.minibatch.tune;

import io.minibatch.io.Excerpt;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** One hyper-parameter and what it may be. A point of a space has a number from 0 to 1 for each. */
public sealed interface Dimension {
    /** Returns the name of the setting that it varies. */
    String name();

    /** Returns the value at a number from 0 to 1. */
    String at(double u);

    /** Returns how many values it has, 0 for a continuum. */
    int count();

    /** Returns where the value at a number from 0 to 1 lies between the first, 0, and the last, 1. */
    default double height(double u) {
        return count() < 2 ? u : (double) Math.min((int) (u * count()), count() - 1) / (count() - 1);
    }

    private static void requireName(String name) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException(
                    "the name of a hyper-parameter must not be " + (name == null ? "null" : "blank"));
        }
    }

    /**
     * Real numbers, evenly or by their logarithm. Texts have four significant digits, or as many decimals as tell about
     * 10,000 values of a narrow range apart, and never lie outside the range.
     */
    record Real(String name, double low, double high, boolean logarithmic) implements Dimension {
        private static final int DIGITS = 4;
        private static final MathContext SIGNIFICANT = new MathContext(DIGITS);

        /** Four digits are too few where they tell fewer values of the range apart. */
        private static final int FEWEST = 1000;

        public Real {
            requireName(name);
            if (!(low < high) || !Double.isFinite(low) || !Double.isFinite(high)) {
                throw new IllegalArgumentException(
                        Excerpt.of(name) + ": the range must go up, not from " + low + " to " + high);
            }
            if (logarithmic && low <= 0) {
                throw new IllegalArgumentException(
                        Excerpt.of(name) + ": a logarithmic range must begin above 0, not at " + low);
            }
            if (!Double.isFinite(logarithmic ? high / low : high - low)) {
                throw new IllegalArgumentException(
                        Excerpt.of(name) + ": the range from " + low + " to " + high + " is too wide");
            }
        }

        @Override
        public String at(double u) {
            double value = logarithmic ? low * Math.pow(high / low, u) : low + (high - low) * u;
            BigDecimal text =
                    rounded(new BigDecimal(value)).max(BigDecimal.valueOf(low)).min(BigDecimal.valueOf(high));
            return text.stripTrailingZeros().toPlainString();
        }

        private BigDecimal rounded(BigDecimal value) {
            BigDecimal few = value.round(SIGNIFICANT);
            if (few.ulp().doubleValue() * FEWEST <= high - low) {
                return few;
            }
            return value.setScale(DIGITS - (int) Math.round(Math.log10(high - low)), RoundingMode.HALF_UP);
        }

        @Override
        public int count() {
            return 0;
        }
    }

    /** Whole numbers, both ends included. */
    record Int(String name, int low, int high) implements Dimension {
        public Int {
            requireName(name);
            if (low >= high) {
                throw new IllegalArgumentException(
                        Excerpt.of(name) + ": the range must go up, not from " + low + " to " + high);
            }
            if ((long) high - low >= Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        Excerpt.of(name) + ": the range from " + low + " to " + high + " is too wide");
            }
        }

        @Override
        public String at(double u) {
            return Integer.toString(low + Math.min((int) (u * count()), count() - 1));
        }

        @Override
        public int count() {
            return high - low + 1;
        }
    }

    /** One of several values, in an order that means something where they are numbers. */
    record Choice(String name, List<String> values) implements Dimension {
        public Choice {
            requireName(name);
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException(Excerpt.of(name) + ": there must be a value to choose");
            }
        }

        @Override
        public String at(double u) {
            return values.get(Math.min((int) (u * values.size()), values.size() - 1));
        }

        @Override
        public int count() {
            return values.size();
        }
    }
}
