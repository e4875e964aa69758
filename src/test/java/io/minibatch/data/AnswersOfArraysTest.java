package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The labels and targets in arrays and files: columns of labels and of numbers, and what is refused. */
class AnswersOfArraysTest {
    private static final float[] ANSWERS = {1, 10, 0.5f, 2, 20, 1.5f, 3, 30, 2.5f};

    @TempDir
    private Path folder;

    private static byte[] floats(String shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return NpyWriter.npy("<f4", false, shape, bytes.array());
    }

    private Path archive(String labels, byte[] answers) throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("x_train", floats("(3, 2)", 1, 2, 3, 4, 5, 6));
        arrays.put(labels, answers);
        return NpyWriter.npz(folder.resolve("set.npz"), true, arrays);
    }

    private static Dataset read(Path file, FormatOptions options) {
        return DataFiles.read(file, "data", options).parts().training();
    }

    private static FormatOptions targets(String... columns) {
        return new FormatOptions(null, List.of(columns), false);
    }

    private static float[] values(Dataset data) {
        return ((DesiredOutputs.Values) data.examples().desired()).values();
    }

    private static void assertRefused(String message, Executable reading) {
        DataException thrown = assertThrows(DataException.class, reading);
        assertTrue(String.valueOf(thrown.getMessage()).contains(message), thrown.getMessage());
    }

    @Test
    void columnsOfAnArray_areAllPredicted_orThoseThatAreNamed() throws IOException {
        Path file = archive("y_train", floats("(3, 3)", ANSWERS));
        assertArrayEquals(ANSWERS, values(read(file, FormatOptions.DEFAULTS)));
        Dataset two = read(file, targets("3", "1"));
        assertEquals(List.of("3", "1"), two.outputNames());
        assertArrayEquals(new float[] {0.5f, 1, 1.5f, 2, 2.5f, 3}, values(two));
    }

    @Test
    void columnOfAnArray_canBeTheLabel() throws IOException {
        Path file = archive("y_train", floats("(3, 3)", ANSWERS));
        assertEquals(
                List.of("10", "20", "30"),
                read(file, new FormatOptions("2", List.of(), false)).outputNames());
    }

    @Test
    void columnThatAnArrayLacks_isRefused() throws IOException {
        Path file = archive("y_train", floats("(3, 3)", ANSWERS));
        assertRefused("has 3 columns, numbered from 1", () -> read(file, targets("4")));
        assertRefused("targetColumns", () -> read(file, targets("price")));
    }

    @Test
    void textsOfAnArray_areClasses_andNoTargets() throws IOException {
        byte[] texts = "10\0\0".repeat(1).concat("9\0\0\0").concat("10\0\0").getBytes(StandardCharsets.US_ASCII);
        Path file = archive("y_train", NpyWriter.npy("|S4", false, "(3,)", texts));
        assertEquals(List.of("9", "10"), read(file, FormatOptions.DEFAULTS).outputNames());
        assertRefused("has texts; one text an example can be its class", () -> read(file, targets("1")));
    }

    @Test
    void severalLabels_areZeroOrOneInEveryPart() throws IOException {
        Files.writeString(folder.resolve("train.csv"), "a,red,round\n1,0,1\n2,1,1\n3,1,0\n");
        Files.writeString(folder.resolve("test.csv"), "a,red,round\n1,0,2\n");
        assertRefused("label round of example 1 is 2.0, not 0 or 1", () -> read(folder, targets("red", "round")));
    }

    @Test
    void moreLabelsThanClassesThatCanBe_areRefused() throws IOException {
        StringBuilder table = new StringBuilder("a,code\n");
        for (int i = 0; i < 300; i++) {
            table.append(i).append(',').append(i).append('\n');
        }
        Path file = Files.writeString(folder.resolve("codes.csv"), table);
        assertRefused(
                "has 300 different labels, more than the 256 classes that are allowed",
                () -> read(file, new FormatOptions("code", List.of(), false)));
    }

    @Test
    void labelsOfPictures_areAtMost256Classes() throws IOException {
        byte[] many = new byte[300 * Short.BYTES];
        for (int i = 0; i < 300; i++) {
            ByteBuffer.wrap(many).order(ByteOrder.LITTLE_ENDIAN).putShort(i * Short.BYTES, (short) i);
        }
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("x_train", NpyWriter.npy("|u1", false, "(300, 1, 1)", new byte[300]));
        arrays.put("y_train", NpyWriter.npy("<i2", false, "(300,)", many));
        Path file = NpyWriter.npz(folder.resolve("set.npz"), true, arrays);
        assertRefused(
                "has 300 different labels, more than the 256 classes that are allowed",
                () -> read(file, FormatOptions.DEFAULTS));
    }

    @Test
    void negativeLabels_areClasses_andFractionsArePredicted() throws IOException {
        assertEquals(
                List.of("-1", "1"),
                read(archive("y_train", floats("(3,)", 1, -1, 1)), FormatOptions.DEFAULTS)
                        .outputNames());
        Dataset fractions = read(archive("y_train", floats("(3,)", 1, 0.5f, 1)), FormatOptions.DEFAULTS);
        assertEquals(Task.REGRESSION, fractions.schema().task());
        assertArrayEquals(new float[] {1, 0.5f, 1}, values(fractions));
    }

    @Test
    void manyWholeNumbersOfAnArray_areClasses_asTheNoticeAdvises() throws IOException {
        float[] inputs = new float[60];
        float[] answers = new float[30];
        for (int i = 0; i < 30; i++) {
            answers[i] = i;
        }
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("X", floats("(30, 2)", inputs));
        arrays.put("y", floats("(30,)", answers));
        Path file = NpyWriter.npz(folder.resolve("set.npz"), true, arrays);
        Parts parts = DataFiles.read(file, "data", FormatOptions.DEFAULTS).parts();
        assertEquals(
                List.of(file
                        + ": array X: the 30 different whole numbers of label are taken as numbers to predict; for "
                        + "classes name it as the label column"),
                parts.notices());
        assertEquals(
                Task.CLASSIFICATION,
                read(file, new FormatOptions("label", List.of(), false))
                        .schema()
                        .task());
    }

    @Test
    void archiveOfMoreThan1000Arrays_isRefused() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        for (int i = 0; i < 1001; i++) {
            arrays.put("a" + i, new byte[0]);
        }
        Path file = NpyWriter.npz(folder.resolve("set.npz"), true, arrays);
        assertRefused("set.npz: has more than 1000 arrays", () -> read(file, FormatOptions.DEFAULTS));
    }

    @Test
    void numberThatIsTooLargeToPredict_isRefused() throws IOException {
        Path file = archive("y_train", floats("(3,)", 1.5f, Float.POSITIVE_INFINITY, 2.5f));
        assertRefused("of example 2 is Infinity; it must be a finite number", () -> read(file, FormatOptions.DEFAULTS));
    }

    @Test
    void rowsOfNumbers_cannotBeTransposed() throws IOException {
        Path file = archive("y_train", floats("(3,)", 1, 2, 1));
        assertRefused("has rows of numbers, not images", () -> read(file, new FormatOptions(null, List.of(), true)));
    }

    @Test
    void singleArray_isRefused_withItsFolderNamed() throws IOException {
        Path file = Files.write(folder.resolve("x_train.npy"), floats("(1, 1)", 1));
        assertRefused("is a single array; name its folder", () -> read(file, FormatOptions.DEFAULTS));
    }

    @Test
    void archiveAlone_isFoundInItsFolder() throws IOException {
        archive("y_train", floats("(3,)", 1, 2, 1));
        assertEquals(3, read(folder, FormatOptions.DEFAULTS).size());
    }

    @Test
    void schemaThatDoesNotFitTheExamples_isRefused() {
        ExampleData labelled = ExampleData.ofImages(new byte[4], new byte[] {0, 1}, 2, 2);
        ExampleData numbers = new ExampleData(
                new Inputs.Floats(new float[4], 2), new DesiredOutputs.Values(new float[2], 1), ExampleData.UNWEIGHTED);
        List<String> two = List.of("a", "b");
        assertRefused(
                "set: 2 values are not an image of 1×3",
                () -> new Dataset("set", Schema.ofImages(1, 3, two), labelled));
        assertRefused(
                "set: 2 features have 1 names",
                () -> new Dataset("set", new Schema(Task.CLASSIFICATION, two, null, List.of("x")), labelled));
        assertRefused(
                "set: 2 outputs have 1 names",
                () -> new Dataset("set", new Schema(Task.CLASSIFICATION, List.of("a"), null, List.of()), labelled));
        assertRefused(
                "set: examples of a classification, and no others, have labels",
                () -> new Dataset("set", new Schema(Task.CLASSIFICATION, List.of("a"), null, List.of()), numbers));
    }

    @Test
    void numbersToPredict_haveNoClassesAndNoImages() {
        Dataset data = new Dataset(
                "homes",
                new Schema(Task.REGRESSION, List.of("price"), null, List.of()),
                new ExampleData(
                        new Inputs.Floats(new float[4], 2),
                        new DesiredOutputs.Values(new float[2], 1),
                        ExampleData.UNWEIGHTED));
        assertRefused("homes: has rows of numbers; this needs images", data::imageSize);
        assertRefused("homes: has rows of numbers; this needs images of whole numbers", data::images);
        assertRefused("homes: has numbers to predict; this needs a class", data::labels);
        assertRefused("homes: only two classes make one output", data::withOneOutput);
        assertRefused(
                "homes: has numbers to predict; only classes can be selected",
                () -> data.onlyClasses(List.of("1", "2")));
        assertRefused("homes have numbers to predict, not classes", () -> new ClassWeights.Balanced().apply(data));
    }

    @Test
    void classWeights_ofWrongNumbers_areRefused() {
        List<String> names = List.of("a", "b");
        for (List<Double> weights : List.of(List.of(1.0), List.of(1.0, -1.0))) {
            assertThrows(IllegalArgumentException.class, () -> new ClassWeights.Given(names, weights));
        }
        assertThrows(
                IllegalArgumentException.class, () -> new ClassWeights.Given(List.of("a", "a"), List.of(1.0, 2.0)));
        Dataset data = new Dataset("pets", 1, 1, names, new byte[2], new byte[] {0, 1});
        assertRefused(
                "every example would have the weight 0",
                () -> new ClassWeights.Given(names, List.of(0.0, 0.0)).apply(data));
    }
}
