package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Inputs;
import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Standardization;
import io.minibatch.spec.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class DataTest {
    private static final float[][] ROWS = {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}, {11, 12}};

    private static void assertRefused(String message, Executable call) {
        assertEquals(message, assertThrows(DataException.class, call).getMessage());
    }

    @Test
    void textLabels_becomeClassesInTheOrderOfTheirNames() {
        Data data = Data.of(ROWS, new String[] {"b", "a", "b", "a", "c", "c"});
        assertEquals(List.of("a", "b", "c"), data.names());
    }

    @Test
    void numberedLabels_becomeClassesInTheOrderOfTheirValues() {
        assertEquals(
                List.of("-1", "9", "10"),
                Data.of(ROWS, new int[] {10, 9, 10, 9, -1, -1}).names());
    }

    @Test
    void everyExample_isInOnePartWithItsLabel() {
        int[] labels = {0, 1, 0, 1, 0, 1};
        Data data = Data.of(ROWS, labels).validation(0.34);
        Set<Float> seen = new HashSet<>();
        for (Dataset part : List.of(data.training(), data.validation())) {
            float[] values = ((Inputs.Floats) part.examples().inputs()).values();
            for (int i = 0; i < part.size(); i++) {
                seen.add(values[2 * i]);
                assertEquals(labels[((int) values[2 * i] - 1) / 2], part.label(i));
            }
        }
        assertEquals(Set.of(1f, 3f, 5f, 7f, 9f, 11f), seen);
        assertEquals(2, data.validation().size());
    }

    @Test
    void arraysChangedAfterwards_doNotChangeTheData() {
        float[][] rows = Arrays.stream(ROWS).map(float[]::clone).toArray(float[][]::new);
        Data data = Data.of(rows, new int[] {0, 1, 0, 1, 0, 1}).set("split", "ordered");
        rows[0][0] = 99;
        assertEquals(1, ((Inputs.Floats) data.training().examples().inputs()).values()[0]);
    }

    @Test
    void standardized_hasMeanZeroAndDeviationOneInTheTrainingPart() {
        Data data = Data.of(ROWS, new int[] {0, 1, 0, 1, 0, 1}).standardized();
        Standardization again = Standardization.of(data.training().examples().inputs());
        assertArrayEquals(new float[2], again.mean(), 1e-6f);
        assertArrayEquals(new float[] {1, 1}, again.deviation(), 1e-6f);
    }

    @Test
    void squareImagesOfBytes_haveASize() {
        byte[][] images = IntStream.range(0, 4).mapToObj(i -> new byte[9]).toArray(byte[][]::new);
        assertEquals(
                new ImageSize(3, 3),
                Data.of(images, new int[] {0, 1, 0, 1}).training().imageSize());
    }

    @Test
    void wrongArrays_areRefusedByTheirPlace() {
        assertRefused("inputs: empty; at least one example is needed", () -> Data.of(new float[0][], new int[0]));
        assertRefused(
                "inputs[1] has 1 values, but inputs[0] has 2", () -> Data.of(new float[][] {{1, 2}, {3}}, new int[2]));
        assertRefused(
                "inputs[0][1] is NaN: remove the example or put a number in its place",
                () -> Data.of(new float[][] {{1, Float.NaN}}, new int[1]));
        assertRefused("6 inputs, but 5 labels: each example needs one", () -> Data.of(ROWS, new int[5]));
        assertRefused("6 inputs, but 2 targets: each example needs one", () -> Data.regression(ROWS, new float[2]));
        assertRefused(
                "labels: 300 different ones; at most 256 classes are supported, and Data.regression takes numbers",
                () -> Data.of(new float[300][2], IntStream.range(0, 300).toArray()));
    }

    @Test
    void missingFile_isRefusedAtOnce(@TempDir Path folder) {
        Path file = folder.resolve("none.csv");
        assertRefused(file + ": no such file or folder", () -> Data.of(file));
    }

    @Test
    void settingsOfFiles_areRefusedForArrays() {
        Data data = Data.of(ROWS, new int[] {0, 1, 0, 1, 0, 1}).labelColumn("species");
        assertRefused("data from memory: settings of columns and transpose are for data in files", data::split);
    }

    @Test
    void settingOfATraining_isRefused() {
        SettingException refused =
                assertThrows(SettingException.class, () -> Data.digits().set("epochs", 3));
        assertEquals("epochs is a setting of Training, not of Data", refused.getMessage());
    }

    @Test
    void testPart_isRefusedWhereThereIsNone() {
        assertRefused(
                "own training data: has no test part",
                () -> Data.of(ROWS, new int[] {0, 1, 0, 1, 0, 1}).test());
    }

    @Test
    void toString_saysPartsAndClasses() {
        assertEquals(
                "data from memory: 5 training, 1 validation and no test examples of 2 numbers; 2 classes: 0, 1",
                Data.of(ROWS, new int[] {0, 1, 0, 1, 0, 1}).toString());
    }

    @Test
    void missingLabelsAndRows_areRefusedByTheirPlace() {
        String[] labels = {"a", "b", "a", "b", "a", "b"};
        labels[3] = null;
        assertRefused("labels[3] is null", () -> Data.of(ROWS, labels));
        labels[3] = " ";
        assertRefused("labels[3] is blank: each example needs the name of its class", () -> Data.of(ROWS, labels));
        float[][] rows = ROWS.clone();
        rows[2] = null;
        assertRefused("inputs[2] is null", () -> Data.of(rows, new int[6]));
        float[][] large = new float[50_000][];
        Arrays.fill(large, new float[50_000]);
        assertRefused(
                "inputs: 50000 rows of 50000 values are more than the 2147483639 that an array holds",
                () -> Data.of(large, new int[50_000]));
    }

    @Test
    void settingsWithoutNames_areRefused() {
        Data data = Data.of(ROWS, new int[] {0, 1, 0, 1, 0, 1});
        for (Executable call : List.<Executable>of(data::classes, data::targets, () -> data.set("data", "x.csv"))) {
            assertThrows(SettingException.class, call);
        }
    }

    @Test
    void doubts_areWarnings_andOneClassIsRefused() {
        List<String> warnings = Data.of(ROWS, new int[] {0, 1, 0, 1, 0, 1}).warnings();
        assertEquals(
                "There is only 1 validation example: results on so few are uncertain.",
                warnings.get(warnings.size() - 1));
        Data one = Data.of(ROWS, new int[6]);
        assertEquals(
                "All training examples are of class 0: a training needs a second class.",
                one.warnings().get(0));
        assertRefused(
                "own training data: all examples are of class 0; a training needs a second class",
                () -> Training.on(one).device(Device.CPU).run());
    }

    @Test
    void toString_ofDataThatCannotBeRead_saysWhy(@TempDir Path folder) {
        String text = Data.of(folder).toString();
        assertEquals(true, text.startsWith("data that cannot be read: data " + folder), text);
    }

    @Test
    void oneTargetColumnOfZerosAndOnes_isTwoClasses(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), "x,yes\n1,0\n2,1\n3,0\n4,1\n5,0\n6,1\n");
        assertEquals(List.of("0", "1"), Data.of(file).targets("yes").names());
    }
}
