package io.minibatch.data;

import io.minibatch.io.Reason;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes image files. The size that a file declares is checked against limits and against the length of the file before any
 * memory is taken for it.
 */
final class PictureFile {
    private static final long MOST_PIXELS = 100_000_000;
    private static final int LONGEST_SIDE = 65_535;

    /** A byte of a PNG is at most 1,032 bytes of 8 pixels each; a byte of a GIF or a JPEG has fewer pixels. */
    private static final long MOST_PIXELS_PER_BYTE = 1032 * 8;

    /** Larger images are read with pixels left out: more detail than this does not survive the scaling anyway. */
    private static final double USEFUL_PIXELS = 4_000_000;

    /** What libjpeg says where data are missing. */
    private static final String CUT = "premature end of data";

    private PictureFile() {}

    /**
     * Decodes a PNG, JPEG, GIF or BMP. Beyond 4 megapixels, rows and columns are left out.
     *
     * @throws DataException where there is no such image, it is damaged or larger than allowed
     */
    static BufferedImage read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    file + (Files.isDirectory(file) ? " is a folder, not an image" : " does not exist or is no file"));
        }
        if (!Files.isReadable(file)) {
            throw new DataException(file + " cannot be read: permission denied");
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
        } catch (IOException failure) {
            throw new DataException(file + " cannot be read: " + Reason.of(failure));
        }
    }

    /**
     * Decodes an image, as {@link #read} does, to its brightness, and turns it upright as a camera noted.
     *
     * @throws DataException as {@link #read}
     */
    static GreyImage readGrey(Path file) {
        return Orientation.of(file).apply(GreyImage.of(read(file)));
    }

    private static BufferedImage decode(Path file, ImageReader reader) throws IOException {
        // A JPEG that is cut off is filled up with grey, with this warning alone.
        AtomicBoolean cut = new AtomicBoolean();
        reader.addIIOReadWarningListener((source, warning) -> cut.compareAndSet(false, warning.contains(CUT)));
        BufferedImage image;
        try {
            int step = step(file, reader.getWidth(0), reader.getHeight(0));
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceSubsampling(step, step, 0, 0);
            image = reader.read(0, parameters);
        } catch (DataException tooLarge) {
            throw tooLarge;
        } catch (IIOException | EOFException | RuntimeException broken) {
            // The readers of the JDK throw exceptions of many kinds at broken files.
            throw new DataException(damaged(file));
        }
        if (cut.get()) {
            throw new DataException(damaged(file));
        }
        return image;
    }

    private static String damaged(Path file) {
        return file + " cannot be read as an image: it is damaged, cut off or of an unsupported kind";
    }

    /** Returns every how many rows and columns one is read. */
    private static int step(Path file, int width, int height) throws IOException {
        long pixels = (long) width * height;
        String has = file + " has " + width + "×" + height + " pixels; ";
        if (pixels > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) {
            throw new DataException(
                    has + "the most is " + MOST_PIXELS + " in all and " + LONGEST_SIDE + " in a row or column");
        }
        if (pixels > MOST_PIXELS_PER_BYTE * Files.size(file)) {
            throw new DataException(
                    has + "its " + Files.size(file) + " bytes cannot hold them: it is damaged or cut off");
        }
        return (int) Math.max(1, Math.ceil(Math.sqrt(pixels / USEFUL_PIXELS)));
    }
}
