package io.minibatch.data.picture;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.jspecify.annotations.Nullable;

/**
 * The brightness and transparency of a picture's pixels.
 *
 * @param opacity from 0 to 1, of the same size; null if all is opaque
 */
public record DecodedPicture(GreyImage grey, @Nullable GreyImage opacity) {
    private static final float WHITE = 255;

    /** Returns the brightness of an image, by the weights of ITU-R BT.601 for colours. */
    static DecodedPicture of(BufferedImage image) {
        int rows = image.getHeight();
        int columns = image.getWidth();
        float[] values = new float[rows * columns];
        ColorModel model = image.getColorModel();
        float[] opacities = model.hasAlpha() ? new float[values.length] : null;
        if (model.getNumColorComponents() == 1 && !(model instanceof IndexColorModel)) {
            readSamples(image, values, opacities);
        } else {
            readColors(image, values, opacities);
        }
        return new DecodedPicture(
                new GreyImage(rows, columns, values),
                opacities == null ? null : new GreyImage(rows, columns, opacities));
    }

    /** The samples themselves: Java takes grey for linear light, and would make it brighter on the way to RGB. */
    private static void readSamples(BufferedImage image, float[] values, float @Nullable [] opacities) {
        Raster raster = image.getRaster();
        double most = (1L << image.getColorModel().getComponentSize(0)) - 1;
        for (int i = 0; i < values.length; i++) {
            int x = i % image.getWidth();
            int y = i / image.getWidth();
            values[i] = (float) (raster.getSample(x, y, 0) * 255 / most);
            if (opacities != null) {
                opacities[i] = (float) (raster.getSample(x, y, 1) / most);
            }
        }
    }

    private static void readColors(BufferedImage image, float[] values, float @Nullable [] opacities) {
        int columns = image.getWidth();
        // By rows: for a single pixel Java allocates an array.
        int[] row = new int[columns];
        for (int i = 0; i < values.length; i++) {
            if (i % columns == 0) {
                image.getRGB(0, i / columns, columns, 1, row, 0, columns);
            }
            int argb = row[i % columns];
            values[i] = (299 * (argb >> 16 & 0xFF) + 587 * (argb >> 8 & 0xFF) + 114 * (argb & 0xFF)) / 1000f;
            if (opacities != null) {
                opacities[i] = (argb >>> 24) / 255f;
            }
        }
    }

    /** Returns this turned upright. */
    DecodedPicture turned(Orientation orientation) {
        return new DecodedPicture(orientation.apply(grey), opacity == null ? null : orientation.apply(opacity));
    }

    /** Returns the picture on white paper. */
    public GreyImage onWhite() {
        return opacity == null ? grey : on(WHITE, opacity);
    }

    /** Returns the picture on the one of black and white that contrasts with it. */
    GreyImage onContrast() {
        if (opacity == null) {
            return grey;
        }
        double opaque = 0;
        double light = 0;
        for (int i = 0; i < grey.values().length; i++) {
            opaque += opacity.values()[i];
            light += opacity.values()[i] * grey.values()[i];
        }
        return on(light < 128 * opaque ? WHITE : 0, opacity);
    }

    private GreyImage on(float background, GreyImage opacities) {
        float[] values = grey.values().clone();
        for (int i = 0; i < values.length; i++) {
            float opaque = opacities.values()[i];
            values[i] = opaque * values[i] + (1 - opaque) * background;
        }
        return new GreyImage(grey.rows(), grey.columns(), values);
    }
}
