package io.minibatch.spec;

import io.minibatch.data.ClassWeights;
import io.minibatch.data.SplitRule;
import io.minibatch.io.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The notations of the settings of data. */
final class DataNotation {
    private static final String ORDERED = "ordered";
    private static final String STRATIFIED = "stratified";
    private static final String BALANCED = "balanced";

    private DataNotation() {}

    /** Reads {@code ordered}, {@code stratified} or {@code stratified:SEED}. */
    static SplitRule splitRule(String text) {
        if (text.equals(ORDERED)) {
            return new SplitRule.Ordered();
        }
        if (text.equals(STRATIFIED)) {
            return SplitRule.DEFAULT;
        }
        try {
            if (text.startsWith(STRATIFIED + ":")) {
                return new SplitRule.Stratified(Long.parseLong(text.substring(STRATIFIED.length() + 1)));
            }
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(": the seed must be a whole number, not " + Excerpt.of(text), wrong);
        }
        throw new IllegalArgumentException(Excerpt.of(text) + ": use ordered, stratified or stratified:SEED");
    }

    static String text(SplitRule rule) {
        return rule instanceof SplitRule.Stratified stratified ? STRATIFIED + ":" + stratified.seed() : ORDERED;
    }

    /** Reads {@code balanced}, {@code NAME:W,...} or {@code W,W,...}. */
    static ClassWeights classWeights(String text) {
        if (text.equals(BALANCED)) {
            return new ClassWeights.Balanced();
        }
        List<String> names = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int colon = part.lastIndexOf(':');
            if (colon >= 0) {
                names.add(part.substring(0, colon));
            }
            weights.add(weight(text, part.substring(colon + 1)));
        }
        if (!names.isEmpty() && names.size() < weights.size()) {
            throw noWeights(text);
        }
        try {
            return new ClassWeights.Given(names, weights);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(Excerpt.of(text) + ": " + wrong.getMessage(), wrong);
        }
    }

    private static double weight(String text, String number) {
        try {
            return Type.NUMBER.parse().apply(number);
        } catch (IllegalArgumentException wrong) {
            throw noWeights(text);
        }
    }

    private static IllegalArgumentException noWeights(String text) {
        return new IllegalArgumentException(
                Excerpt.of(text) + ": use balanced, NAME:WEIGHT,... or a weight for each class in its order");
    }

    static String text(ClassWeights weights) {
        if (!(weights instanceof ClassWeights.Given given)) {
            return BALANCED;
        }
        return IntStream.range(0, given.weights().size())
                .mapToObj(i -> (given.classes().isEmpty() ? "" : given.classes().get(i) + ":")
                        + Type.plain(given.weights().get(i)))
                .collect(Collectors.joining(","));
    }
}
