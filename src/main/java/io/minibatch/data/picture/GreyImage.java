package io.minibatch.data.picture;

import java.util.Arrays;

/**
 * Brightness from 0, black, to 255, white.
 *
 * @param values {@code [rows, columns]} row-major
 */
public record GreyImage(int rows, int columns, float[] values) {
    /** More than any brightness, also one that was divided by that of dim light. */
    private static final float LARGEST = 1 << 16;

    float at(int row, int column) {
        return values[row * columns + column];
    }

    /** A brightness for each pixel. */
    @FunctionalInterface
    interface Brightness {
        float at(int row, int column);
    }

    /** Returns an image of the same size. */
    GreyImage withValues(Brightness brightness) {
        GreyImage other = black(rows, columns);
        for (int i = 0; i < values.length; i++) {
            other.values[i] = brightness.at(i / columns, i % columns);
        }
        return other;
    }

    /** Returns the brightness between pixels, at the border that of the nearest one. */
    private double interpolated(double row, double column) {
        double y = Math.max(0, Math.min(rows - 1, row));
        double x = Math.max(0, Math.min(columns - 1, column));
        int top = (int) y;
        int left = (int) x;
        int bottom = Math.min(rows - 1, top + 1);
        int right = Math.min(columns - 1, left + 1);
        double upper = at(top, left) + (x - left) * (at(top, right) - at(top, left));
        double lower = at(bottom, left) + (x - left) * (at(bottom, right) - at(bottom, left));
        return upper + (y - top) * (lower - upper);
    }

    /** Returns the brightness at a pixel of a larger image that shows the same. */
    double enlargedAt(int row, int column, GreyImage larger) {
        return interpolated((row + 0.5) * rows / larger.rows - 0.5, (column + 0.5) * columns / larger.columns - 0.5);
    }

    /** Returns the largest value of the square around each pixel, as far as that lies inside. */
    GreyImage brightestWithin(int radius) {
        GreyImage wide = black(rows, columns);
        GreyImage brightest = black(rows, columns);
        for (int row = 0; row < rows; row++) {
            copyBrightest(wide, row * columns, 1, columns, radius);
        }
        for (int column = 0; column < columns; column++) {
            wide.copyBrightest(brightest, column, columns, rows, radius);
        }
        return brightest;
    }

    /** Writes the largest value around each pixel of a row or column, by windows that double in width. */
    private void copyBrightest(GreyImage target, int start, int step, int length, int radius) {
        int width = 2 * radius + 1;
        int half = Integer.highestOneBit(width);
        float[] window = new float[length + 2 * radius];
        for (int i = 0; i < length; i++) {
            window[radius + i] = values[start + i * step];
        }
        for (int doubled = 1; doubled < half; doubled *= 2) {
            for (int i = 0; i + doubled < window.length; i++) {
                window[i] = Math.max(window[i], window[i + doubled]);
            }
        }
        for (int i = 0; i < length; i++) {
            target.values[start + i * step] = Math.max(window[i], window[i + width - half]);
        }
    }

    /** Returns the smallest value of the square around each pixel, as far as that lies inside. */
    GreyImage darkestWithin(int radius) {
        return scaled(-1, LARGEST).brightestWithin(radius).scaled(-1, LARGEST);
    }

    float borderMedian() {
        float[] border = border();
        return border[border.length / 2];
    }

    /** Returns the values of the outermost pixels, sorted. */
    float[] border() {
        int inner = Math.max(0, rows - 2) * Math.max(0, columns - 2);
        float[] border = new float[values.length - inner];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            // Of a row inside, the first and the last pixel.
            int step = row == 0 || row == rows - 1 ? 1 : Math.max(1, columns - 1);
            for (int column = 0; column < columns; column += step) {
                border[count++] = at(row, column);
            }
        }
        Arrays.sort(border);
        return border;
    }

    GreyImage inverted() {
        return scaled(-1, 255);
    }

    /** Returns the smallest part that holds all that is not black; there must be something. */
    GreyImage cropped() {
        int top = rows;
        int bottom = 0;
        int left = columns;
        int right = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] > 0) {
                top = Math.min(top, i / columns);
                bottom = i / columns;
                left = Math.min(left, i % columns);
                right = Math.max(right, i % columns);
            }
        }
        GreyImage cropped = black(bottom - top + 1, right - left + 1);
        for (int row = 0; row < cropped.rows; row++) {
            System.arraycopy(
                    values, (top + row) * columns + left, cropped.values, row * cropped.columns, cropped.columns);
        }
        return cropped;
    }

    /** Returns it as large as fits, with its aspect kept; each pixel is the mean of the area that it stands for. */
    GreyImage fitted(int mostRows, int mostColumns) {
        double scale = Math.min((double) mostRows / rows, (double) mostColumns / columns);
        GreyImage fitted =
                black((int) Math.max(1, Math.round(rows * scale)), (int) Math.max(1, Math.round(columns * scale)));
        double height = (double) rows / fitted.rows;
        double width = (double) columns / fitted.columns;
        for (int row = 0; row < fitted.rows; row++) {
            for (int column = 0; column < fitted.columns; column++) {
                fitted.values[row * fitted.columns + column] = mean(row * height, column * width, height, width);
            }
        }
        return fitted;
    }

    private float mean(double top, double left, double height, double width) {
        double bottom = Math.min(rows, top + height);
        double right = Math.min(columns, left + width);
        double sum = 0;
        for (int row = (int) top; row < bottom; row++) {
            double covered = Math.min(bottom, row + 1) - Math.max(top, row);
            for (int column = (int) left; column < right; column++) {
                sum += covered * (Math.min(right, column + 1) - Math.max(left, column)) * at(row, column);
            }
        }
        return (float) (sum / (height * width));
    }

    /** Returns it with its brightest pixel white; there must be one that is not black. */
    GreyImage stretched() {
        float brightest = 0;
        for (float value : values) {
            brightest = Math.max(brightest, value);
        }
        return scaled(255 / brightest, 0);
    }

    private GreyImage scaled(float factor, float summand) {
        GreyImage scaled = black(rows, columns);
        for (int i = 0; i < values.length; i++) {
            scaled.values[i] = factor * values[i] + summand;
        }
        return scaled;
    }

    /**
     * Returns it inside a black image that is as large or larger, the centre of its mass as near as can be to where
     * MNIST has it: the middle of pixel (14, 14) of 28×28.
     */
    GreyImage centred(int allRows, int allColumns) {
        double mass = 0;
        double massRows = 0;
        double massColumns = 0;
        for (int i = 0; i < values.length; i++) {
            int row = i / columns;
            int column = i % columns;
            mass += values[i];
            massRows += values[i] * (row + 0.5);
            massColumns += values[i] * (column + 0.5);
        }
        int top = offset(allRows, rows, massRows / mass);
        int left = offset(allColumns, columns, massColumns / mass);
        GreyImage centred = black(allRows, allColumns);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, row * columns, centred.values, (top + row) * allColumns + left, columns);
        }
        return centred;
    }

    private static int offset(int all, int own, double centre) {
        int middle = all / 2;
        return (int) Math.max(0, Math.min(all - own, Math.round(middle + 0.5 - centre)));
    }

    public byte[] bytes() {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(values[i]);
        }
        return bytes;
    }

    private static GreyImage black(int rows, int columns) {
        return new GreyImage(rows, columns, new float[rows * columns]);
    }
}
