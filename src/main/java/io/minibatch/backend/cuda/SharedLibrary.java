package io.minibatch.backend.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;

/** A shared library's file, as far as its symbols and the libraries it asks for go. */
sealed interface SharedLibrary permits ElfLibrary, PeLibrary {
    /** Returns the names of the functions and variables that the library defines for others. */
    Set<String> exports();

    /**
     * Makes the library ask for another library instead.
     *
     * @param from the name it asks for
     * @param to a name of the same length
     */
    void askFor(String from, String to) throws IOException;

    /** Reads a library; changes are made to the content itself. */
    static SharedLibrary of(byte[] content) throws IOException {
        return of(ByteBuffer.wrap(content));
    }

    /** Returns the names that a file defines. A damaged file is an {@link IOException}. */
    static Set<String> exports(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()))
                    .exports();
        } catch (IndexOutOfBoundsException | IllegalStateException damaged) {
            throw new IOException("it is damaged", damaged);
        }
    }

    private static SharedLibrary of(ByteBuffer bytes) throws IOException {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() > 64 && bytes.getInt(0) == ElfLibrary.MAGIC) {
            return new ElfLibrary(bytes);
        }
        if (bytes.limit() > 64 && bytes.getShort(0) == PeLibrary.MAGIC) {
            return new PeLibrary(bytes);
        }
        throw new IOException("it is not a shared library");
    }

    /** Returns the text up to the next NUL. */
    static String string(ByteBuffer bytes, int start) {
        StringBuilder text = new StringBuilder();
        for (int at = start; bytes.get(at) != 0; at++) {
            text.append((char) (bytes.get(at) & 0xFF));
        }
        return text.toString();
    }
}
