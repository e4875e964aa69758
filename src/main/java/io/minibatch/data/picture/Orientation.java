package io.minibatch.data.picture;

/**
 * The rotation that makes a picture upright, as cameras record it. Source: <i>Exif 2.32</i>, CIPA DC-008, section
 * 4.6.4, tag 274.
 *
 * @param transposed whether rows and columns change places, before the flips
 * @param flippedRows whether the last row becomes the first
 * @param flippedColumns whether the last column becomes the first
 */
record Orientation(boolean transposed, boolean flippedRows, boolean flippedColumns) {
    /** That of a picture that is upright already. */
    static final Orientation UPRIGHT = new Orientation(false, false, false);

    /** Returns the orientation of a tag's value, 1 to 8; upright for others. */
    static Orientation of(int tag) {
        return switch (tag) {
            case 2 -> new Orientation(false, false, true);
            case 3 -> new Orientation(false, true, true);
            case 4 -> new Orientation(false, true, false);
            case 5 -> new Orientation(true, false, false);
            case 6 -> new Orientation(true, false, true);
            case 7 -> new Orientation(true, true, true);
            case 8 -> new Orientation(true, true, false);
            default -> UPRIGHT;
        };
    }

    /** Returns a picture turned upright. */
    GreyImage apply(GreyImage image) {
        if (equals(UPRIGHT)) {
            return image;
        }
        int rows = transposed ? image.columns() : image.rows();
        int columns = transposed ? image.rows() : image.columns();
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            int r = flippedRows ? rows - 1 - row : row;
            for (int column = 0; column < columns; column++) {
                int c = flippedColumns ? columns - 1 - column : column;
                values[row * columns + column] = transposed ? image.at(c, r) : image.at(r, c);
            }
        }
        return new GreyImage(rows, columns, values);
    }
}
