package io.minibatch.random;

/**
 * What a random number is for. Each purpose is a stream of its own, so that adding a draw for one never moves the draws
 * of another. The ordinal is part of the counter: append, never reorder.
 */
public enum Purpose {
    /** Initial weights; the step is the layer. */
    WEIGHTS,
    /** Initial biases; the step is the layer. */
    BIASES,
    /** The order of the training examples; one permutation an epoch. */
    SHUFFLE,
    /** Dropout masks. */
    DROPOUT,
    /** Random transformations of images. */
    AUGMENTATION,
    /** The built-in digits; the step is the image. */
    DIGITS
}
