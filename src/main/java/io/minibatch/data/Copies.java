package io.minibatch.data;

import java.util.function.IntConsumer;

/** Varied copies of a whole data set, each image with the place and the label that it has there. */
public interface Copies {
    /** Returns how many there are. */
    int count();

    /**
     * Makes the images of one copy, the same whenever it is asked for.
     *
     * @param copy from 0 to below {@link #count}
     * @param made receives now and then the number of images made since the previous call
     * @return {@code [size, features]} unsigned bytes
     */
    byte[] images(int copy, IntConsumer made);
}
