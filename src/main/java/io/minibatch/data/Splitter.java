package io.minibatch.data;

import io.minibatch.random.Permutation;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.IntStream;

/** Holds back examples for validation where the data bring none. */
final class Splitter {
    /** A share that is a fraction of the size in exact arithmetic is one here. */
    private static final double ROUNDING = 1e-9;

    private final double share;

    private Splitter(double share) {
        this.share = share;
    }

    /**
     * Divides data into three parts.
     *
     * @param usual the rule where the options have none
     * @throws DataException if there are too few examples, or a share is asked for of data with a validation part
     */
    static Split split(Parts parts, SplitOptions options, SplitRule usual) {
        if (parts.validation() != null) {
            if (options.share() != null) {
                throw new DataException(
                        "validation",
                        "cannot be combined with " + parts.source().description()
                                + ", which has its own validation data");
            }
            return new Split(parts.training(), parts.validation(), parts.test(), parts.source());
        }
        Dataset all = parts.training();
        if (all.size() < 2) {
            throw new DataException(all.name() + ": " + all.size() + " example is too few to split");
        }
        SplitRule rule = Objects.requireNonNullElse(options.rule(), usual);
        Splitter splitter = new Splitter(Objects.requireNonNullElse(options.share(), SplitOptions.DEFAULT_SHARE));
        int[][] chosen = rule instanceof SplitRule.Stratified stratified
                ? splitter.random(all, stratified.seed())
                : splitter.ordered(all.size());
        return new Split(
                all.select(chosen[0]), renamed(all.select(chosen[1])), parts.test(), parts.source(), null, null, rule);
    }

    private static Dataset renamed(Dataset held) {
        return held.withName(held.name().replaceFirst(" training data$", " validation data"));
    }

    private int count(int size) {
        return Math.min(size - 1, Math.max(1, (int) (size * share + ROUNDING)));
    }

    private int[][] ordered(int size) {
        int first = size - count(size);
        return new int[][] {
            IntStream.range(0, first).toArray(), IntStream.range(first, size).toArray()
        };
    }

    private int[][] random(Dataset all, long seed) {
        int[] order = new int[all.size()];
        new Permutation(new RandomStream(seed, Purpose.SPLIT, 0, 0), order.length).fill(order);
        int[] left = all.hasLabels() ? heldOfEachClass(all) : new int[] {count(all.size())};
        int held = IntStream.of(left).sum();
        int[][] chosen = {new int[order.length - held], new int[held]};
        int[] next = {0, 0};
        for (int example : order) {
            int group = all.hasLabels() ? all.label(example) : 0;
            int part = left[group] > 0 ? 1 : 0;
            left[group] -= part;
            chosen[part][next[part]++] = example;
        }
        return chosen;
    }

    /**
     * Returns how many examples of each class are held back: the share of it rounded down, and one more of the classes
     * that lose most by that, until the share of all examples is reached. No class loses its last training example.
     */
    private int[] heldOfEachClass(Dataset all) {
        int[] counts = all.classCounts();
        int[] held = new int[counts.length];
        double[] lost = new double[counts.length];
        for (int c = 0; c < counts.length; c++) {
            held[c] = Math.max(0, Math.min(counts[c] - 1, (int) (counts[c] * share + ROUNDING)));
            lost[c] = counts[c] * share - held[c];
        }
        int missing = count(all.size()) - IntStream.of(held).sum();
        IntStream.range(0, counts.length)
                .filter(c -> held[c] < counts[c] - 1)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -lost[c]))
                .limit(Math.max(0, missing))
                .forEach(c -> held[c]++);
        if (IntStream.of(held).sum() == 0) { // every class has one example
            IntStream.range(0, counts.length)
                    .filter(c -> counts[c] > 0)
                    .reduce((before, last) -> last)
                    .ifPresent(last -> held[last] = 1);
        }
        return held;
    }
}
