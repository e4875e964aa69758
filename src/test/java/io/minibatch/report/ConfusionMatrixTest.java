package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    private static final List<String> NAMES = List.of("cat", "dog", "owl");

    /** Two cats, one of them taken for a dog, and two dogs. */
    private final ConfusionMatrix matrix = ConfusionMatrix.of(new int[] {0, 0, 1, 1}, new int[] {0, 1, 1, 1}, NAMES);

    @Test
    void scores_followTheirDefinitions() {
        assertEquals(0.75, matrix.accuracy());
        assertEquals(OptionalDouble.of(1), matrix.precision(0));
        assertEquals(OptionalDouble.of(0.5), matrix.recall(0));
        assertEquals(OptionalDouble.of(2.0 / 3), matrix.precision(1));
        assertEquals(OptionalDouble.of(1), matrix.recall(1));
        assertEquals(OptionalDouble.of(0.8), matrix.f1(1));
    }

    @Test
    void scores_classNeitherThereNorPredicted_areEmpty() {
        assertEquals(OptionalDouble.empty(), matrix.precision(2));
        assertEquals(OptionalDouble.empty(), matrix.recall(2));
        assertEquals(OptionalDouble.empty(), matrix.f1(2));
    }

    @Test
    void f1_classOnlyPredicted_isZero() {
        ConfusionMatrix wrong = ConfusionMatrix.of(new int[] {0}, new int[] {1}, NAMES);
        assertEquals(OptionalDouble.of(0), wrong.precision(1));
        assertEquals(OptionalDouble.empty(), wrong.recall(1));
        assertEquals(OptionalDouble.of(0), wrong.f1(1));
    }

    @Test
    void table_isAligned() {
        String expected = """
                accuracy 75.00 % (3 of 4)

                      predicted
                label cat dog owl
                cat     1   1   .
                dog     .   2   .
                owl     .   .   .

                label  examples precision  recall      F1
                cat           2    100.00   50.00   66.67
                dog           2     66.67  100.00   80.00
                owl           0         -       -       -
                """;
        assertEquals(expected, matrix.table().replace("\r\n", "\n"));
    }

    @Test
    void table_namesOfAnyText_isAligned() {
        List<String> names = List.of("猫", "e\u0301lan", "x".repeat(40));
        List<String> table = ConfusionMatrix.of(new int[] {0, 1}, new int[] {0, 2}, names)
                .table()
                .lines()
                .toList();
        String none = " ".repeat(27) + ".";
        String one = " ".repeat(27) + "1";
        assertEquals("猫" + " ".repeat(25) + one + none + none, table.get(4));
        assertEquals("e\u0301lan" + " ".repeat(23) + none + none + one, table.get(5));
        assertEquals("x".repeat(24) + "..." + none + none + none, table.get(6));
    }

    @Test
    void table_47Classes_fitsATerminal() {
        List<String> names = IntStream.range(0, 47).mapToObj(Integer::toString).toList();
        int[] labels = IntStream.range(0, 47_000).map(i -> i % 47).toArray();
        String table = ConfusionMatrix.of(labels, labels, names).table();
        assertTrue(table.lines().allMatch(line -> line.length() <= 120), table);
        assertEquals(
                3, table.lines().filter(line -> line.endsWith(" predicted")).count(), table);
        assertEquals(
                47,
                table.lines()
                        .filter(line -> line.matches("\\d+ .* 1000( .*\\.)?"))
                        .count(),
                table);
    }

    @Test
    void of_labelWithoutName_namesTheExample() {
        assertFault("example 1 has label 0 and prediction 3, but there are 3 classes", new int[] {0, 0}, 1, 3);
    }

    @Test
    void of_differentLengths_isRefused() {
        assertFault("there are 1 labels, but 2 predictions", new int[] {0}, 0, 0);
    }

    @Test
    void of_noExamples_isRefused() {
        assertFault("a confusion matrix needs examples, and no negative counts", new int[0]);
    }

    @Test
    void counts_areCopied() {
        long[][] counts = {{1, 0}, {0, 1}};
        ConfusionMatrix own = new ConfusionMatrix(List.of("no", "yes"), counts);
        counts[0][0] = 9;
        own.counts()[0][0] = 9;
        assertEquals(1, own.counts()[0][0]);
    }

    @Test
    void counts_notSquare_areRefused() {
        IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class, () -> new ConfusionMatrix(List.of("no", "yes"), new long[][] {{1, 2}}));
        assertEquals("the counts must be 2×2, one per class", thrown.getMessage());
    }

    private static void assertFault(String message, int[] actual, int... predicted) {
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> ConfusionMatrix.of(actual, predicted, NAMES));
        assertEquals(message, thrown.getMessage());
    }
}
