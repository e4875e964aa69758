package io.minibatch.data;

/** Chooses the examples for validation where the data bring none. */
public sealed interface SplitRule {
    /** The rule for all data but the published MNIST. */
    SplitRule DEFAULT = new Stratified(1);

    /** The last examples, as the book holds back the last 10,000 images of MNIST. */
    record Ordered() implements SplitRule {}

    /**
     * Random examples, the same share of each class. Numbers to predict have no classes: their examples are only
     * shuffled.
     *
     * @param seed decides which, independently of the seed of a training
     */
    record Stratified(long seed) implements SplitRule {}
}
