package io.minibatch.backend.cuda;

/**
 * The buffer of kernels that sum over all elements: a double for each 4096 elements. Allocated once; longer matrices
 * are summed a piece at a time. The host adds the blocks in their order.
 */
final class BlockSums extends CudaMemory {
    /** Elements of a block of {@code dot_blocks} and {@code magnitude_blocks}. */
    static final int ELEMENTS = 4096;

    /** Blocks of a piece: 16 million elements. */
    private static final int MOST_BLOCKS = 4096;

    private final Address sums;

    BlockSums(Owner owner) {
        super(owner);
        sums = allocate((long) MOST_BLOCKS * Double.BYTES);
    }

    double dot(Launches launches, Staging staging, CudaMatrix x, CudaMatrix y) {
        double sum = 0;
        for (int start = 0; start < x.size(); start += length(x.size(), start)) {
            int length = length(x.size(), start);
            launches.dot(sums, at(x, start), at(y, start), length);
            sum = staging.add(sums, blocks(length), sum);
        }
        return sum;
    }

    double magnitudes(Launches launches, Staging staging, CudaMatrix x) {
        double sum = 0;
        for (int start = 0; start < x.size(); start += length(x.size(), start)) {
            int length = length(x.size(), start);
            launches.magnitudes(sums, at(x, start), length);
            sum = staging.add(sums, blocks(length), sum);
        }
        return sum;
    }

    /** Returns the elements of the piece that begins at {@code start}. */
    static int length(int size, int start) {
        return Math.min(MOST_BLOCKS * ELEMENTS, size - start);
    }

    /** Returns how many blocks the elements of a piece have. */
    static int blocks(int elements) {
        return (elements + ELEMENTS - 1) / ELEMENTS;
    }

    private static Address at(CudaMatrix matrix, int start) {
        return start == 0 ? matrix.address() : matrix.address().plus((long) start * Float.BYTES);
    }
}
