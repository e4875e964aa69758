package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.model.Safetensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void write_headerOfAnyLength_isPaddedByAtMostSevenSpaces() throws IOException {
        Path file = folder.resolve("x.safetensors");
        for (int letters = 1; letters <= 8; letters++) {
            Tensor named = new Tensor("w".repeat(letters), List.of(1), new float[1]);
            new Safetensors(List.of(named), Map.of()).write(file);
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            byte[] header = new byte[(int) bytes.getLong()];
            bytes.get(header);
            String text = new String(header, StandardCharsets.UTF_8);
            assertEquals(0, header.length % 8, text);
            assertTrue(text.length() - text.strip().length() < 8, text);
            assertEquals(Float.BYTES, bytes.remaining(), text);
        }
    }

    @Test
    void read_fileWithoutTensors_isEmpty() throws IOException {
        Path file = file("{}".getBytes(StandardCharsets.UTF_8), 0);
        assertEquals(List.of(), Safetensors.read(file).tensors());
    }

    /** Each line: a type, a number's bytes as they are in the file, and its value as float32. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            F16, 003C, 1
            F16, 00C0, -2
            F16, FF7B, 65504
            F16, 0100, 5.9604645e-8
            F16, FF03, 6.097555e-5
            F16, 0004, 6.1035156e-5
            F16, 5535, 0.33325195
            F16, 0080, -0.0
            F16, 007C, Infinity
            F16, 00FC, -Infinity
            F16, 017E, NaN
            BF16, 803F, 1
            BF16, 49C0, -3.140625
            BF16, 0080, -0.0
            BF16, 807F, Infinity
            F64, 000000000000F0BF, -1
            F64, 9A9999999999B93F, 0.1
            F64, 0000000000F0EF7F, Infinity
            F32, DB0F4940, 3.1415927
            """)
    void read_numberOfAnyFloatingPointType_isTheNearestFloat32(String type, String bytes, float value)
            throws IOException {
        byte[] number = HexFormat.of().parseHex(bytes);
        String header = "{\"w\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[0," + number.length + "]}}";
        ByteBuffer content =
                ByteBuffer.allocate(8 + header.length() + number.length).order(ByteOrder.LITTLE_ENDIAN);
        content.putLong(header.length())
                .put(header.getBytes(StandardCharsets.UTF_8))
                .put(number);
        Path file = Files.write(folder.resolve("x.safetensors"), content.array());
        assertArrayEquals(
                new float[] {value}, Safetensors.read(file).tensors().get(0).values());
    }

    /** Each line: a header, how many bytes follow it, and what is wrong. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {} | 1 | it is longer than its header says
            [] | 0 | its header is not of that format
            {"w":3} | 0 | its header is not of that format
            {"w":{}} | 0 | the tensor w lacks its type, shape or place
            {"w":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}} | 4 | the tensor w is I32; the types that can be read are F32, F16, BF16, F64
            {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}} | 4 | the tensor w of shape [2] has the offsets [0, 4]
            {"w":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}} | 4 | the tensor w of shape [1] has the offsets [0, 4]
            {"w":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}} | 4 | the tensor w of shape [1] has the offsets [0, 4]
            {"w":{"dtype":"F64","shape":[268435456],"data_offsets":[0,2147483648]}} | 4 | the tensor w is too large
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}} | 4 | the tensor w of shape [1] has the offsets [0, 4, 4]
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}} | 4 | the tensor w of shape [1] has the offsets [4, 0]
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775807,-9223372036854775805]}} | 4 | the tensor w lies outside of the file or over another
            {"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,-4]}} | 4 | the tensor w has the shape [-1]
            {"w":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}} | 4 | the tensor w has the shape [-1, -1]
            {"w":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}} | 0 | the tensor w is too large
            {"w":{"dtype":"F32","shape":[536870912],"data_offsets":[0,2147483648]}} | 4 | the tensor w is too large
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 3 | the tensor w lies outside of the file or over another
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | the tensor w lies outside of the file or over another
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}} | 4 | the tensor w lies outside of the file or over another
            {"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | the tensor w lies outside of the file or over another
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 | its header has w twice
            {"w":{"dtype":"F16","dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 | its header has dtype twice
            {"__metadata__":{"a":"1","a":"2"}} | 0 | its header has a twice
            {"__metadata__":{},"__metadata__":{}} | 0 | its header has __metadata__ twice
            {"__metadata__":{"a":1}} | 0 | its header is not of that format
            {"w":{"dtype":"F32","shape":3,"data_offsets":[0,12]}} | 12 | its header is not of that format
            {"w":{"dtype":"F32","shape":[1],"data_offsets":{}}} | 4 | its header is not of that format
            {"w":{"dtype":32,"shape":[1],"data_offsets":[0,4]}} | 4 | its header is not of that format
            {"w":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}} | 4 | its header is not of that format
            {"w":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}} | 4 | its header is not of that format
            {"w":{"dtype":"F32","shape":[4294967297],"data_offsets":[0,4]}} | 4 | the tensor w is too large
            {'w':{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 | its header is not of that format
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]} | 4 | its header is not of that format
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}{} | 4 | its header is not of that format
            ~ {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}~ | 4 | its header is not of that format
            {"a\\n\\u001bb":{"dtype":"F\\n16","shape":[1],"data_offsets":[0,4]}} | 4 | the tensor a??b is F?16; the types that can be read are F32, F16, BF16, F64
            """)
    void read_brokenFile_namesTheFileAndTheFault(String header, int bytes, String fault) throws IOException {
        assertFault(fault, header.getBytes(StandardCharsets.UTF_8), bytes);
    }

    @Test
    void read_headerNestedDeeply_isRefused() throws IOException {
        String deep = "{\"w\":{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}}";
        assertFault("its header is not of that format", deep.getBytes(StandardCharsets.UTF_8), 0);
    }

    @Test
    void read_headerThatIsNotUtf8_isRefused() throws IOException {
        byte[] header =
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.UTF_8);
        header[2] = (byte) 0xFF;
        assertFault("its header is not of that format", header, 4);
    }

    @Test
    void read_shapeOrNameWithoutEnd_givesAShortMessage() throws IOException {
        String ones = "{\"w\":{\"dtype\":\"F32\",\"shape\":[" + "1,".repeat(100_000) + "2],\"data_offsets\":[0,4]}}";
        assertFault("the tensor w has more than 64 dimensions", ones.getBytes(StandardCharsets.UTF_8), 4);
        String name = "{\"" + "w".repeat(100_000) + "\":{}}";
        assertFault(
                "the tensor " + "w".repeat(60) + "... lacks its type, shape or place",
                name.getBytes(StandardCharsets.UTF_8),
                0);
    }

    /** An empty tensor begins where the next one does, and may stand behind it in the header. */
    @Test
    void read_emptyTensorAfterTheOneThatFollowsIt_isRead() throws IOException {
        String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"e\":{\"dtype\":\"F32\",\"shape\":[3,0],\"data_offsets\":[0,0]}}";
        Safetensors read = Safetensors.read(file(header.getBytes(StandardCharsets.UTF_8), 4));
        assertEquals(
                List.of("e", "w"), read.tensors().stream().map(Tensor::name).toList());
        assertEquals(List.of(3, 0), read.tensors().get(0).shape());
    }

    @Test
    void read_whatOtherWritersAdd_isSkipped() throws IOException {
        String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":{\"a\":[1]}}}   ";
        assertEquals(
                1,
                Safetensors.read(file(header.getBytes(StandardCharsets.UTF_8), 4))
                        .tensors()
                        .size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 9})
    void read_fileOfAFewBytes_isRefused(int length) throws IOException {
        Path file = folder.resolve("broken");
        Files.write(file, Arrays.copyOf(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, '{'}, length));
        String message =
                assertThrows(ModelException.class, () -> Safetensors.read(file)).getMessage();
        assertEquals(
                file + ": cannot be read as safetensors: "
                        + (length < 8 ? "it ends too early" : "its header would be 2 bytes"),
                message);
    }

    @Test
    void read_missingFileOrFolder_saysSo() {
        Path file = folder.resolve("nowhere");
        assertEquals(
                file + ": no such model file",
                assertThrows(ModelException.class, () -> Safetensors.read(file)).getMessage());
        assertEquals(
                folder + ": is a folder, not a model file",
                assertThrows(ModelException.class, () -> Safetensors.read(folder))
                        .getMessage());
    }

    @Test
    void tensors_thatNoFileCanHold_areRefused() {
        Tensor w = new Tensor("w", List.of(1), new float[1]);
        assertThrows(IllegalArgumentException.class, () -> new Safetensors(List.of(w, w), Map.of()));
        Tensor reserved = new Tensor("__metadata__", List.of(1), new float[1]);
        assertThrows(IllegalArgumentException.class, () -> new Safetensors(List.of(reserved), Map.of()));
        assertThrows(IllegalArgumentException.class, () -> new Tensor("w", List.of(-1, -1), new float[1]));
        assertThrows(IllegalArgumentException.class, () -> new Tensor("w", List.of(1 << 30, 1 << 30, 4), new float[0]));
    }

    private void assertFault(String fault, byte[] header, int bytes) throws IOException {
        Path file = file(header, bytes);
        assertEquals(
                file + ": cannot be read as safetensors: " + fault,
                assertThrows(ModelException.class, () -> Safetensors.read(file)).getMessage());
    }

    private Path file(byte[] header, int bytes) throws IOException {
        ByteBuffer content =
                ByteBuffer.allocate(Long.BYTES + header.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                folder.resolve("file"),
                content.putLong(header.length).put(header).array());
    }

    @Test
    void read_headerLongerThanTheFile_isNotAllocated() throws IOException {
        Path file = folder.resolve("broken");
        Files.write(file, new byte[] {-1, -1, -1, 5, 0, 0, 0, 0, '{', '}'});
        assertEquals(
                file + ": cannot be read as safetensors: its header would be 100663295 bytes",
                assertThrows(ModelException.class, () -> Safetensors.read(file)).getMessage());
    }
}
