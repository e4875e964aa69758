package io.minibatch.report;

import io.minibatch.data.Copies;
import io.minibatch.data.Dataset;
import java.awt.image.BufferedImage;

/** Originals beside their variants, a row for each image. */
public final class VariantSheet {
    private static final int EXAMPLE = 84;
    private static final int GAP = 8;
    private static final int AFTER_ORIGINAL = 28;
    private static final int MARGIN = 20;
    private static final int HEADER = 80;

    private VariantSheet() {}

    /**
     * Draws all images of a small data set and their copies.
     *
     * @param what one line that says how the copies were made
     */
    public static BufferedImage draw(Dataset originals, Copies copies, String what) {
        Thumbnail thumbnail = Thumbnail.of(originals.rows(), originals.columns(), EXAMPLE);
        int cell = thumbnail.width() + GAP;
        int grid = (1 + copies.count()) * cell - GAP + AFTER_ORIGINAL;
        int width = 2 * MARGIN + Math.max(grid, Picture.width(what, Picture.TITLE));
        int rowHeight = thumbnail.height() + GAP;
        int left = (width - grid) / 2;
        try (Picture picture = new Picture(width, HEADER + originals.size() * rowHeight + MARGIN - GAP)) {
            picture.text(what, Picture.TITLE, width / 2, 32);
            picture.text("original", Picture.TEXT, left + thumbnail.width() / 2, HEADER - 12);
            for (int column = 0; column <= copies.count(); column++) {
                byte[] images = column == 0 ? originals.images() : copies.images(column - 1, made -> {});
                int x = left + column * cell + (column == 0 ? 0 : AFTER_ORIGINAL);
                for (int row = 0; row < originals.size(); row++) {
                    thumbnail.draw(picture, images, row * originals.features(), x, HEADER + row * rowHeight);
                }
            }
            return picture.image();
        }
    }
}
