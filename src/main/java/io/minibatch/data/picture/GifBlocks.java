package io.minibatch.data.picture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** The blocks of a GIF. */
final class GifBlocks {
    private static final int HEADER = 6;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2C;
    private static final int HAS_COLORS = 0x80;

    private GifBlocks() {}

    /** Returns whether the first picture is complete. */
    static boolean holdAPicture(byte[] content) {
        ByteBuffer in = ByteBuffer.wrap(content);
        try {
            skip(in, HEADER + 4);
            int screen = in.get();
            skip(in, 2);
            skip(in, colors(screen));
            while (true) {
                int block = in.get();
                if (block == EXTENSION) {
                    skip(in, 1);
                } else if (block == IMAGE) {
                    skip(in, 8);
                    skip(in, colors(in.get()) + 1);
                } else {
                    return false;
                }
                skipData(in);
                if (block == IMAGE) {
                    return true;
                }
            }
        } catch (BufferUnderflowException cutOff) {
            return false;
        }
    }

    /** Returns the bytes of the table of colours that some flags announce. */
    private static int colors(int flags) {
        return (flags & HAS_COLORS) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private static void skipData(ByteBuffer in) {
        for (int length = in.get() & 0xFF; length > 0; length = in.get() & 0xFF) {
            skip(in, length);
        }
    }

    private static void skip(ByteBuffer in, int bytes) {
        if (bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + bytes);
    }
}
