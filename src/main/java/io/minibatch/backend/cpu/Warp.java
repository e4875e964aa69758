package io.minibatch.backend.cpu;

import io.minibatch.backend.Augmentation;
import io.minibatch.random.Purpose;
import io.minibatch.random.StreamReader;

/** Varies one image after another, as {@link Augmentation} says; the memory that this takes. */
final class Warp {
    /**
     * Background around the original: a pixel that is looked up beyond it is moved here. Two on each side, so that all
     * four neighbours of such a point are background.
     */
    private static final int BORDER = 2;

    private final Augmentation augmentation;
    private final int rows;
    private final int columns;
    private final long gentle;
    private final StreamReader random = new StreamReader();
    private final Displacement displacement;

    /** {@code [rows + 2·BORDER, columns + 2·BORDER]}: the bytes of the original. */
    private final float[] original;

    /** {@code [rows, 2·columns]}: from each pixel of the variant to its source, first all x of a row, then all y. */
    private final float[] offsets;

    /** {@code x' − x = map[0]·x + map[1]·y + map[2]} from the centre, {@code y' − y} by the other three. */
    private final float[] map = new float[6];

    Warp(Augmentation augmentation) {
        this.augmentation = augmentation;
        this.rows = augmentation.rows();
        this.columns = augmentation.columns();
        this.gentle = augmentation.gentle().mask();
        this.displacement = new Displacement(augmentation);
        this.original = new float[(rows + 2 * BORDER) * (columns + 2 * BORDER)];
        this.offsets = new float[2 * rows * columns];
    }

    /** Writes the variant of a valid row's example, from 0 to 1. */
    void apply(CpuBatch batch, int row, float[] target, int start) {
        int example = batch.example(row);
        random.open(batch.clock().seed(), Purpose.AUGMENTATION, batch.clock().epoch(), example, 0);
        drawMap(batch.label(row));
        displacement.draw(random, offsets);
        addMap();
        copy(batch.examples().images, example * rows * columns);
        for (int y = 0; y < rows; y++) {
            interpolate(y, target, start + y * columns);
        }
    }

    /** Draws F and t, and writes F⁻¹ − 1 and −F⁻¹·t, so that small displacements keep their digits. */
    private void drawMap(int label) {
        Augmentation.Affine affine = augmentation.affine();
        boolean isGentle = label >= 0 && label < Long.SIZE && (gentle >>> label & 1) != 0;
        double part = Math.PI / 180 * (isGentle ? augmentation.gentle().part() : 1);
        double angle = part * affine.rotate() * random.symmetric(0);
        double sine = StrictMath.sin(angle);
        double cosine = StrictMath.cos(angle);
        double shear = StrictMath.tan(part * affine.shear() * random.symmetric(1));
        double scaleX = 1 + affine.scale() * random.symmetric(2);
        double scaleY = 1 + affine.scale() * random.symmetric(3);
        double moveX = affine.translate() * random.symmetric(4);
        double moveY = affine.translate() * random.symmetric(5);
        if (affine.shifts()) {
            int choice = (random.bits(8) >>> 8) * Augmentation.SHIFTS >>> 24;
            moveX += choice == 4 ? 1 : choice == 3 ? -1 : 0;
            moveY += choice == 2 ? 1 : choice == 1 ? -1 : 0;
        }
        double xx = (cosine + shear * sine) / scaleX;
        double xy = (sine - shear * cosine) / scaleX;
        double yx = -sine / scaleY;
        double yy = cosine / scaleY;
        map[0] = (float) (xx - 1);
        map[1] = (float) xy;
        map[2] = (float) -(xx * moveX + xy * moveY);
        map[3] = (float) yx;
        map[4] = (float) (yy - 1);
        map[5] = (float) -(yx * moveX + yy * moveY);
    }

    private void addMap() {
        float centreX = 0.5f * (columns - 1);
        float centreY = 0.5f * (rows - 1);
        for (int y = 0; y < rows; y++) {
            float down = y - centreY;
            int start = 2 * y * columns;
            float rowX = map[1] * down + map[2];
            float rowY = map[4] * down + map[5];
            for (int x = 0; x < columns; x++) {
                float right = x - centreX;
                offsets[start + x] += map[0] * right + rowX;
                offsets[start + columns + x] += map[3] * right + rowY;
            }
        }
    }

    private void copy(byte[] images, int source) {
        int width = columns + 2 * BORDER;
        for (int y = 0; y < rows; y++) {
            int start = (y + BORDER) * width + BORDER;
            for (int x = 0; x < columns; x++) {
                original[start + x] = images[source + y * columns + x] & 0xFF;
            }
        }
    }

    /** Interpolates between bytes, whose differences are exact, so that nothing gets above 255. */
    private void interpolate(int y, float[] target, int start) {
        int width = columns + 2 * BORDER;
        int first = 2 * y * columns;
        for (int x = 0; x < columns; x++) {
            float right = offsets[first + x];
            float down = offsets[first + columns + x];
            int wholeRight = floor(right);
            int wholeDown = floor(down);
            int sourceX = clamp(x + wholeRight, columns);
            int sourceY = clamp(y + wholeDown, rows);
            int corner = (sourceY + BORDER) * width + sourceX + BORDER;
            float above = between(original[corner], original[corner + 1], right - wholeRight);
            float below = between(original[corner + width], original[corner + width + 1], right - wholeRight);
            target[start + x] = between(above, below, down - wholeDown) / 255f;
        }
    }

    private static float between(float a, float b, float part) {
        return a + part * (b - a);
    }

    private static int floor(float value) {
        int whole = (int) value;
        return value < whole ? whole - 1 : whole;
    }

    private static int clamp(int index, int most) {
        return Math.max(-BORDER, Math.min(most, index));
    }
}
