package io.minibatch.random;

/**
 * The purpose of a random number. Each purpose has its own stream, so that adding a draw for one never moves the draws
 * of another. The code is part of the counter and never changes.
 */
public enum Purpose {
    /** Initial weights; the step is the layer. */
    WEIGHTS(0),
    /** Initial biases; the step is the layer. */
    BIASES(1),
    /** The order of the training examples; one permutation an epoch. */
    SHUFFLE(2),
    /** Dropout masks; the step is the mini-batch of the epoch, the part the layer. */
    DROPOUT(3),
    /** Random transformations of images. */
    AUGMENTATION(4),
    /** The built-in digits; the step is the image. */
    DIGITS(5),
    /** Searches for hyper-parameters; the epoch is the trial. */
    SEARCH(6),
    /** The choice of the validation examples. */
    SPLIT(7);

    private final int code;

    Purpose(int code) {
        this.code = code;
    }

    /** Returns the last word of the counters of a part, {@code code + 256·part}. */
    int word(int part) {
        return code | part << 8;
    }
}
