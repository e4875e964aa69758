package io.minibatch.backend.cuda;

/**
 * The buffer in which the blocks of one launch that share the rows of a matrix store their sumss columns, see
 * {@code sums.cuh}. One for all launches, which never overlap.
 *
 * <p>How many blocks share the rows depends on the sizes alone, never on the device, and so does the order of every
 * sum.
 */
final class PartialSums extends CudaMemory {
    /** Columns that a block of {@code activation_gradient} takes, one group with a ticket. */
    static final int GRADIENT_COLUMNS = 8;

    /** Columns that {@code output_layer} can take. */
    static final int OUTPUT_COLUMNS = 32;

    /** As many blocks as keep a large device busy; more would only be more parts to add. */
    private static final int MOST_BLOCKS = 256;

    /** Rows for which a block more pays: it costs a round trip to device memory, about what four loads in turn cost. */
    private static final int GRADIENT_ROWS = 512;

    private static final int OUTPUT_ROWS = 32;

    /** Blocks that share the elements in {@code square_sums}; their doubles fit where other kernels leave floats. */
    private static final int CLIP_BLOCKS = 1024;

    final Address parts;
    final Address tickets;

    PartialSums(Owner owner) {
        super(owner);
        parts = allocate((long) MOST_BLOCKS * OUTPUT_COLUMNS * Float.BYTES);
        tickets = allocate((long) MOST_BLOCKS * Integer.BYTES);
    }

    /** Returns how many blocks share the rows in {@code activation_gradient}. */
    static int gradientBlocks(int rows, int columns) {
        return Math.max(1, Math.min(rows / GRADIENT_ROWS, MOST_BLOCKS / Launches.blocks(columns, GRADIENT_COLUMNS)));
    }

    /** Returns how many blocks share the elements in {@code square_sums}. */
    static int clipBlocks(int elements) {
        return Math.min(CLIP_BLOCKS, BlockSums.blocks(elements));
    }

    /** Returns how many blocks share the rows in {@code output_layer}. */
    static int outputBlocks(int rows) {
        return Math.min(MOST_BLOCKS, Launches.blocks(rows, OUTPUT_ROWS));
    }
}
