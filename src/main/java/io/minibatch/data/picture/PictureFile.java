package io.minibatch.data.picture;

import io.minibatch.data.format.FormatException;
import io.minibatch.io.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes image files. The size that a file declares is checked against limits and against the length of the file
 * before any memory is taken for it.
 */
public final class PictureFile {
    private static final long MOST_PIXELS = 100_000_000;
    private static final int LONGEST_SIDE = 65_535;

    /** An uncompressed image of {@link #MOST_PIXELS} has 4 bytes a pixel. */
    private static final long MOST_BYTES = 500_000_000;

    /** A byte of a PNG is at most 1,032 bytes of 8 pixels each; a byte of a GIF or a JPEG has fewer pixels. */
    private static final long MOST_PIXELS_PER_BYTE = 1032 * 8;

    /** Larger images are read with pixels left out: more detail than this does not survive the scaling anyway. */
    private static final double USEFUL_PIXELS = 4_000_000;

    private final String name;
    private final byte[] content;
    private final PictureFormat format;

    private PictureFile(String name, byte[] content, PictureFormat format) {
        this.name = name;
        this.content = content;
        this.format = format;
    }

    /** Returns whether a file begins as a PNG, JPEG, GIF or BMP does. */
    public static boolean isOne(byte[] start) {
        return PictureFormat.of(start) != null;
    }

    /**
     * Decodes a PNG, JPEG, GIF or BMP, and turns it upright as a camera noted. Beyond 4 megapixels, rows and columns
     * are left out.
     *
     * @throws FormatException if there is no such image, it is damaged or larger than allowed
     */
    public static DecodedPicture read(Path file) {
        return read(file.toString(), content(file));
    }

    /**
     * Returns the content of a file.
     *
     * @throws FormatException if it contains no picture, cannot be read, or exceeds the size limit
     */
    public static byte[] content(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new FormatException(
                    file + (Files.isDirectory(file) ? " is a folder, not an image" : " does not exist or is no file"));
        }
        if (!Files.isReadable(file)) {
            throw new FormatException(file + " cannot be read: permission denied");
        }
        try {
            long bytes = Files.size(file);
            if (bytes > MOST_BYTES) {
                throw new FormatException(file + " has " + bytes + " bytes; an image has at most " + MOST_BYTES);
            }
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new FormatException(file + " cannot be read: " + Reason.of(failure));
        }
    }

    /**
     * Decodes the content of a file as {@link #read(Path)} does.
     *
     * @param name of the file in messages
     */
    public static DecodedPicture read(String name, byte[] content) {
        PictureFormat format = PictureFormat.of(content);
        if (format == null) {
            throw new FormatException(name + " is not an image (PNG, JPEG, GIF or BMP)");
        }
        PictureFile file = new PictureFile(name, content, format);
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            ImageReader reader =
                    ImageIO.getImageReadersByFormatName(format.name()).next();
            reader.setInput(stream, false, true);
            try {
                return file.decode(reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException failure) {
            throw new FormatException(name + " cannot be read: " + Reason.of(failure));
        }
    }

    private DecodedPicture decode(ImageReader reader) throws IOException {
        DecodingFaults faults = new DecodingFaults();
        reader.addIIOReadWarningListener(faults);
        reader.addIIOReadUpdateListener(faults);
        DecodedPicture picture;
        try {
            int step = step(reader.getWidth(0), reader.getHeight(0));
            if (!format.isWhole(content)) {
                throw damaged();
            }
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceSubsampling(step, step, 0, 0);
            picture = read(reader, parameters);
        } catch (FormatException refused) {
            throw refused;
        } catch (IIOException | EOFException | RuntimeException broken) {
            // The readers of the JDK throw exceptions of many kinds at broken files.
            throw damaged();
        }
        if (faults.warned()
                || format == PictureFormat.GIF && faults.rows() < picture.grey().rows()) {
            throw damaged();
        }
        return format == PictureFormat.JPEG
                ? picture.turned(JpegNotes.of(content).orientation())
                : picture;
    }

    private DecodedPicture read(ImageReader reader, ImageReadParam parameters) throws IOException {
        if (format == PictureFormat.JPEG && hasFourColours(reader)) {
            return new DecodedPicture(
                    CmykJpeg.grey(
                            reader.readRaster(0, parameters),
                            JpegNotes.of(content).transform()),
                    null);
        }
        BufferedImage image = reader.read(0, parameters);
        return DecodedPicture.of(image);
    }

    /** Java's versions differ in whether and to what they convert such colours. */
    private static boolean hasFourColours(ImageReader reader) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        return !types.hasNext() || types.next().getColorModel().getNumColorComponents() == CmykJpeg.COLOURS;
    }

    private FormatException damaged() {
        return new FormatException(
                name + " cannot be read as an image: it is damaged, cut off or of an unsupported kind");
    }

    /** Returns every how many rows and columns one is read. */
    private int step(int width, int height) {
        long pixels = (long) width * height;
        String has = name + " has " + width + "×" + height + " pixels; ";
        if (pixels > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) {
            throw new FormatException(
                    has + "the most is " + MOST_PIXELS + " in all and " + LONGEST_SIDE + " in a row or column");
        }
        if (pixels > MOST_PIXELS_PER_BYTE * content.length) {
            throw new FormatException(
                    has + "its " + content.length + " bytes cannot hold them: it is damaged or cut off");
        }
        return (int) Math.max(1, Math.ceil(Math.sqrt(pixels / USEFUL_PIXELS)));
    }
}
