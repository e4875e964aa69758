package io.minibatch.fuzz;

import java.util.Random;

/** Damages a file's content. */
@FunctionalInterface
interface Mutator {
    /** Returns damaged content; the same for random numbers of the same seed. */
    byte[] mutate(byte[] content, Random random);
}
