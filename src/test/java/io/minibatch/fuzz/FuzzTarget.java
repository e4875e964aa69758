package io.minibatch.fuzz;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A reader and what it may do with any bytes.
 *
 * @param seeds files that it reads
 * @param refusals the exceptions that are documented for damaged files
 * @param most memory that it may allocate
 */
record FuzzTarget(
        String name,
        List<byte[]> seeds,
        Mutator mutator,
        Reading reading,
        Set<Class<? extends RuntimeException>> refusals,
        Memory most) {

    /**
     * Memory that a reader may allocate.
     *
     * @param base bytes, whatever the file
     * @param perByte bytes for each byte of the file besides
     */
    record Memory(long base, long perByte) {
        /** The memory that the smallest values of JSON take as objects: {@code {},} is three bytes and a map. */
        private static final long OBJECTS = 250;

        /** Gzip makes up to 1,032 bytes of one, which are held twice while an array grows. */
        private static final long DECOMPRESSED = 2 * 1032;

        static Memory ofMebibytes(long mebibytes) {
            return new Memory(mebibytes << 20, OBJECTS);
        }

        static Memory ofGzip() {
            return new Memory(1 << 20, DECOMPRESSED);
        }

        long of(byte[] content) {
            return base + perByte * content.length;
        }
    }

    /** Reads a file of some content. */
    @FunctionalInterface
    interface Reading {
        void read(byte[] content) throws IOException;
    }

    @Override
    public String toString() {
        return name;
    }
}
