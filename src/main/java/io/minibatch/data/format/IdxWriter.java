package io.minibatch.data.format;

import io.minibatch.io.AtomicFile;
import io.minibatch.io.Reason;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes what {@link IdxReader} reads. */
public final class IdxWriter {
    private IdxWriter() {}

    /**
     * Writes a whole file or none, compressed where its name ends in {@code .gz}.
     *
     * @throws FormatException if it cannot be written
     */
    public static void write(Path file, NumericArray bytes) {
        write(file, bytes.shape(), out -> out.write(bytes.data()));
    }

    /**
     * As {@link #write(Path, NumericArray)}, with data that need not be in memory at once.
     *
     * @param data writes as many bytes as the product of the dimensions
     */
    public static void write(Path file, int[] shape, AtomicFile.Writing data) {
        try {
            AtomicFile.write(file, out -> {
                if (file.toString().endsWith(".gz")) {
                    GZIPOutputStream compressed = new GZIPOutputStream(out);
                    write(compressed, shape, data);
                    compressed.finish();
                } else {
                    write(out, shape, data);
                }
            });
        } catch (IOException failure) {
            throw new FormatException(file + ": cannot be written: " + Reason.of(failure));
        }
    }

    private static void write(OutputStream stream, int[] shape, AtomicFile.Writing data) throws IOException {
        DataOutputStream out = new DataOutputStream(stream);
        out.write(new byte[] {0, 0, 8, (byte) shape.length});
        for (int dimension : shape) {
            out.writeInt(dimension);
        }
        data.to(out);
        out.flush();
    }
}
