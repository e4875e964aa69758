package io.minibatch.data;

/** The ten digits as a pen writes them, some in two ways or three. */
final class StrokeFont {
    /**
     * Digit, variant, stroke, then x and y by turns in hundredths of the digit's height, x to the right and y down. A
     * stroke is a smooth curve through its points; strokes that meet in a corner share the point.
     */
    private static final int[][][][] DIGITS = {
        {
            {{50, 4, 24, 16, 14, 50, 24, 84, 50, 96, 76, 84, 86, 50, 76, 16, 50, 4}},
            {{60, 6, 36, 12, 22, 52, 30, 86, 50, 96, 72, 82, 80, 46, 70, 12, 46, 8}},
        },
        {
            {{50, 4, 50, 50, 50, 96}},
            {{30, 26, 52, 4}, {52, 4, 51, 50, 50, 96}},
            {{30, 24, 52, 4}, {52, 4, 51, 50, 50, 96}, {28, 96, 74, 96}},
        },
        {
            {{20, 26, 32, 8, 54, 4, 76, 18, 74, 40, 48, 66, 18, 94}, {18, 94, 50, 93, 84, 94}},
            {{20, 24, 40, 5, 66, 8, 76, 28, 62, 58, 34, 88, 18, 90, 20, 77, 36, 78, 58, 92, 84, 90}},
        },
        {
            {{20, 14, 46, 4, 74, 14, 72, 36, 44, 48}, {44, 48, 76, 56, 82, 80, 54, 97, 18, 86}},
            {{20, 6, 50, 5, 78, 6}, {78, 6, 44, 42}, {44, 42, 76, 52, 82, 76, 54, 97, 18, 86}},
        },
        {
            {{26, 6, 24, 32, 18, 56}, {18, 56, 50, 56, 84, 54}, {66, 8, 66, 50, 64, 96}},
            {{62, 4, 38, 34, 14, 64}, {14, 64, 50, 64, 88, 64}, {62, 4, 62, 50, 62, 96}},
        },
        {
            {{78, 5, 54, 6, 30, 5}, {30, 5, 24, 44}, {24, 44, 52, 37, 80, 56, 76, 84, 48, 97, 18, 86}},
            {{30, 8, 28, 26, 26, 46}, {26, 46, 54, 40, 78, 60, 70, 88, 44, 97, 18, 90}, {30, 8, 54, 7, 82, 4}},
        },
        {
            {{70, 5, 36, 24, 20, 62, 32, 92, 60, 96, 78, 76, 64, 54, 38, 58, 24, 76}},
            {{46, 4, 30, 34, 24, 70, 40, 95, 64, 92, 72, 72, 56, 60, 36, 68, 26, 80}},
        },
        {
            {{16, 6, 50, 7, 82, 6}, {82, 6, 58, 48, 42, 96}},
            {{16, 6, 50, 7, 82, 6}, {82, 6, 58, 48, 42, 96}, {34, 52, 54, 51, 76, 52}},
            {{18, 22, 20, 8}, {20, 8, 50, 8, 78, 6}, {78, 6, 66, 44, 60, 96}},
        },
        {
            {{72, 18, 50, 4, 28, 18, 34, 38, 52, 49, 72, 64, 72, 88, 50, 97, 28, 88, 28, 64, 50, 49, 68, 38, 72, 18}},
            {
                {50, 4, 30, 16, 32, 38, 50, 48, 68, 38, 70, 16, 50, 4},
                {50, 48, 26, 62, 26, 86, 50, 97, 74, 86, 74, 62, 50, 48}
            },
        },
        {
            {{76, 24, 54, 5, 28, 16, 24, 40, 46, 54, 70, 44, 76, 24}, {76, 24, 72, 60, 62, 96}},
            {{76, 26, 54, 5, 28, 16, 24, 40, 46, 54, 70, 44, 76, 26}, {76, 26, 76, 66, 58, 94, 28, 88}},
        },
    };

    private StrokeFont() {}

    static int digits() {
        return DIGITS.length;
    }

    /** Returns in how many ways a digit is written. */
    static int variants(int digit) {
        return DIGITS[digit].length;
    }

    /** Returns the strokes of a digit, each x and y by turns from 0 to 1, in new arrays. */
    static double[][] strokes(int digit, int variant) {
        int[][] drawn = DIGITS[digit][variant];
        double[][] strokes = new double[drawn.length][];
        for (int stroke = 0; stroke < drawn.length; stroke++) {
            strokes[stroke] = new double[drawn[stroke].length];
            for (int i = 0; i < drawn[stroke].length; i++) {
                strokes[stroke][i] = drawn[stroke][i] / 100.0;
            }
        }
        return strokes;
    }
}
