package io.minibatch.backend.cpu;

/**
 * The lists of some images turned around: for each position, the rows whose byte there is not 0, as entries
 * {@code row << 8 | byte}, rows being counted from the first of them.
 */
final class PositionLists {
    /** Most images: the nearest cache holds their errors for one panel. */
    static final int IMAGES = Panel.SCRATCH;

    /** Positions up to which the lists stay in the cache. */
    private static final int MOST_POSITIONS = 1 << 13;

    final int[] entries;
    private final int[] ends;
    private final int positions;

    PositionLists(int positions) {
        this.positions = positions;
        this.entries = new int[positions * IMAGES];
        this.ends = new int[positions];
    }

    /** Returns whether images of so many positions can be turned around. */
    static boolean canHold(int positions) {
        return positions <= MOST_POSITIONS;
    }

    /**
     * Lists the positions of some parts for the valid rows from {@code first} on, {@link #IMAGES} at most.
     *
     * @param part the first part
     * @param last the part after the last
     */
    void fill(SparseBatch batch, int first, int part, int last) {
        NonZeros lists = batch.lists();
        for (int position = NonZeros.boundary(positions, part);
                position < NonZeros.boundary(positions, last);
                position++) {
            ends[position] = start(position);
        }
        int rows = Math.min(IMAGES, batch.valid() - first);
        for (int row = 0; row < rows; row++) {
            int image = batch.example(first + row);
            int end = lists.start(image, last);
            for (int e = lists.start(image, part); e < end; e++) {
                int position = lists.entries[e] >>> 8;
                entries[ends[position]++] = row << 8 | lists.entries[e] & 0xFF;
            }
        }
    }

    /** Returns where a position's list begins. */
    int start(int position) {
        return position * IMAGES;
    }

    /** Returns where a position's list ends. */
    int end(int position) {
        return ends[position];
    }

    /** {@link #fill} with the rows from {@code first} on, by parts. */
    record Turn(PositionLists lists, SparseBatch batch, int first) implements Operation {
        @Override
        public int length() {
            return NonZeros.PARTS;
        }

        @Override
        public long work() {
            return batch.work(Panel.LANES);
        }

        @Override
        public void run(int from, int to) {
            lists.fill(batch, first, from, to);
        }
    }
}
