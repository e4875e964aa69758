package io.minibatch.data.picture;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A seven of a thick pen on paper of several kinds, under light of several kinds. */
class LightingTest {
    private static final int SIDE = 28;
    private static final int ROWS = 240;
    private static final int COLUMNS = 300;
    private static final float PAPER = 220;
    private static final float INK = 60;

    /** The share of full light at a place. */
    private interface Light {
        double at(double y, double x);
    }

    private static GreyImage photo(int top, int left, int height, Light light) {
        GreyImage image = new GreyImage(ROWS, COLUMNS, new float[ROWS * COLUMNS]);
        return image.withValues((row, column) -> (float) ((isInk(row - top, column - left, height) ? INK : PAPER)
                * light.at((double) row / ROWS, (double) column / COLUMNS)));
    }

    /** A bar above, and a slanted stroke below its right end, both a sixth as wide as the digit is high. */
    private static boolean isInk(int row, int column, int height) {
        int pen = height / 6;
        int width = height * 3 / 5;
        if (row < 0 || row >= height || column < 0 || column >= width) {
            return false;
        }
        int middle = width - pen / 2 - (width - pen) * row / height;
        return row < pen || Math.abs(column - middle) <= pen / 2;
    }

    private static byte[] digit(GreyImage photo) {
        return DigitImage.prepared("photo", new DecodedPicture(photo, null), SIDE, SIDE);
    }

    private static void assertReadAs(GreyImage expected, GreyImage photo, String light) {
        assertReadAs(expected, photo, light, 3);
    }

    private static void assertReadAs(GreyImage expected, GreyImage photo, String light, double most) {
        byte[] right = digit(expected);
        byte[] read = digit(photo);
        double difference = 0;
        for (int i = 0; i < right.length; i++) {
            difference += Math.abs((right[i] & 0xFF) - (read[i] & 0xFF)) / (double) right.length;
        }
        assertTrue(difference < most, light + ": mean absolute difference " + difference);
    }

    @Test
    void evenLight_leavesThePictureAsItIs() {
        GreyImage photo = photo(50, 80, 120, (y, x) -> 1);
        assertSame(photo, Lighting.evened(photo));
        GreyImage nearlyEven = photo(50, 80, 120, (y, x) -> 1 - 0.02 * x);
        assertSame(nearlyEven, Lighting.evened(nearlyEven));
    }

    @Test
    void lightThatFalls_leavesNoTrace() {
        GreyImage even = photo(50, 80, 120, (y, x) -> 1);
        for (double depth : List.of(0.2, 0.4, 0.6)) {
            assertReadAs(even, photo(50, 80, 120, (y, x) -> 1 - depth * x), "darker to the right by " + depth);
            assertReadAs(even, photo(50, 80, 120, (y, x) -> 1 - depth * (1 - y)), "darker to the top by " + depth);
            assertReadAs(even, photo(50, 80, 120, (y, x) -> 1 - depth * (x + y) / 2), "darker to a corner by " + depth);
        }
    }

    @Test
    void shadowWithAnEdge_leavesNoTrace() {
        GreyImage even = photo(50, 80, 120, (y, x) -> 1);
        assertReadAs(even, photo(50, 80, 120, (y, x) -> x + 0.2 * y < 0.5 ? 1 : 0.7), "through the digit");
        GreyImage right = photo(50, 190, 120, (y, x) -> 1);
        assertReadAs(right, photo(50, 190, 120, (y, x) -> x + 0.2 * y < 0.5 ? 0.7 : 1), "beside the digit");
    }

    @Test
    void thickInkAtTheBorder_isNoShadow() {
        GreyImage even = photo(0, 60, ROWS, (y, x) -> 1);
        assertReadAs(even, photo(0, 60, ROWS, (y, x) -> 1 - 0.3 * x), "digit from border to border");
        assertSame(even, Lighting.evened(even));
    }

    @Test
    void deepShadowOverMostOfTheBorder_isPaper() {
        GreyImage even = photo(50, 190, 120, (y, x) -> 1);
        GreyImage shaded = photo(50, 190, 120, (y, x) -> x < 0.55 ? 0.4 : 1);
        assertTrue(shaded.borderMedian() < 128, "dark border");
        assertReadAs(even, shaded, "shadow");
    }

    @Test
    void dimLight_isPaper() {
        assertReadAs(photo(50, 80, 120, (y, x) -> 1), photo(50, 80, 120, (y, x) -> 0.4), "dim light");
    }

    @Test
    void lightInkOnADarkBoard_isInk() {
        GreyImage photo = photo(50, 80, 120, (y, x) -> 1);
        GreyImage board = photo.withValues((row, column) -> PAPER + INK - photo.at(row, column));
        assertTrue(board.borderMedian() > 32, "board that is not black");
        assertReadAs(photo, board, "board");
    }

    @Test
    void printedLines_areNoInk() {
        GreyImage plain = photo(50, 80, 120, (y, x) -> 1);
        assertReadAs(
                plain,
                plain.withValues((row, column) ->
                        plain.at(row, column) * (row % 60 / 2 == 7 || column % 60 / 2 == 7 ? 0.85f : 1)),
                "squared paper",
                8); // stumps of the lines stay beside the digit
    }
}
