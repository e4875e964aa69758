package io.minibatch.data.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.data.format.FormatException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFileTest {
    private static final int WIDTH = 120;
    private static final int HEIGHT = 100;

    /** Ten kinds of damage of each format. */
    static Stream<Arguments> damages() {
        Map<String, UnaryOperator<byte[]>> all = Map.of(
                "half is missing", whole -> Arrays.copyOf(whole, whole.length / 2),
                "a tenth is missing", whole -> Arrays.copyOf(whole, whole.length - whole.length / 10),
                "16 bytes are missing", whole -> Arrays.copyOf(whole, whole.length - 16),
                "only the signature is there", whole -> Arrays.copyOf(whole, 10));
        Map<String, UnaryOperator<byte[]>> png = Map.of(
                "no width", whole -> filled(whole, 16, 20, 0),
                "another width", whole -> filled(whole, 19, 20, 121),
                "another depth", whole -> filled(whole, 24, 25, 3),
                "unknown compression", whole -> filled(whole, 26, 27, 9),
                "a bit of the pixels", whole -> flipped(whole, whole.length / 2),
                "a bit of the checksum", whole -> flipped(whole, whole.length - 17),
                "no end", whole -> Arrays.copyOf(whole, whole.length - 12));
        Map<String, UnaryOperator<byte[]>> jpeg = Map.of(
                "no height", whole -> filled(whole, place(whole, 0xC0) + 5, place(whole, 0xC0) + 7, 0),
                "nine colours", whole -> filled(whole, place(whole, 0xC0) + 9, place(whole, 0xC0) + 10, 9),
                "impossible codes", whole -> filled(whole, place(whole, 0xC4) + 5, place(whole, 0xC4) + 21, 0xFF),
                "no scan", whole -> Arrays.copyOf(whole, place(whole, 0xDA)),
                "zeros for the last half", whole -> filled(whole, whole.length * 3 / 4, whole.length - 2, 0),
                "a marker within", whole -> mark(whole, whole.length - 100, 0xD9));
        Map<String, UnaryOperator<byte[]>> gif = Map.of(
                "no image", whole -> Arrays.copyOf(whole, 13),
                "unknown block", whole -> filled(whole, gifImage(whole), gifImage(whole) + 1, 0x55),
                "no width", whole -> filled(whole, gifImage(whole) + 5, gifImage(whole) + 7, 0),
                "data end early", whole -> filled(whole, gifData(whole), gifData(whole) + 1, 20),
                "no data", whole -> filled(whole, gifData(whole), gifData(whole) + 1, 0),
                "code size", whole -> filled(whole, gifData(whole) - 1, gifData(whole), 0xFF));
        Map<String, UnaryOperator<byte[]>> bmp = Map.of(
                "no width", whole -> filled(whole, 18, 22, 0),
                "wider", whole -> filled(whole, 18, 19, 125),
                "higher", whole -> filled(whole, 22, 23, 101),
                "pixels behind the end", whole -> filled(whole, 12, 13, 1),
                "unknown compression", whole -> filled(whole, 30, 31, 77),
                "seven bits", whole -> filled(whole, 28, 29, 7));
        return Stream.of(Map.entry("png", png), Map.entry("jpg", jpeg), Map.entry("gif", gif), Map.entry("bmp", bmp))
                .flatMap(format -> Stream.concat(all.entrySet().stream(), format.getValue().entrySet().stream())
                        .map(damage -> Arguments.of(format.getKey(), damage.getKey(), damage.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("damages")
    void read_damaged_isRefused(String format, String damage, UnaryOperator<byte[]> damaging) throws IOException {
        byte[] whole = encoded(drawing(BufferedImage.TYPE_INT_RGB), format);
        assertEquals(HEIGHT, PictureFile.read("digit", whole).grey().rows());
        byte[] damaged = damaging.apply(whole);
        FormatException refused = assertThrows(FormatException.class, () -> PictureFile.read("digit", damaged), damage);
        assertTrue(String.valueOf(refused.getMessage()).startsWith("digit "), refused::getMessage);
        assertEquals(1, String.valueOf(refused.getMessage()).lines().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
    void read_somethingBehindThePicture_isIgnored(String format) throws IOException {
        byte[] whole = encoded(drawing(BufferedImage.TYPE_INT_RGB), format);
        byte[] longer = Arrays.copyOf(whole, whole.length + 1000);
        assertArrayEquals(grey(whole), grey(longer));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0 1 2 3 4 5",
        "2, 1 0 3 2 5 4",
        "3, 5 4 3 2 1 0",
        "4, 4 5 2 3 0 1",
        "5, 0 2 4 1 3 5",
        "6, 4 2 0 5 3 1",
        "7, 5 3 1 4 2 0",
        "8, 1 3 5 0 2 4",
        "9, 0 1 2 3 4 5"
    })
    void orientation_turnsTheStoredPicture(int tag, String expected) {
        float[] stored = {0, 1, 2, 3, 4, 5};
        GreyImage upright = Orientation.of(tag).apply(new GreyImage(3, 2, stored));
        int[] values = numbers(expected);
        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], upright.values()[i]);
        }
    }

    @Test
    void read_jpegNotedAsTurned_isUpright() throws IOException {
        byte[] jpeg = encoded(drawing(BufferedImage.TYPE_INT_RGB), "jpg");
        // Exif in Intel order: one entry, tag 274, a short, 6.
        byte[] exif = bytes(
                0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0,
                0, 6, 0, 0, 0, 0, 0, 0, 0);
        byte[] noted = joined(bytes(0xFF, 0xD8), exif, Arrays.copyOfRange(jpeg, 2, jpeg.length));
        GreyImage upright = PictureFile.read("photo", noted).onWhite();
        GreyImage stored = PictureFile.read("photo", jpeg).onWhite();
        assertEquals(WIDTH, upright.rows());
        assertArrayEquals(Orientation.of(6).apply(stored).values(), upright.values());
    }

    @Test
    void read_jpegWithDamagedNotes_isAsStored() throws IOException {
        byte[] jpeg = encoded(drawing(BufferedImage.TYPE_INT_RGB), "jpg");
        byte[] exif = bytes(0xFF, 0xE1, 0, 16, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 0xFF, 0xFF, 0xFF, 0x7F);
        byte[] noted = joined(bytes(0xFF, 0xD8), exif, Arrays.copyOfRange(jpeg, 2, jpeg.length));
        assertArrayEquals(grey(jpeg), grey(noted));
    }

    @Test
    void read_greyOf16Bits_isScaledTo255() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 65535);
        image.getRaster().setSample(1, 0, 0, 257 * 100);
        assertArrayEquals(new byte[] {(byte) 255, 100}, grey(encoded(image, "png")));
    }

    @Test
    void read_colours_haveTheirLuma() throws IOException {
        int[] colours = {0xFF0000, 0x00FF00, 0x0000FF};
        byte[] expected = {76, (byte) 150, 29};
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_INDEXED}) {
            BufferedImage image = new BufferedImage(3, 1, type);
            for (int i = 0; i < 3; i++) {
                image.setRGB(i, 0, colours[i]);
            }
            assertArrayEquals(expected, grey(encoded(image, "png")));
        }
    }

    @Test
    void onWhite_transparentPixels_areWhite() throws IOException {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(1, 0, 0xFF000000);
        image.setRGB(2, 0, 0x80000000);
        assertArrayEquals(new byte[] {(byte) 255, 0, 127}, grey(encoded(image, "png")));
    }

    /** Without a note ink is stored; with Adobe's note the paper that is left, as colours (0) or as luminance (2). */
    @ParameterizedTest
    @CsvSource({
        "-1, 0 0 0 255, 0 0 0 0",
        "-1, 255 255 255 0, 0 0 0 0",
        "0, 255 255 255 0, 255 255 255 255",
        "0, 0 0 0 255, 255 255 255 255",
        "2, 255 128 128 0, 255 128 128 255",
        "2, 0 128 128 255, 255 128 128 255"
    })
    void read_jpegOfFourColours_isGrey(int transform, String black, String white) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 32, 32, 4, null);
        for (int i = 0; i < 32 * 32; i++) {
            raster.setPixel(i % 32, i / 32, numbers(i % 32 < 16 ? black : white));
        }
        GreyImage read = PictureFile.read("print", encoded(raster, transform)).onWhite();
        assertEquals(0, read.at(16, 4), 3);
        assertEquals(255, read.at(16, 28), 3);
    }

    private static int[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    private static byte[] encoded(Raster raster, int transform) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        byte[] jpeg = bytes.toByteArray();
        byte[] adobe = transform < 0
                ? new byte[0]
                : bytes(0xFF, 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform);
        return joined(bytes(0xFF, 0xD8), adobe, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    private static byte[] grey(byte[] file) {
        return PictureFile.read("picture", file).onWhite().bytes();
    }

    private static BufferedImage drawing(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.setColor(Color.BLACK);
        graphics.setStroke(new BasicStroke(8));
        graphics.drawPolyline(new int[] {30, 80, 50, 90, 30}, new int[] {20, 20, 50, 70, 90}, 5);
        graphics.dispose();
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, bytes));
        return bytes.toByteArray();
    }

    private static byte[] filled(byte[] whole, int from, int to, int value) {
        byte[] filled = whole.clone();
        Arrays.fill(filled, from, to, (byte) value);
        return filled;
    }

    private static byte[] flipped(byte[] whole, int at) {
        return filled(whole, at, at + 1, whole[at] ^ 1);
    }

    private static byte[] mark(byte[] whole, int at, int marker) {
        return filled(filled(whole, at, at + 1, 0xFF), at + 1, at + 2, marker);
    }

    /** Returns where a marker of a JPEG is. */
    private static int place(byte[] jpeg, int marker) {
        ByteBuffer in = ByteBuffer.wrap(jpeg);
        int at = 2;
        while ((jpeg[at + 1] & 0xFF) != marker) {
            at += 2 + (in.getShort(at + 2) & 0xFFFF);
        }
        return at;
    }

    /** Returns where the image of a GIF that Java wrote begins. */
    private static int gifImage(byte[] gif) {
        int at = 13 + (3 << ((gif[10] & 7) + 1));
        while (gif[at] == 0x21) {
            at += 2;
            while (gif[at] != 0) {
                at += 1 + (gif[at] & 0xFF);
            }
            at++;
        }
        return at;
    }

    /** Returns where the length of the first block of its data is. */
    private static int gifData(byte[] gif) {
        int image = gifImage(gif);
        int colours = gif[image + 9];
        return image + 11 + ((colours & 0x80) == 0 ? 0 : 3 << ((colours & 7) + 1));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] joined(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }
}
