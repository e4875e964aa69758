package io.minibatch.backend.cpu;

import io.minibatch.backend.VmOption;

/**
 * Arrays whose elements from {@link #START} on begin a cache line, where the garbage collector allows it, so that
 * vectors do not cross lines. G1 starts an object of half a region or more at the start of a region; its elements
 * follow 16 bytes later.
 */
final class AlignedArray {
    /** The first element that is used. */
    static final int START = 12;

    /** Above, aligning a small array would waste too much memory. */
    private static final int MOST = 1 << 21;

    /** Elements from which G1 gives an array regions of its own; 0 if the JVM has no such collector. */
    private static final int FEWEST = VmOption.value("G1HeapRegionSize")
            .map(bytes -> Math.min(MOST, Integer.parseInt(bytes) / 2 / Float.BYTES))
            .orElse(0);

    private float[] current = new float[0];
    private int used;

    /** Returns an array of zeros with room for {@code size} elements from {@link #START} on. */
    static float[] allocate(int size) {
        return new float[Math.max(Math.addExact(size, START), FEWEST)];
    }

    /**
     * Returns rows of zeros, in one array with others where there is room, so that they do not compete for the same
     * sets of the cache.
     */
    Rows rows(int count, int width) {
        int size = Math.multiplyExact(count, width);
        if (size > current.length - used) {
            current = allocate(size);
            used = START;
        }
        Rows rows = new Rows(current, used, width);
        used += size;
        return rows;
    }
}
