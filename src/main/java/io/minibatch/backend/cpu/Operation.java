package io.minibatch.backend.cpu;

/** An operation with its operands: carried out at once, or kept and replayed as part of a recorded step. */
interface Operation {
    /** Returns the number of indices; any range of them can be computed without the others. */
    int length();

    /** Returns roughly how many elementary steps it takes, by which {@link ThreadTeam} decides whether to share it. */
    long work();

    /** Called on the calling thread before the first of several repetitions. */
    default void beforeSteps() {}

    /** Called on the calling thread after the last repetition. */
    default void afterSteps() {}

    /** Called once before any range, on the calling thread. */
    default void begin() {}

    void run(int from, int to);

    /** Called once after all ranges, on the calling thread. */
    default void finish() {}
}
