package io.minibatch.data.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitImageMnistTest {
    private static final int PIXELS = 28 * 28;
    private static final int EXAMPLES = 200;

    private final Path folder;

    DigitImageMnistTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void read_exportedAsPng_isTheSame() throws IOException {
        byte[] images = images();
        for (int example = 0; example < EXAMPLES; example++) {
            BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
            byte[] pixels = Arrays.copyOfRange(images, example * PIXELS, (example + 1) * PIXELS);
            image.getRaster().setDataElements(0, 0, 28, 28, pixels);
            Path file = folder.resolve("digit.png");
            assertTrue(ImageIO.write(image, "png", file.toFile()));
            assertArrayEquals(pixels, DigitImage.read(file, 28, 28));
        }
    }

    /** Measured: mean 1.9, largest 24, where rounding moves a digit by a pixel. Unrelated digits differ by 41. */
    @Test
    void read_enlargedInvertedShiftedJpeg_comesBackClose() throws IOException {
        byte[] images = images();
        double[] differences = new double[EXAMPLES];
        for (int example = 0; example < EXAMPLES; example++) {
            Path file = folder.resolve("digit.jpg");
            assertTrue(ImageIO.write(enlarged(images, example * PIXELS), "jpg", file.toFile()));
            byte[] back = DigitImage.read(file, 28, 28);
            for (int i = 0; i < PIXELS; i++) {
                differences[example] +=
                        Math.abs((images[example * PIXELS + i] & 0xFF) - (back[i] & 0xFF)) / (double) PIXELS;
            }
        }
        double mean = Arrays.stream(differences).average().orElseThrow();
        double largest = Arrays.stream(differences).max().orElseThrow();
        assertTrue(mean < 2.5 && largest < 30, "mean absolute differences: mean " + mean + ", largest " + largest);
    }

    /** Black on white, 280×280, the digit in it moved to the right and up. */
    private static BufferedImage enlarged(byte[] images, int start) {
        BufferedImage small = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < PIXELS; i++) {
            small.setRGB(i % 28, i / 28, 0x010101 * (255 - (images[start + i] & 0xFF)));
        }
        BufferedImage large = new BufferedImage(280, 280, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = large.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 280, 280);
        graphics.drawImage(small, 35, -20, 280, 280, null);
        graphics.dispose();
        return large;
    }

    private static byte[] images() {
        assumeTrue(
                System.getenv(DataLoader.VARIABLE) != null, "set MINIBATCH_DATA to a folder with MNIST's four files");
        return DataLoader.standard()
                .load(DataOptions.defaults(), DataListener.NONE)
                .testOrValidation()
                .images();
    }
}
