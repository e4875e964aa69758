package io.minibatch.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/** Image files of single digits, made to look like those of MNIST. */
public final class DigitImage {
    private static final long MOST_PIXELS = 100_000_000;

    /** Larger images are read with pixels left out: more detail than this does not survive the scaling anyway. */
    private static final double USEFUL_PIXELS = 4_000_000;

    /** The part of the height and width that a digit of MNIST is scaled into. */
    private static final double DIGIT_PART = 20.0 / 28;

    private DigitImage() {}

    /**
     * Reads a digit, dark on light or light on dark, and does what was done to those of MNIST: the background becomes 0
     * and the ink up to 255; the ink is scaled into 20/28 of the size, its aspect kept, and centred by its mass.
     * Transparency shows a background that contrasts with the rest. An orientation noted by a camera is not obeyed.
     *
     * <p>An image that has the size already, and a dark background, is returned as it is.
     *
     * @param file a PNG, JPEG, GIF or BMP
     * @return unsigned bytes, {@code [rows, columns]} row-major
     * @throws DataException where there is no such image, it has more than 100 megapixels, or there is no ink in it
     */
    public static byte[] read(Path file, int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("an image needs pixels, not " + rows + "×" + columns);
        }
        GreyImage image = GreyImage.of(decode(file));
        boolean light = image.borderMedian() >= 128;
        Ink ink = Ink.of(light ? image.inverted() : image);
        if (ink.isMissing()) {
            throw new DataException(file + " is blank: nothing in it stands out from its background");
        }
        if (!light && image.rows() == rows && image.columns() == columns) {
            return image.bytes();
        }
        return ink.cleaned()
                .cropped()
                .fitted(part(rows), part(columns))
                .stretched()
                .centred(rows, columns)
                .bytes();
    }

    private static int part(int length) {
        return (int) Math.max(1, Math.round(length * DIGIT_PART));
    }

    private static BufferedImage decode(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    file + (Files.isDirectory(file) ? " is a folder, not an image" : " does not exist or is no file"));
        }
        try (ImageInputStream stream = new FileImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new DataException(file + " is not an image (PNG, JPEG, GIF or BMP)");
            }
            ImageReader reader = readers.next();
            reader.setInput(stream, true, true);
            try {
                return decode(file, reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            throw new DataException(file + " cannot be read as an image: " + e.getMessage());
        }
    }

    private static BufferedImage decode(Path file, ImageReader reader) throws IOException {
        try {
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            long pixels = (long) width * height;
            if (pixels > MOST_PIXELS) {
                throw new DataException(
                        file + " has " + width + "×" + height + " pixels; the most is " + MOST_PIXELS + " in all");
            }
            ImageReadParam parameters = reader.getDefaultReadParam();
            int step = (int) Math.max(1, Math.ceil(Math.sqrt(pixels / USEFUL_PIXELS)));
            parameters.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, parameters);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            // What the readers of the JDK throw at some broken files.
            throw new IOException(e.toString(), e);
        }
    }
}
