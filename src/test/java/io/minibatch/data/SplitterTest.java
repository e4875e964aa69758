package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitterTest {
    private static final DataSource SOURCE = new DataSource("test", false, List.of());

    @Test
    void stratified_holdsBackTheShareOfEachClass() {
        Split split = split(new int[] {600, 60, 12, 2, 1}, new SplitOptions(0.25, null, null));
        assertArrayEquals(new int[] {450, 45, 9, 2, 1}, split.training().classCounts());
        assertArrayEquals(new int[] {150, 15, 3, 0, 0}, split.validation().classCounts());
        assertEquals(new SplitRule.Stratified(1), split.rule());
        assertEquals("test validation data", split.validation().name());
    }

    @Test
    void stratified_neverTakesAllOfAClassFromTheTraining() {
        Split split = split(new int[] {2, 3}, new SplitOptions(0.9, null, null));
        assertArrayEquals(new int[] {1, 1}, split.training().classCounts());
        assertEquals(
                1,
                split(new int[] {1, 1, 1}, SplitOptions.DEFAULTS).validation().size());
        Split few = split(new int[] {2, 2}, SplitOptions.DEFAULTS);
        assertEquals(1, few.validation().size());
    }

    @Test
    void stratified_everyExampleIsInOnePart_shuffledBySeed() {
        int[] counts = {50, 30, 20};
        Split one = split(counts, SplitOptions.DEFAULTS);
        int[] all = IntStream.concat(Arrays.stream(numbers(one.training())), Arrays.stream(numbers(one.validation())))
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, 100).toArray(), all);
        assertArrayEquals(
                numbers(one.training()),
                numbers(split(counts, SplitOptions.DEFAULTS).training()));
        assertFalse(
                Arrays.equals(Arrays.stream(numbers(one.training())).sorted().toArray(), numbers(one.training())));
        Split other = split(counts, new SplitOptions(null, null, new SplitRule.Stratified(2)));
        assertFalse(Arrays.equals(numbers(one.validation()), numbers(other.validation())));
    }

    @Test
    void ordered_holdsBackTheLastExamples() {
        Split split = split(new int[] {40, 20}, new SplitOptions(null, null, new SplitRule.Ordered()));
        assertArrayEquals(IntStream.range(0, 50).toArray(), numbers(split.training()));
        assertArrayEquals(IntStream.range(50, 60).toArray(), numbers(split.validation()));
    }

    @Test
    void numbersToPredict_areShuffledOnly() {
        float[] numbered = new float[60];
        for (int i = 0; i < numbered.length; i++) {
            numbered[i] = i;
        }
        Dataset data = homes("homes training data", numbered);
        Split split = Splitter.split(new Parts(data, null, null, SOURCE), SplitOptions.DEFAULTS, SplitRule.DEFAULT);
        assertEquals(50, split.training().size());
        assertEquals(10, split.validation().size());
        float[] held = ((DesiredOutputs.Values) split.validation().examples().desired()).values();
        assertArrayEquals(held, ((Inputs.Floats) split.validation().examples().inputs()).values());
        assertFalse(Arrays.equals(Arrays.copyOfRange(numbered, 50, 60), held));
        Dataset whole = Objects.requireNonNull(split.whole());
        float[] all = ((Inputs.Floats) whole.examples().inputs()).values().clone();
        Arrays.sort(all);
        assertArrayEquals(numbered, all);
        assertNull(split.test());
    }

    @Test
    void validationPartOfTheData_isKept_andAShareRefused() {
        Dataset data = data(new int[] {4, 4});
        Parts parts = new Parts(data, data.withName("test validation data"), null, SOURCE);
        assertNull(
                Splitter.split(parts, SplitOptions.DEFAULTS, SplitRule.DEFAULT).rule());
        DataException thrown = assertThrows(
                DataException.class, () -> Splitter.split(parts, new SplitOptions(0.1, null, null), SplitRule.DEFAULT));
        assertEquals("validation", thrown.setting());
    }

    @Test
    void doubts_nameMissingClassesFewExamplesAndEqualInputs() {
        Split split = split(new int[] {20, 1}, SplitOptions.DEFAULTS);
        List<String> doubts = SplitExamination.doubts(split);
        assertEquals(2, doubts.size(), doubts.toString());
        assertTrue(doubts.get(0).startsWith("The test validation data have no example of class 1"), doubts.get(0));
        assertTrue(doubts.get(1).startsWith("There are only 3 validation examples"), doubts.get(1));
        Dataset equal = new Dataset("x training data", 1, 1, List.of("a"), new byte[60], new byte[60]);
        List<String> more = SplitExamination.doubts(
                Splitter.split(new Parts(equal, null, null, SOURCE), SplitOptions.DEFAULTS, SplitRule.DEFAULT));
        assertTrue(more.get(0).startsWith("All training examples are of class a"), more.toString());
        assertTrue(more.get(1).startsWith("All 50 training examples have the same inputs"), more.toString());
        assertEquals(2, more.size(), more.toString());
    }

    @Test
    void doubts_nameTargetsThatAreAllTheSame() {
        Dataset varied = homes("homes training data", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        Dataset constant = homes("homes validation data", 4, 4, 4, 4, 4, 4, 4, 4, 4, 4);
        assertEquals(List.of(), SplitExamination.doubts(new Split(varied, varied, null, SOURCE)));
        assertEquals(
                List.of("All values to predict in the homes validation data are the same: R² is not defined on them, "
                        + "and the mean squared error decides which network is best."),
                SplitExamination.doubts(new Split(varied, constant, null, SOURCE)));
        assertEquals(
                List.of(
                        "All values to predict in the homes validation data are the same: there is nothing to learn from them."),
                SplitExamination.doubts(
                        new Split(constant.withInputs(varied.examples().inputs()), constant, null, SOURCE)));
    }

    @Test
    void doubts_nameTheFeatureThatIsLarge() {
        assertEquals(Optional.empty(), SplitExamination.largeFeatures(homes("homes", 20, -20, 3)));
        assertEquals(Optional.empty(), SplitExamination.largeFeatures(data(new int[] {300, 1})));
        assertEquals(
                Optional.of(
                        "Feature 1 reaches -21.0: networks learn best from numbers near 0; standardized features usually "
                                + "train better."),
                SplitExamination.largeFeatures(homes("homes", 20, -21, 3)));
    }

    /** Returns examples whose one input is the value to predict. */
    private static Dataset homes(String name, float... prices) {
        return new Dataset(
                name,
                new Schema(Task.REGRESSION, List.of("price"), null, List.of()),
                new ExampleData(
                        new Inputs.Floats(prices, 1), new DesiredOutputs.Values(prices, 1), ExampleData.UNWEIGHTED));
    }

    @Test
    void classWeights_areBalancedOrGivenByNameOrOrder() {
        Dataset data = data(new int[] {30, 10});
        assertArrayEquals(new float[] {40f / 60, 2}, new ClassWeights.Balanced().of(data));
        ClassWeights named = new ClassWeights.Given(List.of("1"), List.of(3.0));
        assertArrayEquals(new float[] {1, 3}, named.of(data));
        float[] weights = named.apply(data).examples().weights();
        assertEquals(1, weights[29]);
        assertEquals(3, weights[30]);
        float[] own = new float[40];
        own[30] = 0.5f;
        assertEquals(1.5f, named.apply(data.withWeights(own)).examples().weights()[30]);
        assertThrows(DataException.class, () -> new ClassWeights.Given(List.of(), List.of(3.0)).of(data));
        assertThrows(DataException.class, () -> new ClassWeights.Given(List.of("x"), List.of(3.0)).of(data));
    }

    private static Split split(int[] counts, SplitOptions options) {
        return Splitter.split(new Parts(data(counts), null, null, SOURCE), options, SplitRule.DEFAULT);
    }

    /** Returns images of one pixel that hold their own number, class after class. */
    private static Dataset data(int[] counts) {
        int size = IntStream.of(counts).sum();
        byte[] images = new byte[2 * size];
        byte[] labels = new byte[size];
        int next = 0;
        for (int c = 0; c < counts.length; c++) {
            for (int i = 0; i < counts[c]; i++, next++) {
                images[2 * next] = (byte) next;
                images[2 * next + 1] = (byte) (next >> 8);
                labels[next] = (byte) c;
            }
        }
        return new Dataset("test training data", 1, 2, Schema.numbered(counts.length), images, labels);
    }

    private static int[] numbers(Dataset data) {
        byte[] images = data.images();
        return IntStream.range(0, data.size())
                .map(i -> images[2 * i] & 0xFF | (images[2 * i + 1] & 0xFF) << 8)
                .toArray();
    }
}
