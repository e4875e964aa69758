package io.minibatch.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes arrays as NumPy does. */
public final class NpyWriter {
    private NpyWriter() {}

    /** Returns a file of version 1. */
    public static byte[] npy(String type, boolean fortran, String shape, byte[] data) {
        return npy(
                1,
                "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape
                        + ", }",
                data);
    }

    /** Returns a file with any header. */
    public static byte[] npy(int version, String header, byte[] data) {
        byte[] text = header.concat("\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + (version == 1 ? 2 : 4) + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            all.putShort((short) text.length);
        } else {
            all.putInt(text.length);
        }
        return all.put(text).put(data).array();
    }

    /** Writes an archive, stored or deflated. */
    public static Path npz(Path file, boolean stored, Map<String, byte[]> arrays) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
                if (stored) {
                    CRC32 checksum = new CRC32();
                    checksum.update(array.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(array.getValue().length);
                    entry.setCrc(checksum.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(array.getValue());
            }
        }
        return Files.write(file, bytes.toByteArray());
    }
}
