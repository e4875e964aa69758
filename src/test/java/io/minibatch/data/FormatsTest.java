package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.Inputs;
import io.minibatch.data.format.IdxWriter;
import io.minibatch.data.format.NumericArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each format, written here and read as {@code --data} reads it. */
class FormatsTest {
    private static final String IRIS = """
            sepal_length,sepal_width,petal_length,petal_width,species
            5.1,3.5,1.4,0.2,setosa
            7.0,3.2,4.7,1.4,versicolor
            6.3,3.3,6.0,2.5,virginica
            4.9,3.0,1.4,0.2,setosa
            """;

    @TempDir
    private Path folder;

    @Test
    void csv_withHeader_hasNamedFeaturesAndClasses() throws IOException {
        Parts parts = read(text("iris.csv", IRIS));
        Dataset data = parts.training();
        assertEquals(List.of("setosa", "versicolor", "virginica"), data.outputNames());
        assertEquals(
                List.of("sepal_length", "sepal_width", "petal_length", "petal_width"),
                data.schema().features());
        assertArrayEquals(new byte[] {0, 1, 2, 0}, data.labels());
        assertEquals(3.3f, floats(data)[9]);
        assertNull(parts.test());
        assertEquals(
                "iris from " + folder.resolve("iris.csv") + ", CSV, to predict: column 5 (species)",
                parts.source().description());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1;2;a\\n3;4;b\\n|1,2,3,4",
                "1\\t2\\ta\\n3\\t4\\tb\\n|1,2,3,4",
                "\\uFEFF1,2,a\\r\\n3,4,b|1,2,3,4",
                "a,1,2\\nb,3,4\\n|1,2,3,4",
                "1,\"2\",\"a,\"\"b\\nc\"\\n3,4,\"d\"\\n|1,2,3,4",
                "7,1,0\\n8,3,0\\n|1,0,3,0",
                "class,x,y2\\n7,1,0\\n8,3,0\\n|1,0,3,0",
                "0,1,2\\n5,6,a\\n7,8,b\\n|5,6,7,8",
                " 1 , 1e-3,a\\n+5,.5,b\\n|1,0.001,5,0.5",
                "1,2,a,\\n3,4,b,\\n|1,2,3,4",
                "x;y;label;;\\n1;2;a;;\\n3;4;b;;\\n|1,2,3,4",
                "x,y,label\\n1,2,a,\\n3,4,b,\\n|1,2,3,4",
                "\\uFEFF\"x\" , \"y\",label\\r\\n\" 1 \",2 , a \\r\\n\\r\\n3,4,b\\r\\n\\r\\n\\r\\n|1,2,3,4",
                "x,label\\n1,a\\n2,b\\n|1,2",
            })
    void csv_inManyHands_isRecognized(String content, String features) throws IOException {
        String text = content.replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\t", "\t")
                .replace("\\uFEFF", "\uFEFF");
        Dataset data = read(text("some.csv", text)).training();
        List<String> read = new ArrayList<>();
        for (float value : floats(data)) {
            read.add(value == Math.rint(value) ? Integer.toString((int) value) : Float.toString(value));
        }
        assertEquals(features, String.join(",", read));
        assertArrayEquals(new byte[] {0, 1}, data.labels());
    }

    @Test
    void csv_targetColumns_areNumbersOrSeveralLabels() throws IOException {
        Path file = text("homes.csv", "rooms,price,rent,garden,pool\n3,100.5,1,1,0\n4,200,2,0,1\n");
        Dataset numbers = read(file, new FormatOptions(null, List.of("price", "3"), false))
                .training();
        assertEquals(Task.REGRESSION, numbers.schema().task());
        assertEquals(List.of("price", "rent"), numbers.outputNames());
        assertEquals(List.of("rooms", "garden", "pool"), numbers.schema().features());
        assertArrayEquals(
                new float[] {100.5f, 1, 200, 2},
                ((DesiredOutputs.Values) numbers.examples().desired()).values());
        Dataset labels = read(file, new FormatOptions(null, List.of("garden", "pool"), false))
                .training();
        assertEquals(Task.MULTI_LABEL, labels.schema().task());
        assertEquals(
                Task.REGRESSION,
                read(file, new FormatOptions("price", List.of(), false))
                        .training()
                        .schema()
                        .task());
    }

    /** Ages, prices and counts, which happen to be whole. */
    @Test
    void csv_manyDifferentWholeNumbers_arePredicted_unlessTheyAreNamedTheLabel() throws IOException {
        StringBuilder ages = new StringBuilder("height,age\n");
        StringBuilder grades = new StringBuilder("height,grade\n");
        for (int i = 0; i < 60; i++) {
            ages.append(i * 0.5).append(',').append(20 + i % 30).append('\n');
            grades.append(i * 0.5).append(',').append(i % 10).append('\n');
        }
        Path file = text("ages.csv", ages.toString());
        assertEquals(Task.REGRESSION, read(file).training().schema().task());
        assertEquals(
                Task.CLASSIFICATION,
                read(text("grades.csv", grades.toString())).training().schema().task());
        assertEquals(
                Task.CLASSIFICATION,
                read(file, new FormatOptions("age", List.of(), false))
                        .training()
                        .schema()
                        .task());
    }

    @Test
    void csv_emptyFirstLine_isNoHeader() throws IOException {
        assertEquals(
                2, read(text("late.csv", "\na,class\n1,x\n2,y\n")).training().size());
    }

    @Test
    void csv_signsAndNone_areNamesOfClasses() throws IOException {
        assertEquals(
                List.of("+", "-", "none"),
                read(text("signs.csv", "a,class\n1,+\n2,-\n3,none\n"))
                        .training()
                        .outputNames());
    }

    @Test
    void csv_partsOfAFolder_areFoundByName() throws IOException {
        text("my_train.csv.gz", IRIS);
        text("my_val.csv", "5.1,3.5,1.4,0.2,setosa\n");
        text("my_test.csv", IRIS.replaceFirst("(?s)5.1.*\n7", "7"));
        Parts parts = read(folder);
        assertEquals(4, parts.training().size());
        assertEquals(1, found(parts.validation()).size());
        assertArrayEquals(new byte[] {1, 2, 0}, found(parts.test()).labels());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "u1||000102ff",
                "b1||00010001",
                "i1||ff000102",
                "i2|<|ffff000001000200",
                "u2|>|000000010002ffff",
                "i4|>|ffffffff000000000000000100000002",
                "u4|<|00000000010000000200000003000000",
                "i8|<|0000000000000000010000000000000002000000000000000300000000000000",
                "f2|<|0000003c00400044",
                "f4|<|0000803f000000400000404000008040",
                "f8|>|3ff0000000000000400000000000000040080000000000004010000000000000",
            })
    void npy_ofEveryType_isRead(String type, @Nullable String order, String hex) throws IOException {
        byte[] data = HexFormat.of().parseHex(hex);
        String descr = (order == null ? "|" : order) + type;
        write("x_train.npy", NpyWriter.npy(descr, false, "(2, 2)", data));
        write("y_train.npy", NpyWriter.npy("<i8", false, "(2,)", longs(3, 5)));
        Dataset read = read(folder).training();
        assertEquals(List.of("3", "5"), read.outputNames());
        float[] expected = switch (type) {
            case "u1" -> new float[] {0, 1, 2, 255};
            case "b1" -> new float[] {0, 1, 0, 1};
            case "i1", "i2", "i4" -> new float[] {-1, 0, 1, 2};
            case "u2" -> new float[] {0, 1, 2, 65535};
            case "f2" -> new float[] {0, 1, 2, 4};
            case "u4", "i8" -> new float[] {0, 1, 2, 3};
            default -> new float[] {1, 2, 3, 4};
        };
        assertArrayEquals(expected, numbers(read));
    }

    @Test
    void npy_fortranOrderAndTexts_areRead() throws IOException {
        write("X.npy", NpyWriter.npy(2, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2)}", new byte[] {
            0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11
        }));
        byte[] names = "dog\0\0catty".getBytes(StandardCharsets.UTF_8);
        write("y.npy", NpyWriter.npy("|S5", false, "(2,)", names));
        Dataset read = read(folder).training();
        assertEquals(new ImageSize(3, 2), read.imageSize());
        assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, read.images());
        assertEquals(List.of("catty", "dog"), read.outputNames());
        write(
                "y.npy",
                NpyWriter.npy(
                        3,
                        "{'descr': '<U2', 'fortran_order': False, 'shape': (2,), }",
                        "é\0ab".getBytes(Charset.forName("UTF-32LE"))));
        assertEquals(List.of("ab", "é"), read(folder).training().outputNames());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void npz_asKerasWritesMnist_hasTwoParts(boolean stored) throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("x_test", NpyWriter.npy("|u1", false, "(1, 2, 2)", new byte[] {9, 9, 9, 9}));
        arrays.put("x_train", NpyWriter.npy("|u1", false, "(2, 2, 2)", new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
        arrays.put("y_train", NpyWriter.npy("|u1", false, "(2,)", new byte[] {1, 0}));
        arrays.put("y_test", NpyWriter.npy("|u1", false, "(1,)", new byte[] {1}));
        Parts parts = read(NpyWriter.npz(folder.resolve("mnist.npz"), stored, arrays));
        assertEquals(new ImageSize(2, 2), parts.training().imageSize());
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, parts.training().images());
        assertArrayEquals(new byte[] {1}, found(parts.test()).labels());
    }

    @ParameterizedTest
    @CsvSource({
        "'', train-images.idx3-ubyte, train-labels.idx1-ubyte",
        "raw, train-images-idx3-ubyte, train-labels-idx1-ubyte",
        "gzip, emnist-letters-train-images-idx3-ubyte.gz, emnist-letters-train-labels-idx1-ubyte.gz",
        "'', fashion-train-images-idx3-ubyte, fashion-train-labels-idx1-ubyte",
    })
    void idx_namesInTheWild_areFound(String under, String images, String labels) throws IOException {
        Files.createDirectories(folder.resolve(under));
        IdxWriter.write(
                folder.resolve(under).resolve(images),
                NumericArray.ofBytes(new int[] {2, 2, 3}, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
        IdxWriter.write(folder.resolve(under).resolve(labels), NumericArray.ofBytes(new int[] {2}, new byte[] {26, 1}));
        Dataset read = read(folder).training();
        assertEquals(List.of("1", "26"), read.outputNames());
        assertArrayEquals(new byte[] {1, 0}, read.labels());
        boolean emnist = images.startsWith("emnist");
        assertEquals(emnist ? new ImageSize(3, 2) : new ImageSize(2, 3), read.imageSize());
        assertEquals(emnist ? 3 : 1, read.images()[1]);
        assertEquals(emnist, describe(folder).endsWith(", transposed"));
    }

    @Test
    void idx_qmnist_hasLabelsOfEightColumns() throws IOException {
        idx("qmnist-train-images-idx3-ubyte", 0x08, new int[] {2, 1, 2}, new byte[] {1, 2, 3, 4});
        ByteBuffer rows = ByteBuffer.allocate(2 * 8 * 4);
        for (int i = 0; i < 16; i++) {
            rows.putInt(i % 8 == 0 ? 7 + i / 8 : i);
        }
        idx("qmnist-train-labels-idx2-int", 0x0C, new int[] {2, 8}, rows.array());
        assertEquals(List.of("7", "8"), read(folder).training().outputNames());
        FormatOptions third = new FormatOptions("3", List.of(), false);
        assertEquals(List.of("2", "10"), read(folder, third).training().outputNames());
    }

    @ParameterizedTest
    @CsvSource({"9, ff, -1", "11, 0102, 258", "12, 00010000, 65536", "13, 3fc00000, 1.5", "14, bff8000000000000, -1.5"})
    void idx_ofEveryType_isRead(int type, String hex, float expected) throws IOException {
        idx("train-images-idx1-any", type, new int[] {1, 1}, HexFormat.of().parseHex(hex));
        idx("train-labels-idx1-ubyte", 8, new int[] {1}, new byte[] {3});
        assertArrayEquals(new float[] {expected}, floats(read(folder).training()));
    }

    @Test
    void idx_severalSets_areChosenByAFile_withTheirMapping() throws IOException {
        for (String set : List.of("emnist-letters-", "emnist-digits-")) {
            IdxWriter.write(
                    folder.resolve(set + "train-images-idx3-ubyte"),
                    NumericArray.ofBytes(new int[] {2, 1, 1}, new byte[2]));
            IdxWriter.write(
                    folder.resolve(set + "train-labels-idx1-ubyte"),
                    NumericArray.ofBytes(new int[] {2}, new byte[] {2, 1}));
        }
        text("emnist-letters-mapping.txt", "1 65 97\n2 66 98\n");
        Path letters = folder.resolve("emnist-letters-train-images-idx3-ubyte");
        assertEquals(List.of("A", "B"), read(letters).training().outputNames());
        assertTrue(describe(letters).startsWith("emnist-letters from "));
        DataException several = assertThrows(DataException.class, () -> read(folder));
        assertTrue(String.valueOf(several.getMessage()).contains("has the files of 2 sets"), several.getMessage());
    }

    @Test
    void idx_labelsBesideTheirNames_areNamed() throws IOException {
        idx("train-images-idx3-ubyte", 8, new int[] {3, 1, 1}, new byte[3]);
        idx("train-labels-idx1-ubyte", 8, new int[] {3}, new byte[] {2, 0, 2});
        text("labels.txt", "shirt\ncoat \nbag\n");
        assertEquals(List.of("shirt", "bag"), read(folder).training().outputNames());
        assertArrayEquals(new byte[] {1, 0, 1}, read(folder).training().labels());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shirt,coat|has 2 names, but the label of example 1 is 2",
                "shirt,coat,shirt|line 3: the name is a duplicate; each line must be the name of a class, the first that of label 0",
                "shirt,,bag|line 2: has no name; each line must be the name of a class, the first that of label 0",
            })
    void idx_damagedNames_areRefused(String lines, String fault) throws IOException {
        idx("train-images-idx3-ubyte", 8, new int[] {2, 1, 1}, new byte[2]);
        idx("train-labels-idx1-ubyte", 8, new int[] {2}, new byte[] {2, 0});
        text("labels.txt", lines.replace(',', '\n'));
        assertEquals(
                folder.resolve("labels.txt") + ": " + fault,
                assertThrows(DataException.class, () -> read(folder)).getMessage());
    }

    private Parts read(Path path) {
        return read(path, FormatOptions.DEFAULTS);
    }

    private Parts read(Path path, FormatOptions options) {
        return DataFiles.read(path, "data", options).parts();
    }

    private String describe(Path path) {
        return read(path).source().description();
    }

    private static Dataset found(@Nullable Dataset data) {
        return Objects.requireNonNull(data);
    }

    private static float[] floats(Dataset data) {
        return ((Inputs.Floats) data.examples().inputs()).values();
    }

    /** Returns the inputs, bytes as they are. */
    private static float[] numbers(Dataset data) {
        if (data.examples().inputs() instanceof Inputs.Floats floats) {
            return floats.values();
        }
        float[] values = new float[data.images().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = data.images()[i] & 0xFF;
        }
        return values;
    }

    private static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    private void idx(String name, int type, int[] shape, byte[] data) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(4 + 4 * shape.length + data.length)
                .put(new byte[] {0, 0, (byte) type, (byte) shape.length});
        for (int dimension : shape) {
            all.putInt(dimension);
        }
        write(name, all.put(data).array());
    }

    private Path text(String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!name.endsWith(".gz")) {
            return write(name, bytes);
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        }
        return write(name, compressed.toByteArray());
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
