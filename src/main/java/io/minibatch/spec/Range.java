package io.minibatch.spec;

import java.util.function.Predicate;

/**
 * The values that a setting may have, in a list each of them.
 *
 * @param words follow the setting's name in a message, "must be at least 1"
 */
record Range<E>(Predicate<E> allows, String words) {
    static Range<Integer> atLeast(int least) {
        return new Range<>(value -> value >= least, "must be at least " + least);
    }

    static Range<Integer> between(int least, int most) {
        return new Range<>(value -> value >= least && value <= most, "must be " + least + " to " + most);
    }

    static Range<Double> between(double least, double most, String words) {
        return new Range<>(value -> value >= least && value <= most, words);
    }

    static Range<Double> positive() {
        return new Range<>(value -> value > 0 && Double.isFinite(value), "must be a number above 0");
    }

    static Range<Double> notNegative() {
        return new Range<>(value -> value >= 0 && Double.isFinite(value), "must be a number from 0 up");
    }

    static Range<Double> belowOne() {
        return new Range<>(value -> value >= 0 && value < 1, "must be from 0 to less than 1");
    }
}
