package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfLibraryTest {
    @Test
    void hash_ofVersionNames_isTheLinkers() {
        // As readelf -V prints them in the hexadecimal dump of .gnu.version_r of libraries that ld made.
        assertEquals(0x09691a75, ElfLibrary.hash("GLIBC_2.2.5"));
        assertEquals(0x0d696914, ElfLibrary.hash("GLIBC_2.4"));
    }

    @Test
    void askFor_changesTheNameAndTheHashOfItsVersionAndNothingElse() throws IOException {
        byte[] original = jcublas();
        byte[] changed = original.clone();
        SharedLibrary.of(changed).askFor("libcublas.so.12", "libcublas.so.13");
        int differences = 0;
        for (int i = 0; i < original.length; i++) {
            differences += original[i] == changed[i] ? 0 : 1;
        }
        // One character of the name, one byte of the hash, whose last characters differ by one.
        assertEquals(2, differences);
        SharedLibrary.of(changed).askFor("libcublas.so.13", "libcublas.so.12");
        assertEquals(0, Arrays.compare(original, changed));
    }

    @Test
    void askFor_nameThatIsNotAskedFor_isRefused() {
        assertThrows(IOException.class, () -> SharedLibrary.of(jcublas()).askFor("libcublas.so.11", "libcublas.so.13"));
    }

    @Test
    void exports_areTheDefinedSymbols() throws IOException {
        SharedLibrary library = SharedLibrary.of(jcublas());
        assertTrue(library.exports().contains("Java_jcuda_jcublas_JCublas2_cublasSgemmNative"));
        assertFalse(library.exports().contains("cublasGemmEx"));
    }

    @Test
    void of_anotherFile_isRefused() {
        assertThrows(IOException.class, () -> SharedLibrary.of(new byte[100]));
    }

    @Test
    void needs_areTheLibrariesThatItAsksFor() throws IOException {
        SharedLibrary library = SharedLibrary.of(jcublas());
        assertTrue(library.needs().contains("libcublas.so.12"));
        assertFalse(library.needs().contains("libJCublas2-12.6.0-linux-x86_64.so"));
    }

    @Test
    void check_ofAFileWhoseEndIsMissing_isRefused(@TempDir Path folder) throws IOException {
        byte[] content = jcublas();
        Path file = Files.write(folder.resolve("half"), Arrays.copyOf(content, content.length / 2));
        assertEquals("its end is missing", refusal(file));
    }

    @ParameterizedTest
    @CsvSource({
        "32, 3, 32-bit x86",
        "64, 183, 64-bit ARM",
        "64, 243, another processor",
        "32, 62, 32-bit x86",
    })
    void check_ofALibraryForAnotherProcessor_saysWhich(int bits, int machine, String processor, @TempDir Path folder)
            throws IOException {
        Path file = Files.write(folder.resolve("library"), jcublas());
        SharedLibrary.check(file);
        StandIn.forAnotherProcessor(file, bits, machine);
        assertEquals("it is for " + processor + ", not for 64-bit x86", refusal(file));
    }

    @Test
    void check_ofALinkThatLeadsNowhere_saysWhereTo(@TempDir Path folder) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("no"));
        assertEquals("it is a link to no, which does not exist", refusal(link));
    }

    private static String refusal(Path file) {
        return Findings.reason(assertThrows(IOException.class, () -> SharedLibrary.check(file)));
    }

    private static byte[] jcublas() throws IOException {
        String name = "/lib/libJCublas2-12.6.0-linux-x86_64.so";
        try (InputStream in = Objects.requireNonNull(ElfLibraryTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }
}
