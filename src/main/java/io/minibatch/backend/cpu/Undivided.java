package io.minibatch.backend.cpu;

/** A short operation that one thread does as a whole. */
interface Undivided extends Operation {
    @Override
    default int length() {
        return 1;
    }

    @Override
    default long work() {
        return 1;
    }

    @Override
    default void run(int from, int to) {
        run();
    }

    void run();
}
