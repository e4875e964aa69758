package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import io.minibatch.data.DataException;
import io.minibatch.data.DataSource;
import io.minibatch.data.Dataset;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Split;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlignmentTest {
    private static final List<String> ANIMALS = List.of("cat", "dog", "owl");
    private static final Standardization STANDARDIZATION =
            new Standardization(new float[] {1, 2, 0, 0}, new float[] {2, 4, 1, 1});
    private static final List<String> FEATURES = List.of("a", "b", "c", "d");

    private static Network network(int outputs) {
        return Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(4, outputs), Cost.QUADRATIC), 3);
    }

    private static Model ofImages(List<String> names) {
        return new Model(network(names.size()), Schema.ofImages(2, 2, names), null);
    }

    private static Model ofRows(Task task, List<String> outputs, @Nullable Standardization standardization) {
        return new Model(network(outputs.size()), new Schema(task, outputs, null, FEATURES), standardization);
    }

    private static Dataset images(List<String> names, int... labels) {
        byte[] bytes = new byte[labels.length];
        byte[] pixels = new byte[4 * labels.length];
        for (int i = 0; i < labels.length; i++) {
            bytes[i] = (byte) labels[i];
            pixels[4 * i] = (byte) (100 + i);
        }
        return new Dataset("pets", 2, 2, names, pixels, bytes);
    }

    private static Dataset rows(
            Task task, List<String> features, List<String> outputs, float[] values, float... wanted) {
        DesiredOutputs desired = new DesiredOutputs.Values(wanted, outputs.size());
        return new Dataset(
                "rows.csv",
                new Schema(task, outputs, null, features),
                new ExampleData(new Inputs.Floats(values, 4), desired, ExampleData.UNWEIGHTED));
    }

    private static int[] labels(Dataset data) {
        return IntStream.range(0, data.size()).map(data::label).toArray();
    }

    @Test
    void aligned_classesInAnotherOrder_areRelabelledByName() {
        Dataset aligned = ofImages(ANIMALS).aligned(images(List.of("owl", "cat", "dog"), 0, 1, 2, 0));
        assertEquals(ANIMALS, aligned.outputNames());
        assertArrayEquals(new int[] {2, 0, 1, 2}, labels(aligned));
        assertEquals(103, aligned.images()[12]);
        assertEquals(new ImageSize(2, 2), aligned.imageSize());
    }

    @Test
    void aligned_dataWithoutSomeClasses_keepTheModelsClasses() {
        Dataset aligned = ofImages(ANIMALS).aligned(images(List.of("owl", "cat"), 0, 1));
        assertEquals(ANIMALS, aligned.outputNames());
        assertArrayEquals(new int[] {2, 0}, labels(aligned));
    }

    @Test
    void aligned_weights_stayWithTheirExamples() {
        Dataset data = images(List.of("dog", "cat", "owl"), 1, 0).withWeights(new float[] {3, 5});
        assertArrayEquals(
                new float[] {3, 5}, ofImages(ANIMALS).aligned(data).examples().weights());
    }

    @Test
    void aligned_sameNames_isTheDataItself() {
        Dataset data = images(ANIMALS, 0, 1, 2);
        assertSame(data, ofImages(ANIMALS).aligned(data));
    }

    @Test
    void aligned_256ClassesReversed_areRelabelledUnsigned() {
        List<String> names = Schema.numbered(256);
        List<String> reversed =
                IntStream.range(0, 256).mapToObj(i -> String.valueOf(255 - i)).toList();
        assertArrayEquals(new int[] {255, 0, 127}, labels(ofImages(names).aligned(images(reversed, 0, 255, 128))));
    }

    @Test
    void aligned_classesThatTheModelLacks_areRefusedByName() {
        assertFault(
                "pets: has the classes fox, elk, which the model lacks; the model has the classes cat, dog, owl",
                ofImages(ANIMALS),
                images(List.of("fox", "cat", "elk"), 1));
        assertFault(
                "pets: has the class a?b, which the model lacks; the model has the classes cat, dog",
                ofImages(List.of("cat", "dog")),
                images(List.of("a\nb", "cat"), 1));
        assertFault(
                "pets: has the classes 10, 11, 12, 13, 14, ... (6), which the model lacks; the model has the classes "
                        + "0, 1, 2, 3, 4, ... (10)",
                ofImages(Schema.numbered(10)),
                images(Schema.numbered(16), 1));
    }

    @Test
    void aligned_otherTask_isRefused() {
        assertFault(
                "rows.csv: is for regression, the model for classification",
                ofRows(Task.CLASSIFICATION, ANIMALS, null),
                rows(Task.REGRESSION, FEATURES, ANIMALS, new float[4], 1, 2, 3));
    }

    @Test
    void aligned_imagesOfAnotherSize_areRefused() {
        Dataset wide = new Dataset("wide", 1, 4, ANIMALS, new byte[4], new byte[1]);
        assertFault("wide: has images of 1×4, but the model takes images of 2×2", ofImages(ANIMALS), wide);
        Dataset large = new Dataset("large", 3, 3, ANIMALS, new byte[9], new byte[1]);
        assertFault(
                "large: has 9 values an example, but the model takes 4",
                new Model(network(3), new Schema(Task.CLASSIFICATION, ANIMALS, null, List.of()), null),
                large);
    }

    @Test
    void aligned_featuresInAnotherOrder_arePermutedByName() {
        Dataset data = rows(
                Task.REGRESSION,
                List.of("d", "b", "a", "c"),
                List.of("price"),
                new float[] {1, 2, 3, 4, 5, 6, 7, 8},
                10,
                20);
        Dataset aligned = ofRows(Task.REGRESSION, List.of("price"), null).aligned(data);
        assertEquals(FEATURES, aligned.schema().features());
        assertArrayEquals(new float[] {3, 2, 4, 1, 7, 6, 8, 5}, floats(aligned));
    }

    @Test
    void aligned_featuresOfBytes_arePermutedByName() {
        Schema schema = new Schema(Task.CLASSIFICATION, ANIMALS, null, List.of("d", "b", "a", "c"));
        byte[] values = {1, 2, 3, (byte) 200};
        Dataset data = new Dataset("bytes", schema, ExampleData.ofImages(values, new byte[1], 4, 3));
        assertArrayEquals(
                new byte[] {3, 2, (byte) 200, 1},
                ofRows(Task.CLASSIFICATION, ANIMALS, null).aligned(data).images());
    }

    @Test
    void aligned_otherFeatures_areRefusedByName() {
        Model model = ofRows(Task.REGRESSION, List.of("price"), null);
        assertFault(
                "rows.csv: has the feature e, which the model lacks; the model has the features a, b, c, d",
                model,
                rows(Task.REGRESSION, List.of("a", "b", "c", "e"), List.of("price"), new float[4], 1));
        assertFault(
                "rows.csv: lacks the feature d of the model",
                model,
                rows(Task.REGRESSION, List.of("a", "b", "c", "a"), List.of("price"), new float[4], 1));
    }

    @Test
    void aligned_dataWithoutFeatureNames_keepTheirOrder() {
        Dataset data = rows(Task.REGRESSION, List.of(), List.of("price"), new float[] {1, 2, 3, 4}, 1);
        assertSame(data, ofRows(Task.REGRESSION, List.of("price"), null).aligned(data));
    }

    @ParameterizedTest
    @EnumSource(
            value = Task.class,
            names = {"REGRESSION", "MULTI_LABEL"})
    void aligned_outputsInAnotherOrder_arePermutedByName(Task task) {
        Dataset data = rows(task, FEATURES, List.of("y", "z", "x"), new float[8], 1, 0, 0.5f, 0, 1, 0);
        Dataset aligned = ofRows(task, List.of("x", "y", "z"), null).aligned(data);
        assertEquals(List.of("x", "y", "z"), aligned.outputNames());
        assertArrayEquals(
                new float[] {0.5f, 1, 0, 0, 0, 1},
                ((DesiredOutputs.Values) aligned.examples().desired()).values());
    }

    @ParameterizedTest
    @EnumSource(
            value = Task.class,
            names = {"REGRESSION", "MULTI_LABEL"})
    void aligned_dataWithoutAnOutput_areRefused(Task task) {
        assertFault(
                "rows.csv: lacks the output y of the model",
                ofRows(task, List.of("x", "y"), null),
                rows(task, FEATURES, List.of("x"), new float[4], 1));
    }

    @Test
    void matched_modelThatStandardizes_appliesItAfterThePermutation() {
        Dataset data =
                rows(Task.REGRESSION, List.of("b", "a", "c", "d"), List.of("price"), new float[] {10, 5, 7, 8}, 1);
        Model model = ofRows(Task.REGRESSION, List.of("price"), STANDARDIZATION);
        assertArrayEquals(new float[] {2, 2, 7, 8}, floats(model.matched(data)));
        assertArrayEquals(new float[] {5, 10, 7, 8}, floats(model.aligned(data)));
    }

    @Test
    void matched_split_isStandardizedOnce() {
        Model model = ofRows(Task.REGRESSION, List.of("price"), STANDARDIZATION);
        Dataset raw = rows(Task.REGRESSION, FEATURES, List.of("price"), new float[] {5, 10, 7, 8}, 1);
        DataSource source = new DataSource("rows.csv", false, List.of());
        Split once = model.matched(new Split(raw, raw, null, source));
        assertEquals(STANDARDIZATION, once.standardization());
        assertArrayEquals(new float[] {2, 2, 7, 8}, floats(once.training()));
        assertArrayEquals(new float[] {2, 2, 7, 8}, floats(model.matched(once).validation()));
        Model other = ofRows(Task.REGRESSION, List.of("price"), null);
        assertEquals(
                "rows.csv: is standardized otherwise than the data of the model; load it without standardization",
                assertThrows(DataException.class, () -> other.matched(once)).getMessage());
    }

    private static float[] floats(Dataset data) {
        return ((Inputs.Floats) data.examples().inputs()).values();
    }

    private static void assertFault(String fault, Model model, Dataset data) {
        assertEquals(
                fault,
                assertThrows(DataException.class, () -> model.aligned(data)).getMessage());
    }
}
