package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibatch.io.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenBlasTest {
    private static final String PLATFORM =
            OpenBlas.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    /** The smallest of the libraries. */
    private static final String LIBRARY = "libquadmath.so.0";

    private static final int POLYNOMIAL = 0xEDB88320;

    @TempDir
    private Path cache;

    /** A CRC-32 can be forged, so that a library of another user would be loaded. */
    @Test
    void unpack_overAForgedLibraryOfTheSameCrc_replacesIt() throws IOException {
        assumeTrue(PLATFORM.equals("linux-x86_64"));
        PrivateFolder folder = PrivateFolder.natives(cache).folder("openblas");
        OpenBlas.unpack(PLATFORM, LIBRARY, folder);
        Path file = folder.path().resolve(LIBRARY);
        byte[] library = Files.readAllBytes(file);
        byte[] forged = forged(library);
        assertEquals(crc(library, library.length), crc(forged, forged.length));
        Files.write(file, forged);
        OpenBlas.unpack(PLATFORM, LIBRARY, folder);
        assertArrayEquals(library, Files.readAllBytes(file));
    }

    /** Changes the first byte, and the last four so that the CRC-32 stays. */
    private static byte[] forged(byte[] library) {
        byte[] forged = library.clone();
        forged[0] ^= 1;
        int end = forged.length - Integer.BYTES;
        int register = ~(int) crc(library, library.length);
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            register = register < 0 ? (register ^ POLYNOMIAL) << 1 | 1 : register << 1;
        }
        int patch = register ^ ~(int) crc(forged, end);
        for (int i = 0; i < Integer.BYTES; i++) {
            forged[end + i] = (byte) (patch >>> Byte.SIZE * i);
        }
        return forged;
    }

    private static long crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}
