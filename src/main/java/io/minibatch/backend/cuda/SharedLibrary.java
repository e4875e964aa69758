package io.minibatch.backend.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** A shared library's file, as far as its symbols and the libraries it asks for go. */
sealed interface SharedLibrary permits ElfLibrary, PeLibrary {
    /** Returns the names of the functions and variables that the library defines for others. */
    Set<String> exports();

    /** Returns the names of the libraries that this one asks for. */
    Set<String> needs();

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

    /** Fails where a file is no library that a process on 64-bit x86 can load; the message is the reason. */
    static void check(Path file) throws IOException {
        map(file);
    }

    /**
     * The symbols that a library file defines and imports.
     *
     * @param exports names of functions and variables
     * @param needs names of libraries
     */
    record Symbols(Set<String> exports, Set<String> needs) {}

    /**
     * Reads a file. One that is damaged or for another machine is an {@link IOException}, whose message is the reason.
     */
    static Symbols symbols(Path file) throws IOException {
        try {
            SharedLibrary library = map(file);
            return new Symbols(library.exports(), library.needs());
        } catch (IndexOutOfBoundsException | IllegalStateException damaged) {
            throw new IOException("it is damaged", damaged);
        }
    }

    private static SharedLibrary map(Path file) throws IOException {
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            throw new IOException("it is a link to " + Files.readSymbolicLink(file) + ", which does not exist");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        } catch (IndexOutOfBoundsException damaged) {
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
