package io.minibatch.backend.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** A shared library of Windows on a 64-bit machine. Source: Microsoft, "PE Format". */
final class PeLibrary implements SharedLibrary {
    /** The letters MZ. */
    static final short MAGIC = 0x5A4D;

    private static final int SIGNATURE_POINTER = 0x3C;
    private static final int SIGNATURE = 0x4550;
    private static final short PE32_PLUS = 0x20B;

    private static final short X86_64 = (short) 0x8664;

    /** Relative to the signature. */
    private static final int MACHINE = 4;

    private static final int SECTION_COUNT = 6;

    private static final int OPTIONAL_HEADER_SIZE = 20;
    private static final int OPTIONAL_HEADER = 24;

    /** Offset of the export and import tables, relative to the optional header. */
    private static final int EXPORTS = 112;

    private static final int IMPORTS = 120;

    private static final int SECTION_BYTES = 40;
    private static final int IMPORT_BYTES = 20;

    private final ByteBuffer bytes;
    private final int header;

    PeLibrary(ByteBuffer bytes) throws IOException {
        this.bytes = bytes;
        this.header = bytes.getInt(SIGNATURE_POINTER);
        if (bytes.getInt(header) != SIGNATURE || bytes.getShort(header + OPTIONAL_HEADER) != PE32_PLUS) {
            throw new IOException("it is not a shared library for 64 bits");
        }
        if (bytes.getShort(header + MACHINE) != X86_64) {
            throw new IOException("it is for another processor, not for 64-bit x86");
        }
    }

    @Override
    public Set<String> exports() {
        int table = table(EXPORTS);
        int count = bytes.getInt(table + 24);
        int names = offset(bytes.getInt(table + 32));
        Set<String> exports = new HashSet<>();
        for (int i = 0; i < count; i++) {
            exports.add(SharedLibrary.string(bytes, offset(bytes.getInt(names + i * Integer.BYTES))));
        }
        return exports;
    }

    @Override
    public Set<String> needs() {
        Set<String> names = new HashSet<>();
        for (int at = table(IMPORTS); bytes.getInt(at + 12) != 0; at += IMPORT_BYTES) {
            names.add(SharedLibrary.string(bytes, offset(bytes.getInt(at + 12))));
        }
        return names;
    }

    @Override
    public void askFor(String from, String to) throws IOException {
        int replaced = 0;
        for (int at = table(IMPORTS); bytes.getInt(at + 12) != 0; at += IMPORT_BYTES) {
            int name = offset(bytes.getInt(at + 12));
            if (SharedLibrary.string(bytes, name).equals(from)) {
                bytes.put(name, to.getBytes(StandardCharsets.US_ASCII));
                replaced++;
            }
        }
        if (from.length() != to.length() || replaced == 0) {
            throw new IOException("it does not ask for " + from);
        }
    }

    private int table(int entry) {
        return offset(bytes.getInt(header + OPTIONAL_HEADER + entry));
    }

    /** Returns where in the file that lies which is at an address when it is loaded. */
    private int offset(int address) {
        int count = bytes.getShort(header + SECTION_COUNT) & 0xFFFF;
        int first = header + OPTIONAL_HEADER + (bytes.getShort(header + OPTIONAL_HEADER_SIZE) & 0xFFFF);
        for (int section = first; section < first + count * SECTION_BYTES; section += SECTION_BYTES) {
            int into = address - bytes.getInt(section + 12);
            if (into >= 0 && into < bytes.getInt(section + 16)) {
                return bytes.getInt(section + 20) + into;
            }
        }
        throw new IllegalStateException("no section of the library has the address " + address);
    }
}
