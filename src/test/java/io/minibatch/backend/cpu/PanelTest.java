package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.contract.Tolerance;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanelTest {
    private static final int POSITIONS = 70;
    private static final int START = 5;
    private static final float SCALE = -0.7f;

    private final Random random = new Random(4);

    private float[] random(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Two entries before those of the list and two behind, which are not part of it. */
    private int[] entries(int count) {
        return random.ints(count + 4, 0, POSITIONS)
                .map(position -> position << 8 | 1 + random.nextInt(255))
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {Panel.NARROW, Panel.MIDDLE, Panel.WIDE})
    void sum_ofAnyNumberOfEntries_isThatOfTheRows(int vectors) {
        Panel panel = new Panel(random(START + POSITIONS * vectors * Panel.LANES + 3), START, vectors);
        for (int count : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 57}) {
            for (boolean add : new boolean[] {false, true}) {
                int[] entries = entries(count);
                float[] c = random(panel.width() + 2);
                double[] expected =
                        IntStream.range(0, c.length).mapToDouble(i -> c[i]).toArray();
                for (int j = 0; j < panel.width(); j++) {
                    double sum = 0;
                    for (int e = 2; e < 2 + count; e++) {
                        sum += (entries[e] & 255) / 255.0 * panel.data()[panel.row(entries[e] >>> 8) + j];
                    }
                    expected[1 + j] = SCALE * sum + (add ? expected[1 + j] : 0);
                }
                panel.sum(entries, 2, 2 + count, SCALE, add, c, 1);
                Tolerance.sum(count).check(expected, c);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Panel.NARROW, Panel.MIDDLE, Panel.WIDE})
    void scatter_toAnyNumberOfEntries_changesTheirRowsAlone(int vectors) {
        for (int count : new int[] {0, 1, 2, 5, 57}) {
            float[] data = random(START + POSITIONS * vectors * Panel.LANES + 3);
            Panel panel = new Panel(data, START, vectors);
            int[] entries = entries(count);
            float[] d = random(panel.width() + 2);
            double[] expected =
                    IntStream.range(0, data.length).mapToDouble(i -> data[i]).toArray();
            for (int e = 2; e < 2 + count; e++) {
                for (int j = 0; j < panel.width(); j++) {
                    expected[panel.row(entries[e] >>> 8) + j] += SCALE * ((entries[e] & 255) / 255.0) * d[1 + j];
                }
            }
            panel.scatter(entries, 2, 2 + count, SCALE, d, 1);
            Tolerance.sum(count).check(expected, data);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Panel.NARROW, Panel.MIDDLE, Panel.WIDE})
    void row_isAsManyElementsAfterTheStart(int vectors) {
        Panel panel = new Panel(new float[0], START, vectors);
        assertEquals(vectors * Panel.LANES, panel.width());
        assertEquals(START + 3 * panel.width(), panel.row(3));
    }
}
