package io.minibatch.backend.cpu;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Arrays whose elements from {@link #START} on begin a cache line, where the garbage collector allows it, so that vectors do not cross
 * lines. G1 starts an object of half a region or more at the start of a region; its elements follow 16 bytes later.
 */
final class AlignedArray {
    /** The first element that is used. */
    static final int START = 12;

    /** Elements from which G1 gives an array regions of its own; 0 where another collector runs. */
    private static final int FEWEST = regionSize() / 2 / Float.BYTES;

    private float[] current = new float[0];
    private int used;

    /** Returns an array of zeros with room for {@code size} elements from {@link #START} on. */
    static float[] allocate(int size) {
        return new float[Math.max(Math.addExact(size, START), FEWEST)];
    }

    /** Returns rows of zeros, in one array with others where there is room, so that they do not compete for the same sets of the cache. */
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

    private static int regionSize() {
        try {
            return Integer.parseInt(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption("G1HeapRegionSize")
                    .getValue());
        } catch (IllegalArgumentException | LinkageError otherCollector) {
            return 0;
        }
    }
}
