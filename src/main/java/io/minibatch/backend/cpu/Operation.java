package io.minibatch.backend.cpu;

/** An operation with its operands: carried out at once, or kept and replayed as part of a recorded step. */
interface Operation {
    /** Returns the number of indices; any range of them can be computed without the others. */
    int length();

    /**
     * Returns roughly how many nanoseconds one thread takes for it, from memory in the cache, by which
     * {@link ThreadTeam} decides whether to share it. The constants are those of
     * {@code benchmarks/results/operations-cpu.md} and {@code gemm-cpu.md}, rounded to slower CPUs.
     */
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
