package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.network.Predictions;
import io.minibatch.report.Gallery.Mistake;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GalleryTest {
    private static final float[] OUTPUTS = {
        0.9f,
        0.8f,
        0, // label 1: wrong by 0.1
        0.1f,
        0.7f,
        0, // label 1: right
        0,
        0.2f,
        0.6f, // label 1: wrong by 0.4
        0.5f,
        0.5f,
        0, // label 1: a tie, which the first class wins
        0.1f,
        0.5f,
        0.5f // label 1: a tie, which it wins
    };

    private static final Predictions ANSWERS = new Predictions(OUTPUTS, OUTPUTS, new int[] {0, 1, 2, 0, 1});

    private final Dataset data = dataset(28, 28, 5);

    @Test
    void worst_ordersByExcessOverTheRightOutput() {
        List<Mistake> expected = List.of(new Mistake(2, 2, 0.6f), new Mistake(0, 0, 0.9f), new Mistake(3, 0, 0.5f));
        assertEquals(expected, Gallery.worst(data, ANSWERS, 100));
    }

    @Test
    void worst_limited_keepsTheWorst() {
        assertEquals(List.of(new Mistake(2, 2, 0.6f)), Gallery.worst(data, ANSWERS, 1));
    }

    /** Outputs that all round to 1; the logits told the classes apart. */
    @Test
    void worst_saturatedOutputs_goesByTheAnsweredClasses() {
        float[] saturated = new float[15];
        Arrays.fill(saturated, 1);
        Predictions right = new Predictions(saturated, saturated, new int[] {1, 1, 1, 1, 1});
        assertEquals(List.of(), Gallery.worst(data, right, 100));
        Predictions wrong = new Predictions(saturated, saturated, new int[] {1, 1, 2, 1, 1});
        assertEquals(List.of(new Mistake(2, 2, 1)), Gallery.worst(data, wrong, 100));
    }

    @Test
    void worst_outputsOfAnotherShape_isRefused() {
        IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class,
                () -> Gallery.worst(data, new Predictions(new float[4], new float[4], new int[5]), 1));
        assertEquals("data needs 5×3 outputs, but there are 4", thrown.getMessage());
    }

    @Test
    void draw_hundredMistakes_tenInARow() {
        Mistake mistake = new Mistake(0, 2, 1);
        BufferedImage hundred = Gallery.draw(data, Collections.nCopies(100, mistake));
        BufferedImage ten = Gallery.draw(data, Collections.nCopies(10, mistake));
        BufferedImage eleven = Gallery.draw(data, Collections.nCopies(11, mistake));
        int row = eleven.getHeight() - ten.getHeight();
        assertTrue(row > 112, "a row is " + row + " high");
        assertEquals(ten.getHeight() + 9 * row, hundred.getHeight());
        assertEquals(ten.getWidth(), hundred.getWidth());
    }

    @Test
    void draw_inkIsDark() {
        BufferedImage picture = Gallery.draw(data, List.of(new Mistake(0, 2, 1)));
        int black = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                black += (picture.getRGB(x, y) & 0xFFFFFF) == 0 ? 1 : 0;
            }
        }
        assertEquals(4 * 4, black, "one pixel of ink, enlarged to 4×4");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 200", "200, 3", "28, 28", "500, 400"})
    void draw_anyImageSize_isOfModestSize(int rows, int columns) {
        BufferedImage picture = Gallery.draw(dataset(rows, columns, 1), List.of(new Mistake(0, 2, 1)));
        assertTrue(picture.getHeight() < 250, "the picture is " + picture.getHeight() + " high");
    }

    @Test
    void draw_noMistakes_isAPictureThatSaysSo() {
        BufferedImage picture = Gallery.draw(data, List.of());
        assertTrue(picture.getWidth() > 100 && picture.getHeight() > 20);
    }

    @Test
    void draw_mistakeAboutOtherData_isRefused() {
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> Gallery.draw(data, List.of(new Mistake(5, 2, 1))));
        assertEquals(
                "data has 5 examples of 3 classes, which do not go with "
                        + "Mistake[example=5, predicted=2, confidence=1.0]",
                thrown.getMessage());
    }

    /** Returns images of label 1 with ink in one pixel each. */
    private static Dataset dataset(int rows, int columns, int size) {
        byte[] images = new byte[size * rows * columns];
        byte[] labels = new byte[size];
        for (int i = 0; i < size; i++) {
            images[i * rows * columns + rows * columns / 2] = (byte) 255;
            labels[i] = 1;
        }
        return new Dataset("data", rows, columns, Schema.numbered(3), images, labels);
    }
}
