package io.minibatch.backend.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * A shared library of Linux on a 64-bit little-endian machine, as far as its symbols and their versions go. Sources:
 * System V ABI, "Object files"; Linux Standard Base, "Symbol versioning".
 */
final class ElfLibrary implements SharedLibrary {
    static final int MAGIC = 0x464C457F;
    private static final int CLASS = 4;
    private static final int BITS_64 = 2;
    private static final int MACHINE = 18;
    private static final int X86 = 3;
    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    private static final int SECTION_TABLE = 40;
    private static final int SECTION_SIZE = 58;
    private static final int SECTION_COUNT = 60;

    private static final int DYNAMIC = 6;
    private static final int DYNAMIC_BYTES = 16;
    private static final int NEEDED = 1;
    private static final int DYNAMIC_SYMBOLS = 11;
    private static final int VERSIONS_NEEDED = 0x6ffffffe;
    private static final int SYMBOL_BYTES = 24;
    private static final int SYMBOL_SECTION = 6;

    private final ByteBuffer bytes;

    /** Fails where the library is for another processor, or its end is missing. */
    ElfLibrary(ByteBuffer bytes) throws IOException {
        this.bytes = bytes;
        int machine = bytes.getShort(MACHINE);
        if (bytes.get(CLASS) != BITS_64 || machine != X86_64) {
            throw new IOException("it is for " + processor(machine) + ", not for 64-bit x86");
        }
        // The table of sections is the last thing in a library.
        if (bytes.getLong(SECTION_TABLE) > bytes.limit() || header(sections()) > bytes.limit()) {
            throw new IOException("its end is missing");
        }
    }

    private static String processor(int machine) {
        return switch (machine) {
            case X86, X86_64 -> "32-bit x86";
            case AARCH64 -> "64-bit ARM";
            default -> "another processor";
        };
    }

    @Override
    public Set<String> exports() {
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

    @Override
    public Set<String> needs() {
        Set<String> names = new HashSet<>();
        Section entries = section(DYNAMIC);
        Section strings = section(entries);
        for (int at = entries.start; at < entries.start + entries.size; at += DYNAMIC_BYTES) {
            if (bytes.getLong(at) == NEEDED) {
                names.add(string(strings.start + (int) bytes.getLong(at + 8)));
            }
        }
        return names;
    }

    /** The versions of symbols that are of that library's name are changed with it. */
    @Override
    public void askFor(String from, String to) throws IOException {
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
        for (int i = 0; i < sections(); i++) {
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

    private int sections() {
        return bytes.getShort(SECTION_COUNT) & 0xFFFF;
    }

    private int header(int index) {
        return (int) bytes.getLong(SECTION_TABLE) + index * (bytes.getShort(SECTION_SIZE) & 0xFFFF);
    }

    private Section read(int header) {
        return new Section(
                (int) bytes.getLong(header + 24), (int) bytes.getLong(header + 32), bytes.getInt(header + 40));
    }

    private String string(int start) {
        return SharedLibrary.string(bytes, start);
    }
}
