package io.minibatch.backend.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * A shared library of Linux on a 64-bit little-endian machine, as far as its symbols and their versions go. Sources: System
 * V ABI, "Object files"; Linux Standard Base, "Symbol versioning".
 */
final class ElfLibrary {
    private static final int MAGIC = 0x464C457F;
    private static final int SECTION_TABLE = 40;
    private static final int SECTION_SIZE = 58;
    private static final int SECTION_COUNT = 60;

    private static final int DYNAMIC_SYMBOLS = 11;
    private static final int VERSIONS_NEEDED = 0x6ffffffe;
    private static final int SYMBOL_BYTES = 24;
    private static final int SYMBOL_SECTION = 6;

    private final ByteBuffer bytes;

    private ElfLibrary(ByteBuffer bytes) throws IOException {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < 64 || bytes.getInt(0) != MAGIC) {
            throw new IOException("it is not a shared library");
        }
    }

    static ElfLibrary of(byte[] content) throws IOException {
        return new ElfLibrary(ByteBuffer.wrap(content));
    }

    static ElfLibrary of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return new ElfLibrary(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    /** Returns the names of the functions and variables that the library defines for others. */
    Set<String> exports() {
        Set<String> names = new HashSet<>();
        Section symbols = section(DYNAMIC_SYMBOLS);
        Section strings = section(symbols);
        for (int at = symbols.start; at < symbols.start + symbols.size; at += SYMBOL_BYTES) {
            if (bytes.getShort(at + SYMBOL_SECTION) != 0) {
                names.add(string(strings.start + bytes.getInt(at)));
            }
        }
        return names;
    }

    /**
     * Makes the library ask for another library, and for versions of symbols of that name, instead.
     *
     * @param from the name it asks for
     * @param to a name of the same length
     */
    void askFor(String from, String to) throws IOException {
        Section needs = section(VERSIONS_NEEDED);
        Section strings = section(needs);
        int replaced = 0;
        for (int at = strings.start; at < strings.start + strings.size; ) {
            String name = string(at);
            if (name.equals(from)) {
                bytes.put(at, to.getBytes(StandardCharsets.US_ASCII));
                replaced++;
            }
            at += name.length() + 1;
        }
        if (from.length() != to.length() || replaced == 0) {
            throw new IOException("it does not ask for " + from);
        }
        for (int need = needs.start, next = -1; next != 0; need += next) {
            rehash(need + bytes.getInt(need + 8), strings.start, to);
            next = bytes.getInt(need + 12);
        }
    }

    /** Corrects the hash in each version, of a list, that has the name. */
    private void rehash(int first, int strings, String name) {
        for (int version = first, next = -1; next != 0; version += next) {
            if (string(strings + bytes.getInt(version + 8)).equals(name)) {
                bytes.putInt(version, hash(name));
            }
            next = bytes.getInt(version + 12);
        }
    }

    /** The System V ABI's hash of names. */
    static int hash(String name) {
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash << 4) + name.charAt(i);
            int high = hash & 0xF0000000;
            hash = (hash ^ (high >>> 24)) & ~high;
        }
        return hash;
    }

    private record Section(int start, int size, int link) {}

    private Section section(int type) {
        int count = bytes.getShort(SECTION_COUNT) & 0xFFFF;
        for (int i = 0; i < count; i++) {
            if (bytes.getInt(header(i) + 4) == type) {
                return read(header(i));
            }
        }
        throw new IllegalStateException("the library has no section of type " + type);
    }

    /** Returns the section to which another is linked: of symbols and versions, their strings. */
    private Section section(Section linked) {
        return read(header(linked.link));
    }

    private int header(int index) {
        return (int) bytes.getLong(SECTION_TABLE) + index * (bytes.getShort(SECTION_SIZE) & 0xFFFF);
    }

    private Section read(int header) {
        return new Section(
                (int) bytes.getLong(header + 24), (int) bytes.getLong(header + 32), bytes.getInt(header + 40));
    }

    private String string(int start) {
        int end = start;
        while (bytes.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[end - start];
        bytes.get(start, name);
        return new String(name, StandardCharsets.US_ASCII);
    }
}
