package io.minibatch.backend.cpu;

import io.minibatch.random.Permutation;

/** The order in which examples are taken. */
final class CpuOrder {
    private final int[] examples;

    /** Creates the order in which the examples were uploaded. */
    CpuOrder(int size) {
        examples = new int[size];
        restore();
    }

    void restore() {
        for (int i = 0; i < examples.length; i++) {
            examples[i] = i;
        }
    }

    void shuffle(long seed, int epoch) {
        new Permutation(seed, epoch, examples.length).fill(examples);
    }

    int size() {
        return examples.length;
    }

    int at(int place) {
        return examples[place];
    }
}
