package io.minibatch.data.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.minibatch.data.format.FormatException;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigitImageTest {
    private final Path folder;

    DigitImageTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB})
    void read_darkOfTheSize_isReturnedAsItIs(int type) throws IOException {
        BufferedImage image = new BufferedImage(28, 28, type);
        byte[] expected = new byte[28 * 28];
        for (int i = 0; i < 256; i++) {
            int pixel = 28 * 10 + i;
            expected[pixel] = (byte) i;
        }
        for (int i = 0; i < expected.length; i++) {
            int value = expected[i] & 0xFF;
            if (type == BufferedImage.TYPE_BYTE_GRAY) {
                image.getRaster().setSample(i % 28, i / 28, 0, value);
            } else {
                image.setRGB(i % 28, i / 28, 0xFF000000 | value * 0x010101);
            }
        }
        assertArrayEquals(expected, DigitImage.read(png(image), 28, 28));
    }

    @Test
    void read_lightOfTheSize_isReturnedAsItIs() throws IOException {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        byte[] expected = new byte[28 * 28];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (200 + i % 50);
            image.getRaster().setSample(i % 28, i / 28, 0, 200 + i % 50);
        }
        assertArrayEquals(expected, DigitImage.read(png(image), 28, 28));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_USHORT_GRAY,
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_BYTE_BINARY,
                BufferedImage.TYPE_BYTE_INDEXED
            })
    void read_blackOnWhite_isTheSameForEveryKindOfPixel(int type) throws IOException {
        BufferedImage expected = drawing(BufferedImage.TYPE_INT_RGB, Color.WHITE, Color.BLACK);
        assertArrayEquals(
                DigitImage.read(png(expected), 28, 28),
                DigitImage.read(png(drawing(type, Color.WHITE, Color.BLACK)), 28, 28));
    }

    @Test
    void read_anyColorsAndTransparency_findTheSameInk() throws IOException {
        byte[] expected = DigitImage.read(png(drawing(BufferedImage.TYPE_INT_RGB, Color.WHITE, Color.BLACK)), 28, 28);
        Color clear = new Color(0, 0, 0, 0);
        int argb = BufferedImage.TYPE_INT_ARGB;
        assertArrayEquals(expected, DigitImage.read(png(drawing(argb, clear, Color.BLACK)), 28, 28), "black on clear");
        assertArrayEquals(expected, DigitImage.read(png(drawing(argb, clear, Color.WHITE)), 28, 28), "white on clear");
        assertArrayEquals(expected, DigitImage.read(png(drawing(argb, Color.BLUE, Color.YELLOW)), 28, 28), "yellow");
        assertArrayEquals(expected, DigitImage.read(png(drawing(argb, Color.PINK, Color.BLUE)), 28, 28), "blue");
    }

    @ParameterizedTest
    @CsvSource({"28, 28, 20", "14, 14, 10", "32, 48, 23"})
    void read_inkFills20Of28(int rows, int columns, int most) throws IOException {
        byte[] digit =
                DigitImage.read(png(drawing(BufferedImage.TYPE_INT_RGB, Color.WHITE, Color.BLACK)), rows, columns);
        assertEquals(rows * columns, digit.length);
        int top = rows;
        int bottom = 0;
        for (int i = 0; i < digit.length; i++) {
            if (digit[i] != 0) {
                top = Math.min(top, i / columns);
                bottom = i / columns;
            }
        }
        assertEquals(255, brightest(digit));
        assertEquals(most, bottom - top + 1, "rows of ink");
    }

    @Test
    void read_noiseAndSpecks_leaveTheBackgroundBlack() throws IOException {
        BufferedImage image = drawing(BufferedImage.TYPE_INT_RGB, Color.WHITE, Color.BLACK);
        byte[] clean = DigitImage.read(png(image), 28, 28);
        Random random = new Random(1);
        for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
            int x = i % image.getWidth();
            int y = i / image.getWidth();
            int value = (int) Math.round(40 + 0.6 * (image.getRGB(x, y) & 0xFF) + 6 * random.nextGaussian());
            image.setRGB(x, y, 0x010101 * value);
        }
        image.setRGB(5, 5, 0);
        image.setRGB(250, 8, 0);
        double difference = difference(clean, DigitImage.read(png(image), 28, 28));
        assertTrue(difference < 3, "mean absolute difference " + difference);
    }

    @Test
    void read_thinStroke_isFullInk() throws IOException {
        BufferedImage image = new BufferedImage(1000, 1000, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setStroke(new BasicStroke(5));
        graphics.drawOval(200, 100, 600, 800);
        graphics.dispose();
        assertEquals(255, brightest(DigitImage.read(png(image), 28, 28)));
    }

    @Test
    void readAsIs_otherSize_isRefused() throws IOException {
        Path file = png(drawing(BufferedImage.TYPE_INT_RGB, Color.WHITE, Color.BLACK));
        FormatException refused = assertThrows(FormatException.class, () -> DigitImage.readAsIs(file, 28, 28));
        assertEquals(file + " has 280×300 pixels, not 28×28 as the training images", refused.getMessage());
        assertEquals(280 * 300, DigitImage.readAsIs(file, 280, 300).length);
    }

    @Test
    void read_missing_namesTheFile() {
        assertFault(folder.resolve("no.png"), " does not exist or is no file");
    }

    @Test
    void read_folder_isRefused() {
        assertFault(folder, " is a folder, not an image");
    }

    @Test
    void read_text_isRefused() throws IOException {
        assertFault(
                Files.writeString(folder.resolve("text.png"), "no image"), " is not an image (PNG, JPEG, GIF or BMP)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 255})
    void read_oneColorOnly_isBlank(int value) throws IOException {
        BufferedImage image =
                drawing(BufferedImage.TYPE_INT_RGB, new Color(value, value, value), new Color(value, value, value));
        assertFault(png(image), " is blank: nothing in it stands out from its background");
    }

    @Test
    void read_noiseOnly_isBlank() throws IOException {
        BufferedImage image = new BufferedImage(280, 280, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 280 * 280; i++) {
            image.setRGB(i % 280, i / 280, 0x010101 * (int) Math.round(200 + 10 * random.nextGaussian()));
        }
        assertFault(png(image), " is blank: nothing in it stands out from its background");
    }

    @Test
    void read_absurdSize_isRefusedBeforeDecoding() throws IOException {
        String most = "; the most is 100000000 in all and 65535 in a row or column";
        assertFault(pngOfSize(65536, 65536), " has 65536×65536 pixels" + most);
        assertFault(pngOfSize(65536, 1), " has 65536×1 pixels" + most);
        assertFault(
                pngOfSize(1500, 1000),
                " has 1500×1000 pixels; its 133 bytes cannot hold them: it is damaged or cut off");
        assertFault(
                pngOfSize(1000, 1000), " cannot be read as an image: it is damaged, cut off or of an unsupported kind");
    }

    /** Returns a PNG that has a header and 100 zeros. */
    private Path pngOfSize(int width, int height) throws IOException {
        Path file = folder.resolve("bomb.png");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeLong(0x89504E470D0A1A0AL);
            ByteBuffer header = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII));
            header.putInt(width).putInt(height).put((byte) 8);
            CRC32 checksum = new CRC32();
            checksum.update(header.array());
            out.writeInt(header.capacity() - 4);
            out.write(header.array());
            out.writeInt((int) checksum.getValue());
            out.write(new byte[100]);
        }
        return file;
    }

    /** Java fills the rest with grey. */
    @Test
    void read_jpegThatIsCutOff_isRefused() throws IOException {
        Path file = folder.resolve("digit.jpg");
        assertTrue(ImageIO.write(drawing(BufferedImage.TYPE_INT_RGB, Color.WHITE, Color.BLACK), "jpg", file.toFile()));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertFault(file, " cannot be read as an image: it is damaged, cut off or of an unsupported kind");
        Files.write(file, Arrays.copyOf(whole, whole.length - 2));
        assertEquals(784, DigitImage.read(file, 28, 28).length);
    }

    /** A compressed image of 100 megapixels may be small; most of its pixels are left out before they take memory. */
    @Test
    void read_largestImage_takesBoundedMemory() throws IOException {
        BufferedImage image = new BufferedImage(10_000, 10_000, BufferedImage.TYPE_BYTE_BINARY);
        Graphics2D graphics = image.createGraphics();
        graphics.fillRect(0, 0, 10_000, 10_000);
        graphics.setColor(Color.BLACK);
        graphics.setStroke(new BasicStroke(800));
        graphics.drawLine(3000, 2000, 7000, 8000);
        graphics.dispose();
        Path file = png(image);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertEquals(255, brightest(DigitImage.read(file, 28, 28)));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 200_000_000, () -> allocated + " bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
    void read_damaged_isFaultOrDigitButNeverAnythingElse(String format) throws IOException {
        Path file = folder.resolve("digit." + format);
        BufferedImage image = drawing(BufferedImage.TYPE_INT_RGB, Color.WHITE, Color.BLACK);
        assertTrue(ImageIO.write(image, format, file.toFile()));
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            byte[] damaged = whole.clone();
            for (int j = 0; j < 10; j++) {
                damaged[random.nextInt(Math.min(whole.length, 700))] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                assertEquals(784, DigitImage.read(file, 28, 28).length);
            } catch (FormatException e) {
                refused++;
                String message = String.valueOf(e.getMessage());
                assertTrue(message.startsWith(file + " ") && message.lines().count() == 1, message);
            }
        }
        assertTrue(refused > 0);
    }

    private void assertFault(Path file, String fault) {
        FormatException thrown = assertThrows(FormatException.class, () -> DigitImage.read(file, 28, 28));
        assertEquals(file + fault, thrown.getMessage());
    }

    /** A three of sorts, off the centre of 280×300 pixels. */
    private static BufferedImage drawing(int type, Color background, Color ink) {
        BufferedImage image = new BufferedImage(300, 280, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setComposite(AlphaComposite.Src);
        graphics.setColor(background);
        graphics.fillRect(0, 0, 300, 280);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
        graphics.setColor(ink);
        graphics.setStroke(new BasicStroke(20));
        graphics.drawPolyline(new int[] {100, 180, 130, 190, 100}, new int[] {60, 60, 130, 170, 220}, 5);
        graphics.dispose();
        return image;
    }

    private Path png(BufferedImage image) throws IOException {
        Path file = folder.resolve("image.png");
        assertTrue(ImageIO.write(image, "png", file.toFile()));
        return file;
    }

    private static int brightest(byte[] digit) {
        return IntStream.range(0, digit.length).map(i -> digit[i] & 0xFF).max().orElseThrow();
    }

    private static double difference(byte[] first, byte[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += Math.abs((first[i] & 0xFF) - (second[i] & 0xFF));
        }
        return sum / first.length;
    }
}
