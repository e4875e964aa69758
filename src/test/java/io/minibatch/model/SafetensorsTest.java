package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.model.Safetensors.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void write_andRead_giveTheSameBits() {
        float[] many = new float[100_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = (i - 50_000) * 1e-33f;
        }
        float[] special = {-0.0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 1};
        Safetensors written = new Safetensors(
                List.of(
                        new Tensor("b", List.of(100, 1000), many),
                        new Tensor("a \"quoted\" π", List.of(2, 3), special),
                        new Tensor("scalar", List.of(), new float[] {7}),
                        new Tensor("empty", List.of(0, 5), new float[0])),
                Map.of("key", "value\n"));
        Path file = folder.resolve("x.safetensors");
        written.write(file);
        Safetensors read = Safetensors.read(file);
        assertEquals(written.metadata(), read.metadata());
        assertEquals(4, read.tensors().size());
        for (int i = 0; i < 4; i++) {
            assertEquals(written.tensors().get(i).name(), read.tensors().get(i).name());
            assertEquals(written.tensors().get(i).shape(), read.tensors().get(i).shape());
            assertArrayEquals(
                    written.tensors().get(i).values(), read.tensors().get(i).values());
        }
    }

    /** Byte by byte, as the format's description has it. */
    @Test
    void write_layout_isTheFormats() throws IOException {
        Path file = folder.resolve("x.safetensors");
        new Safetensors(List.of(new Tensor("w", List.of(1, 2), new float[] {1, -2})), Map.of()).write(file);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        assertEquals(0, length % 8);
        byte[] header = new byte[length];
        bytes.get(header);
        assertEquals(
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}",
                new String(header, StandardCharsets.UTF_8).strip());
        assertEquals(1, bytes.getFloat());
        assertEquals(-2, bytes.getFloat());
        assertEquals(0, bytes.remaining());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|1|is no safetensors file: it is longer than its header says",
                "[]|0|is no safetensors file: its header is not of that format",
                "{\"w\":3}|0|is no safetensors file: its header is not of that format",
                "{\"w\":{}}|0|is no safetensors file: the tensor w lacks its type, shape or place",
                "{\"w\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}|4|is no safetensors file: the tensor "
                        + "w is F16; only F32 can be read",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}|4|is no safetensors file: the tensor "
                        + "w of shape [2] has 4 bytes",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,-4]}}|4|is no safetensors file: the "
                        + "tensor w of shape [-1] has -4 bytes",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|3|is no safetensors file: the tensor "
                        + "w lies outside of the file or over another",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|8|is no safetensors file: the tensor "
                        + "w lies outside of the file or over another",
                "{\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|8|"
                        + "is no safetensors file: the tensor w lies outside of the file or over another",
            })
    void read_brokenFile_namesTheFileAndTheFault(String header, int bytes, String fault) throws IOException {
        Path file = folder.resolve("broken");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .array());
        out.write(text);
        out.write(new byte[bytes]);
        Files.write(file, out.toByteArray());
        assertEquals(
                file + ": " + fault,
                assertThrows(ModelException.class, () -> Safetensors.read(file)).getMessage());
    }

    @Test
    void read_headerLongerThanTheFile_isNotAllocated() throws IOException {
        Path file = folder.resolve("broken");
        Files.write(file, new byte[] {-1, -1, -1, 5, 0, 0, 0, 0, '{', '}'});
        assertEquals(
                file + ": is no safetensors file: its header would be 100663295 bytes",
                assertThrows(ModelException.class, () -> Safetensors.read(file)).getMessage());
    }
}
