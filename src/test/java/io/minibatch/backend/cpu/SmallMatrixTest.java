package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.contract.Tolerance;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmallMatrixTest {
    private static final float SCALE = 1.3f;

    private final Random random = new Random(6);

    private float[] random(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private SmallMatrix matrix(int count, int columns) {
        int width = SmallMatrix.paddedWidth(columns);
        return new SmallMatrix(new Rows(random(3 + count * width + 2), 3, width), count);
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "2, 10", "3, 30", "4, 10", "5, 16", "7, 17", "8, 10", "30, 10", "33, 100"})
    void multiply_aRow_isTheProduct(int count, int columns) {
        SmallMatrix w = matrix(count, columns);
        float[] x = random(count + 4);
        float[] y = random(w.rows().width() + 2);
        double[] expected = doubles(y);
        for (int j = 0; j < w.rows().width(); j++) {
            double sum = 0;
            for (int k = 0; k < count; k++) {
                sum += (double) x[2 + k] * w.rows().data()[w.rows().row(k) + j];
            }
            expected[1 + j] = SCALE * sum;
        }
        w.multiply(x, 2, SCALE, y, 1);
        Tolerance.sum(count).check(expected, y);
    }

    @ParameterizedTest
    @CsvSource({"1, 10, 0", "1, 30, 7", "4, 10, 1", "5, 16, 3", "6, 17, 20", "30, 10, 1", "30, 10, 50", "33, 100, 9"})
    void add_rows_isTheSumOfTheirProducts(int count, int columns, int valid) {
        SmallMatrix w = matrix(count, columns);
        Rows x = new Rows(random(2 + 50 * (count + 3)), 2, count + 3);
        Rows y = new Rows(random(1 + 50 * w.rows().width()), 1, w.rows().width());
        float[] data = w.rows().data();
        double[] expected = doubles(data);
        for (int row = 0; row < valid; row++) {
            for (int k = 0; k < count; k++) {
                for (int j = 0; j < w.rows().width(); j++) {
                    expected[w.rows().row(k) + j] +=
                            SCALE * (double) x.data()[x.row(row) + k] * y.data()[y.row(row) + j];
                }
            }
        }
        w.add(x, y, SCALE, valid);
        Tolerance.sum(valid).check(expected, data);
    }

    @Test
    void add_manyRowsThatAreSmallBesideTheMatrix_losesNone() {
        int width = SmallMatrix.paddedWidth(1);
        SmallMatrix w = new SmallMatrix(Rows.allocate(7, width), 7);
        Arrays.fill(w.rows().data(), 1);
        float[] ones = new float[Math.max(7, width)];
        Arrays.fill(ones, 1);
        w.add(new Rows(ones, 0, 0), new Rows(ones, 0, 0), 1e-8f, 10_000);
        for (int k = 0; k < 7; k++) {
            assertEquals(1.0001f, w.rows().data()[w.rows().row(k)]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 15, 16, 17, 30, 32, 33, 100})
    void paddedWidth_isTheNextNumberOfWholeVectors(int columns) {
        int width = SmallMatrix.paddedWidth(columns);
        assertEquals(0, width % Panel.LANES);
        assertEquals((int) Math.ceil(columns / (double) Panel.LANES), width / Panel.LANES);
    }
}
