package io.minibatch.data.picture;

import io.minibatch.data.format.FormatException;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/** Image files of single digits, made to look like those of MNIST. */
public final class DigitImage {
    /** The part of the height and width that a digit of MNIST is scaled into. */
    private static final double DIGIT_PART = 20.0 / 28;

    private DigitImage() {}

    /**
     * Reads a digit, dark on light or light on dark, and does what was done to those of MNIST: the background becomes 0
     * and the ink up to 255; the ink is scaled into 20/28 of the size, its aspect kept, and centred by its mass.
     * Transparency shows a background that contrasts with the rest. Photographs are turned upright as the camera noted,
     * and uneven light on their paper is evened out. Shadows and printed lines are removed where they are much fainter
     * than the ink.
     *
     * <p>An image that has the size already is returned as it is: it came as the training data came.
     *
     * @param file a PNG, JPEG, GIF or BMP
     * @return unsigned bytes, {@code [rows, columns]} row-major
     * @throws FormatException if there is no such image, it is damaged, it has more than 100 megapixels or 65,535
     *     pixels in a row or column, or there is no ink in it
     */
    public static byte[] read(Path file, int rows, int columns) {
        return prepared(file.toString(), PictureFile.read(file), rows, columns);
    }

    /**
     * Returns whether {@link #prepared} takes a picture as it is although its border is light, as that of dark ink on
     * white paper.
     */
    public static boolean staysLight(DecodedPicture picture, int rows, int columns) {
        return hasSize(picture.grey(), rows, columns) && picture.onWhite().borderMedian() >= Lighting.LIGHT;
    }

    /** Prepares an image in memory as {@link #read} does. */
    public static byte[] of(BufferedImage image, int rows, int columns) {
        return prepared("the image", DecodedPicture.of(image), rows, columns);
    }

    /**
     * Prepares a picture as {@link #read} does.
     *
     * @param name of the picture in messages
     */
    public static byte[] prepared(String name, DecodedPicture picture, int rows, int columns) {
        if (hasSize(picture.grey(), rows, columns)) {
            return picture.onWhite().bytes();
        }
        GreyImage image = picture.onContrast();
        Ink ink = Ink.of(Lighting.showsDarkInk(image) ? Lighting.evened(image).inverted() : image);
        if (ink.isMissing()) {
            throw new FormatException(name + " is blank: nothing in it stands out from its background");
        }
        return ink.cleaned()
                .cropped()
                .fitted(part(rows), part(columns))
                .stretched()
                .centred(rows, columns)
                .bytes();
    }

    /**
     * Reads an image as it is: its brightness on white paper, turned upright as a camera noted.
     *
     * @return unsigned bytes, {@code [rows, columns]} row-major
     * @throws FormatException if it cannot be read or has another size
     */
    public static byte[] readAsIs(Path file, int rows, int columns) {
        return asIs(file.toString(), PictureFile.read(file), rows, columns);
    }

    /**
     * Takes a picture as {@link #readAsIs} does.
     *
     * @param name of the picture in messages
     */
    public static byte[] asIs(String name, DecodedPicture picture, int rows, int columns) {
        if (!hasSize(picture.grey(), rows, columns)) {
            throw new FormatException(name + " has " + picture.grey().rows() + "×"
                    + picture.grey().columns() + " pixels, not " + rows + "×" + columns
                    + " as the training images");
        }
        return picture.onWhite().bytes();
    }

    private static boolean hasSize(GreyImage image, int rows, int columns) {
        return image.rows() == rows && image.columns() == columns;
    }

    private static int part(int length) {
        return (int) Math.max(1, Math.round(length * DIGIT_PART));
    }
}
