package io.minibatch.backend.cpu;

import io.minibatch.backend.Augmentation;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Moves on to the next mini-batch and varies its images, by rows, zero in rows that are not valid.
 *
 * @param warps working memory, one for each range that rows may be cut into; which of them a row meets changes nothing
 * @param next the first that is free
 */
record Augment(CpuBatch batch, CpuMatrix x, Warp[] warps, AtomicInteger next) implements Operation {
    /** Nanoseconds of a pixel. */
    private static final int PIXEL = 50;

    Augment(CpuBatch batch, Augmentation augmentation, CpuMatrix x, int ranges) {
        this(
                batch,
                x,
                IntStream.range(0, ranges).mapToObj(i -> new Warp(augmentation)).toArray(Warp[]::new),
                new AtomicInteger());
    }

    @Override
    public int length() {
        return x.rows;
    }

    @Override
    public long work() {
        return (long) x.size() * PIXEL;
    }

    @Override
    public void begin() {
        batch.advance();
        next.set(0);
    }

    @Override
    public void run(int from, int to) {
        Warp warp = warps[next.getAndIncrement()];
        for (int row = from; row < to; row++) {
            int target = x.offset + row * x.columns;
            if (row < batch.valid()) {
                warp.apply(batch, row, x.data, target);
            } else {
                Arrays.fill(x.data, target, target + x.columns, 0);
            }
        }
    }
}
