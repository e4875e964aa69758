package io.minibatch.benchmark;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * A synthetic photograph of a digit of 28×28: ink on paper at a random place and size, in light of some kind, with
 * Gaussian noise. The same seed gives the same place, size, ink and direction of light for all kinds but
 * {@link PhotographKind#TIGHT}.
 */
final class Photograph {
    private static final int SIDE = 28;
    private static final int LEAST_PIXELS = 300;
    private static final int MORE_PIXELS = 200;
    private static final double NOISE = 3;
    private static final float JPEG_QUALITY = 0.85f;

    /** Of 28 pixels, those that a digit of MNIST takes, with half a pixel of margin. */
    private static final double TIGHT_SIDE = 20.5;

    private final PhotographKind kind;
    private final byte[] digit;
    private final Random random;
    private final int rows;
    private final int columns;
    private final double scale;
    private final double top;
    private final double left;
    private final PhotographKind.Direction direction;
    private final double ink;
    private final double paper;

    /**
     * Chooses place, size, light and ink.
     *
     * @param digit unsigned bytes, {@code [28, 28]} row-major
     */
    Photograph(PhotographKind kind, byte[] digit, long seed) {
        this.kind = kind;
        this.digit = digit;
        random = new Random(seed);
        rows = LEAST_PIXELS + random.nextInt(MORE_PIXELS);
        columns = LEAST_PIXELS + random.nextInt(MORE_PIXELS);
        boolean tight = kind == PhotographKind.TIGHT;
        double part = 0.7 + 0.3 * random.nextDouble();
        scale = Math.min(rows, columns) / (tight ? TIGHT_SIDE : SIDE / part);
        double down = random.nextDouble();
        double right = random.nextDouble();
        top = (rows - SIDE * scale) * (tight ? 0.5 : down);
        left = (columns - SIDE * scale) * (tight ? 0.5 : right);
        direction = new PhotographKind.Direction(
                2 * Math.PI * random.nextDouble(), 0.3 + 0.4 * random.nextDouble(), 0.02 + 0.05 * random.nextDouble());
        ink = 0.2 + 0.2 * random.nextDouble();
        paper = 190 + 50 * random.nextDouble();
    }

    /** Returns the photograph as the content of a JPEG file. */
    byte[] jpeg() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(JPEG_QUALITY);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image(), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private BufferedImage image() {
        BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_GRAY);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double light = paper * kind.light((double) row / rows, (double) column / columns, direction);
                double value = light * reflected(row, column) + NOISE * random.nextGaussian();
                image.getRaster().setSample(column, row, 0, (int) Math.max(0, Math.min(255, Math.round(value))));
            }
        }
        return image;
    }

    private double reflected(int row, int column) {
        double covered = covered((row - top) / scale - 0.5, (column - left) / scale - 0.5);
        double reflected = kind.paper(row, column) * (1 - (1 - ink) * covered);
        // Chalk reflects what paper does, the board what ink does.
        return kind == PhotographKind.CHALK ? 1 + ink - reflected : reflected;
    }

    /** Returns how much ink there is, from 0 to 1, between the pixels of the digit. */
    private double covered(double y, double x) {
        if (Math.min(y, x) < -0.5 || Math.max(y, x) > SIDE - 0.5) {
            return 0;
        }
        double innerY = Math.max(0, Math.min(SIDE - 1, y));
        double innerX = Math.max(0, Math.min(SIDE - 1, x));
        int row = (int) Math.min(SIDE - 2, innerY);
        int column = (int) Math.min(SIDE - 2, innerX);
        double down = innerY - row;
        double right = innerX - column;
        return (1 - down) * between(row, column, right) + down * between(row + 1, column, right);
    }

    private double between(int row, int column, double right) {
        int pixel = row * SIDE + column;
        return ((1 - right) * (digit[pixel] & 0xFF) + right * (digit[pixel + 1] & 0xFF)) / 255;
    }
}
