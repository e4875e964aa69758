package io.minibatch.backend.cpu;

import java.util.Arrays;

/**
 * The lists of a mini-batch's images turned around: for each position, the rows whose byte there is not 0, as entries {@code row << 8 | byte}.
 * Rows are taken in chunks, whose errors the cache holds, and counted from the start of their chunk.
 */
final class PositionLists {
    /** Rows of a chunk. */
    static final int CHUNK = 128;

    /** Entries that are kept at a time. */
    private static final int MOST = 1 << 20;

    /** The errors of a chunk for a panel of so many vectors, all in one array; once a thread, so that a step allocates nothing. */
    private static final ThreadLocal<Panel[]> ERRORS = ThreadLocal.withInitial(() -> {
        float[] data = AlignedArray.allocate(CHUNK * Panel.WIDE * Panel.LANES);
        Panel[] panels = new Panel[Panel.WIDE + 1];
        Arrays.setAll(panels, vectors -> new Panel(data, AlignedArray.START, vectors));
        return panels;
    });

    final int[] entries;
    private final int[] counts;
    private final int positions;

    /** Allocates the lists of at most {@link #chunks} chunks, or of those of a mini-batch. */
    PositionLists(int positions, int capacity) {
        this.positions = positions;
        int chunks = chunksOf(capacity);
        this.entries = new int[chunks * positions * CHUNK];
        this.counts = new int[chunks * positions];
    }

    /** Returns how many chunks may be kept at a time; 0 for too many positions. */
    static int chunks(int positions) {
        return MOST / CHUNK / positions;
    }

    /** Returns this thread's memory for the errors of a chunk. */
    static Panel errors(int vectors) {
        return ERRORS.get()[vectors];
    }

    /** Returns into how many chunks so many rows fall, {@link #chunks} at most. */
    int chunksOf(int rows) {
        return Math.max(0, Math.min(chunks(positions), (rows + CHUNK - 1) / CHUNK));
    }

    /**
     * Lists the valid rows of a chunk.
     *
     * @param first its first row in the mini-batch
     */
    void fill(int chunk, SparseBatch batch, int first) {
        NonZeros lists = batch.lists();
        int count = chunk * positions;
        Arrays.fill(counts, count, count + positions, 0);
        int rows = Math.min(CHUNK, batch.valid() - first);
        for (int row = 0; row < rows; row++) {
            int image = batch.example(first + row);
            int end = lists.end(image);
            for (int e = lists.start(image); e < end; e++) {
                int position = count + (lists.entries[e] >>> 8);
                entries[position * CHUNK + counts[position]++] = row << 8 | lists.entries[e] & 0xFF;
            }
        }
    }

    int start(int chunk, int position) {
        return (chunk * positions + position) * CHUNK;
    }

    int end(int chunk, int position) {
        return start(chunk, position) + counts[chunk * positions + position];
    }
}
