package io.minibatch.train;

/**
 * The parts of an epoch, at whose ends the learning rate may change and a moving average takes the weights. They depend
 * on the number of steps alone, so that results do not depend on how often is measured or how steps are divided into
 * calls.
 *
 * @param steps of the epoch, at least 1
 * @param length steps of a part; the last may have fewer
 */
record EpochParts(int steps, int length) {
    private static final int PARTS = 100;

    /** Returns an epoch as one part. */
    static EpochParts whole(int steps) {
        return new EpochParts(steps, steps);
    }

    /** Returns an epoch in at most 100 parts. */
    static EpochParts hundred(int steps) {
        return new EpochParts(steps, (steps + PARTS - 1) / PARTS);
    }

    /** Returns how many steps are left in a part once {@code done} of the epoch were made, fewer than all. */
    int left(int done) {
        return Math.min(length - done % length, steps - done);
    }

    /** Returns the length of the part that ends after {@code done} steps of the epoch, 0 if none ends there. */
    int endedBy(int done) {
        return done % length == 0 ? length : done == steps ? done % length : 0;
    }
}
