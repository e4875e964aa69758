package io.minibatch.data.picture;

import java.awt.image.BufferedImage;
import java.util.BitSet;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadUpdateListener;
import javax.imageio.event.IIOReadWarningListener;

/** Collects the warnings and decoded rows that an image reader reports. */
final class DecodingFaults implements IIOReadWarningListener, IIOReadUpdateListener {
    private final BitSet rows = new BitSet();
    private boolean warned;

    /**
     * Returns whether the data of a JPEG are damaged or missing. Superfluous bytes, which some cameras write, do no
     * harm.
     */
    boolean warned() {
        return warned;
    }

    /** Returns the number of rows that were decoded. */
    int rows() {
        return rows.cardinality();
    }

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        warned |= warning.contains("Corrupt JPEG data") && !warning.contains("extraneous")
                || warning.contains("Inconsistent progression");
    }

    @Override
    public void imageUpdate(
            ImageReader source,
            BufferedImage image,
            int minX,
            int minY,
            int width,
            int height,
            int periodX,
            int periodY,
            int[] bands) {
        for (int i = 0; i < height; i++) {
            rows.set(minY + i * periodY);
        }
    }

    @Override
    public void passStarted(
            ImageReader source,
            BufferedImage image,
            int pass,
            int minPass,
            int maxPass,
            int minX,
            int minY,
            int periodX,
            int periodY,
            int[] bands) {}

    @Override
    public void passComplete(ImageReader source, BufferedImage image) {}

    @Override
    public void thumbnailPassStarted(
            ImageReader source,
            BufferedImage thumbnail,
            int pass,
            int minPass,
            int maxPass,
            int minX,
            int minY,
            int periodX,
            int periodY,
            int[] bands) {}

    @Override
    public void thumbnailUpdate(
            ImageReader source,
            BufferedImage thumbnail,
            int minX,
            int minY,
            int width,
            int height,
            int periodX,
            int periodY,
            int[] bands) {}

    @Override
    public void thumbnailPassComplete(ImageReader source, BufferedImage thumbnail) {}
}
