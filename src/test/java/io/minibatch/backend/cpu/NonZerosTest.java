package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.minibatch.backend.ExampleData;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonZerosTest {
    private static byte[] images(int rows, int features, double density) {
        Random random = new Random(7);
        byte[] images = new byte[rows * features];
        for (int i = 0; i < images.length; i++) {
            images[i] = random.nextDouble() < density ? (byte) (1 + random.nextInt(255)) : 0;
        }
        return images;
    }

    private static void checkEveryRow(byte[] images, int features) {
        NonZeros nonZeros = NonZeros.of(images, features, 1);
        assertNotNull(nonZeros);
        for (int row = 0; row < images.length / features; row++) {
            float[] expected = new float[features + 2];
            Arrays.fill(expected, -1);
            float[] scattered = expected.clone();
            Arrays.fill(scattered, 1, 1 + features, 0);
            for (int j = 0; j < features; j++) {
                expected[1 + j] = (images[row * features + j] & 0xFF) / 255f;
            }
            nonZeros.scatter(row, scattered, 1);
            assertArrayEquals(expected, scattered, "row " + row);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "20,784,0.19",
        "20,784,0.001",
        "20,784,0",
        "50,7,0.3",
        "1000,1,0.2",
        "9,3000,0.01",
        "20,255,0",
        "20,256,0",
        "20,257,0"
    })
    void scatter_afterZeroing_givesEveryByteOverItsRange(int rows, int features, double density) {
        checkEveryRow(images(rows, features, density), features);
    }

    @ParameterizedTest
    @CsvSource({"253", "254", "255", "256", "509", "510", "511"})
    void scatter_overLongDistances_findsTheByte(int place) {
        byte[] images = new byte[4 * 600];
        for (int row = 0; row < 4; row++) {
            images[row * 600 + place] = (byte) 200;
        }
        checkEveryRow(images, 600);
    }

    @ParameterizedTest
    @CsvSource({"20,784,0.19", "20,3,0.5", "20,1,0.5", "20,7,1", "20,17,0"})
    void parts_ofAList_holdEqualRangesOfPositions(int rows, int features, double density) {
        byte[] images = images(rows, features, density);
        NonZeros lists = NonZeros.of(images, features, 1);
        assertNotNull(lists);
        for (int row = 0; row < rows; row++) {
            assertEquals(lists.start(row), lists.start(row, 0));
            assertEquals(lists.end(row), lists.start(row, NonZeros.PARTS));
            for (int part = 0; part < NonZeros.PARTS; part++) {
                int e = lists.start(row, part);
                for (int j = features * part / 4; j < features * (part + 1) / 4; j++) {
                    int value = images[row * features + j] & 0xFF;
                    if (value != 0) {
                        assertEquals(j << 8 | value, lists.entries[e++]);
                    }
                }
                assertEquals(lists.start(row, part + 1), e);
            }
        }
    }

    @Test
    void density_isTheShareOfBytesThatAreNotZero() {
        byte[] images = new byte[40];
        images[3] = 1;
        images[39] = -1;
        NonZeros lists = NonZeros.of(images, 10, 1);
        assertNotNull(lists);
        assertEquals(0.05, lists.density());
    }

    @Test
    void of_imagesOfWhichMostBytesAreNotZero_isNull() {
        assertNull(NonZeros.of(images(50, 784, 0.6), 784, 0.5));
    }

    @Test
    void examples_asked_findThemOnce() {
        CpuExamples examples = new CpuExamples(
                new CpuBackend(1), ExampleData.ofImages(images(20, 784, 0.2), new byte[20], 784, 10), 0.5);
        assertNotNull(examples.nonZeros());
        assertSame(examples.nonZeros(), examples.nonZeros());
    }
}
