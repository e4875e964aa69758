package io.minibatch.data;

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
     * @throws DataException where it cannot be written
     */
    public static void write(Path file, Idx idx) {
        try {
            AtomicFile.write(file, out -> {
                if (file.toString().endsWith(".gz")) {
                    GZIPOutputStream compressed = new GZIPOutputStream(out);
                    write(compressed, idx);
                    compressed.finish();
                } else {
                    write(out, idx);
                }
            });
        } catch (IOException failure) {
            throw new DataException(file + ": cannot be written: " + Reason.of(failure));
        }
    }

    private static void write(OutputStream stream, Idx idx) throws IOException {
        DataOutputStream out = new DataOutputStream(stream);
        out.write(new byte[] {0, 0, 8, (byte) idx.rank()});
        for (int dimension : idx.shape()) {
            out.writeInt(dimension);
        }
        out.write(idx.data());
        out.flush();
    }
}
