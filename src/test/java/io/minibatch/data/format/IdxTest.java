package io.minibatch.data.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.data.FileChecksum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {
    private static final String GOOD = "00000802" + "00000002" + "00000003" + "010203fdfeff";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a-idx", "a-idx.gz"})
    void write_andRead_giveTheSameArray(String name) {
        NumericArray idx =
                NumericArray.ofBytes(new int[] {2, 1, 3, 2}, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, -3, -2, -1});
        IdxWriter.write(folder.resolve(name), idx);
        NumericArray read = IdxReader.read(folder.resolve(name), FileChecksum.newDigest());
        assertArrayEquals(idx.shape(), read.shape());
        assertArrayEquals(idx.data(), read.data());
    }

    @Test
    void read_bytesOfTheFormat_giveShapeAndData() throws IOException {
        NumericArray idx = IdxReader.read(file(GOOD), FileChecksum.newDigest());
        assertArrayEquals(new int[] {2, 3}, idx.shape());
        assertArrayEquals(new byte[] {1, 2, 3, -3, -2, -1}, idx.data());
    }

    @Test
    void read_compressedFileWithoutSuffix_isRecognised() throws IOException {
        Path file = Files.write(folder.resolve("plain-name"), compressed(GOOD));
        assertEquals(6, IdxReader.read(file, FileChecksum.newDigest()).data().length);
    }

    @ParameterizedTest
    @CsvSource({
        "0000, the file is cut off",
        "000008020000, the file is cut off",
        "00000802000000020000000301020304, 'holds 4 bytes of data, but says that there are 2×3'",
        "000008020000000200000003010203040506ff, has data after the 2×3 bytes of its shape",
        "12340802, 'is not an IDX file: it begins with 12 34, not 00 00'",
        "00000a0100000001, 'holds elements of type 0x0a; the types of IDX are 0x08, 0x09, 0x0b, 0x0c, 0x0d and 0x0e'",
        "00000800, has no dimensions",
        "0000080180000000, 'says that it holds 2147483648 bytes, which is too many'",
        "00000803ffffffff, 'says that it holds 4294967295 bytes, which is too many'",
        "000008037fffffff0000001c0000001c, 'says that it holds 2147483647 bytes, which is too many'",
        "00000803000100000001000000000001, 'says that it holds 65536×65536 bytes, which is too many'",
    })
    void read_damagedFile_saysWhatIsWrong(String content, String message) throws IOException {
        Path file = file(content);
        assertFault(file + ": " + message, file);
    }

    @Test
    void read_fileThatPromisesAGigabyte_isRefusedByWhatArrives() throws IOException {
        Path file = file("00000801" + "40000000" + "01");
        assertFault(file + ": holds 1 bytes of data, but says that there are 1073741824", file);
    }

    @Test
    void read_gzipWithWrongChecksum_isRefused() throws IOException {
        byte[] compressed = compressed(GOOD);
        compressed[compressed.length - 6] ^= 1;
        Path file = Files.write(folder.resolve("a.gz"), compressed);
        assertFault(file + ": the compressed data are damaged (Corrupt GZIP trailer)", file);
    }

    @Test
    void read_gzipCutOffAnywhere_isRefused() throws IOException {
        byte[] whole = compressed(GOOD);
        for (int length = 2; length < whole.length; length++) {
            Path file = Files.write(folder.resolve("a.gz"), Arrays.copyOf(whole, length));
            FormatException thrown =
                    assertThrows(FormatException.class, () -> IdxReader.read(file, FileChecksum.newDigest()));
            assertTrue(String.valueOf(thrown.getMessage()).startsWith(file + ": the "), thrown.getMessage());
        }
    }

    @Test
    void read_missingFileOrFolder_saysSo() {
        assertFault(folder.resolve("none") + ": cannot be read: no such file or folder", folder.resolve("none"));
        assertFault(folder + ": is a folder, not an IDX file", folder);
    }

    @Test
    void write_folderMissing_namesTheFileAndLeavesNothing() {
        Path file = folder.resolve("missing").resolve("a-idx");
        FormatException thrown = assertThrows(
                FormatException.class,
                () -> IdxWriter.write(file, NumericArray.ofBytes(new int[] {1}, new byte[] {1})));
        assertEquals(file + ": cannot be written: no such file or folder", thrown.getMessage());
        assertFalse(Files.exists(file));
    }

    private Path file(String hex) throws IOException {
        return Files.write(folder.resolve("a-idx"), HexFormat.of().parseHex(hex));
    }

    private static byte[] compressed(String hex) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(HexFormat.of().parseHex(hex));
        }
        return bytes.toByteArray();
    }

    private static void assertFault(String message, Path file) {
        assertEquals(
                message,
                assertThrows(FormatException.class, () -> IdxReader.read(file, FileChecksum.newDigest()))
                        .getMessage());
    }
}
