package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** On JCuda's library for Windows, which every build has. */
class PeLibraryTest {
    @Test
    void askFor_changesTheOneDigitAndNothingElse() throws IOException {
        byte[] original = jcublas();
        byte[] changed = original.clone();
        SharedLibrary.of(changed).askFor("cublas64_12.dll", "cublas64_13.dll");
        byte[] expected = new String(original, StandardCharsets.ISO_8859_1)
                .replace("cublas64_12.dll", "cublas64_13.dll")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertArrayEquals(expected, changed);
        SharedLibrary.of(changed).askFor("cublas64_13.dll", "cublas64_12.dll");
        assertArrayEquals(original, changed);
    }

    @Test
    void askFor_nameThatIsNotAskedFor_isRefused() {
        assertThrows(IOException.class, () -> SharedLibrary.of(jcublas()).askFor("cublas64_11.dll", "cublas64_13.dll"));
    }

    @Test
    void exports_areTheDefinedSymbols() throws IOException {
        SharedLibrary library = assertInstanceOf(PeLibrary.class, SharedLibrary.of(jcublas()));
        assertTrue(library.exports().contains("Java_jcuda_jcublas_JCublas2_cublasSgemmNative"));
        assertFalse(library.exports().contains("cublasGemmEx"));
    }

    @Test
    void needs_areTheLibrariesThatItAsksFor() throws IOException {
        assertTrue(SharedLibrary.of(jcublas()).needs().contains("cublas64_12.dll"));
    }

    @Test
    void of_aLibraryForArm_isRefused() throws IOException {
        byte[] content = jcublas();
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(bytes.getInt(0x3C) + 4, (short) 0xAA64);
        assertEquals(
                "it is for another processor, not for 64-bit x86",
                assertThrows(IOException.class, () -> SharedLibrary.of(content)).getMessage());
    }

    private static byte[] jcublas() throws IOException {
        String name = "/lib/" + Platform.WINDOWS.jcuda("JCublas2");
        try (InputStream in = Objects.requireNonNull(PeLibraryTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }
}
