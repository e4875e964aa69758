package io.minibatch.data.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The formats of pictures. Java's readers fill missing parts of a picture with black or grey, and do not compare
 * checksums: {@link #isWhole} does.
 */
enum PictureFormat {
    /** Source: <i>Portable Network Graphics</i>, ISO/IEC 15948, section 5. */
    PNG("\u0089PNG\r\n\u001a\n") {
        @Override
        boolean isWhole(byte[] content) {
            ByteBuffer chunks = ByteBuffer.wrap(content).position(8);
            while (chunks.remaining() >= CHUNK_FRAME) {
                int length = chunks.getInt();
                if (length < 0 || length > chunks.remaining() - 8) {
                    return false;
                }
                CRC32 checksum = new CRC32();
                checksum.update(content, chunks.position(), 4 + length);
                int type = chunks.getInt();
                if (chunks.position(chunks.position() + length).getInt() != (int) checksum.getValue()) {
                    return false;
                }
                if (type == END_CHUNK) {
                    return true;
                }
            }
            return false;
        }
    },

    /** libjpeg, which decodes it, warns where data are missing or damaged. */
    JPEG("\u00ff\u00d8\u00ff") {
        @Override
        boolean isWhole(byte[] content) {
            return true;
        }
    },

    /** Source: <i>Graphics Interchange Format, Version 89a</i>, CompuServe 1990, sections 15 to 27. */
    GIF("GIF8") {
        @Override
        boolean isWhole(byte[] content) {
            return GifBlocks.holdAPicture(content);
        }
    },

    /** Source: BITMAPINFOHEADER of Microsoft's Win32 documentation. */
    BMP("BM") {
        @Override
        boolean isWhole(byte[] content) {
            ByteBuffer header = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
            if (content.length < 54) {
                return content.length >= 26 && header.getInt(14) == OLD_HEADER && holds(header, oldRows(header));
            }
            if (header.getInt(14) == OLD_HEADER) {
                return holds(header, oldRows(header));
            }
            int compression = header.getInt(30);
            boolean plain = compression == 0 || compression == BIT_FIELDS;
            return holds(
                    header,
                    plain
                            ? bytes(header.getInt(18), header.getInt(22), header.getShort(28))
                            : header.getInt(34) & 0xFFFF_FFFFL);
        }
    };

    private static final int CHUNK_FRAME = 12;
    private static final int END_CHUNK = 0x49454E44;
    private static final int OLD_HEADER = 12;
    private static final int BIT_FIELDS = 3;

    private final byte[] start;

    PictureFormat(String start) {
        this.start = start.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the format of a file, null if it begins as no picture does. */
    static @Nullable PictureFormat of(byte[] content) {
        for (PictureFormat format : values()) {
            int length = format.start.length;
            if (content.length > length && Arrays.equals(content, 0, length, format.start, 0, length)) {
                return format;
            }
        }
        return null;
    }

    /**
     * Returns whether the file holds all that its headers announce, with the right checksums. What follows the picture
     * is ignored.
     */
    abstract boolean isWhole(byte[] content);

    private static long oldRows(ByteBuffer header) {
        return bytes(header.getShort(18) & 0xFFFF, header.getShort(20) & 0xFFFF, header.getShort(24));
    }

    /** Returns the bytes of rows that are filled up to multiples of four bytes. */
    private static long bytes(long width, long height, long bits) {
        return (width * bits + 31) / 32 * 4 * Math.abs(height);
    }

    private static boolean holds(ByteBuffer header, long bytes) {
        return (header.getInt(10) & 0xFFFF_FFFFL) + bytes <= header.limit();
    }
}
