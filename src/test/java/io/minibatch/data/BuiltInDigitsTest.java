package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BuiltInDigitsTest {
    private static final Split DIGITS = BuiltInDigits.split();

    @Test
    void split_hasTheDocumentedSizes() {
        assertEquals(10_000, DIGITS.training().size());
        assertEquals(2_000, DIGITS.validation().size());
        assertEquals(2_000, DIGITS.test().size());
        assertEquals(28, DIGITS.training().rows());
        assertEquals(28, DIGITS.training().columns());
        assertEquals(10, DIGITS.training().classes());
        assertTrue(DIGITS.source().builtIn());
    }

    @Test
    void split_onAnyMachine_drawsTheSameBytes() {
        byte[] digest = FileChecksum.newDigest().digest(DIGITS.training().images());
        assertEquals(
                "8cba9e59ad11008b3c3e076cdec16a1acea93420b1109420d55cde8e708c8a13",
                HexFormat.of().formatHex(digest));
    }

    @Test
    void split_everyDigit_isAsFrequentAsTheOthers() {
        int[] counts = new int[10];
        for (int i = 0; i < DIGITS.test().size(); i++) {
            counts[DIGITS.test().label(i)]++;
        }
        for (int count : counts) {
            assertEquals(200, count);
        }
    }

    @Test
    void split_everyImage_hasInkButIsMostlyBlank() {
        byte[] images = DIGITS.training().images();
        for (int start = 0; start < images.length; start += 784) {
            int inked = 0;
            for (int i = start; i < start + 784; i++) {
                inked += Byte.toUnsignedInt(images[i]) > 127 ? 1 : 0;
            }
            assertTrue(inked > 10 && inked < 392, "image " + start / 784 + " has " + inked + " inked pixels");
        }
    }

    /** Each test image takes the label of the training image nearest to it; chance would be right for one in ten. */
    @Test
    void split_digits_canBeToldApart() {
        Dataset known = DIGITS.training().slice(0, 2_000);
        Dataset asked = DIGITS.test().slice(0, 200);
        int right = 0;
        for (int i = 0; i < asked.size(); i++) {
            right += known.label(nearest(known, asked.images(), i * 784)) == asked.label(i) ? 1 : 0;
        }
        assertTrue(right > 160, right + " of 200");
    }

    private static int nearest(Dataset known, byte[] images, int offset) {
        int nearest = 0;
        long smallest = Long.MAX_VALUE;
        for (int i = 0; i < known.size(); i++) {
            long distance = 0;
            for (int pixel = 0; pixel < 784; pixel++) {
                int a = Byte.toUnsignedInt(images[offset + pixel]);
                int difference = a - Byte.toUnsignedInt(known.images()[i * 784 + pixel]);
                distance += (long) difference * difference;
            }
            if (distance < smallest) {
                smallest = distance;
                nearest = i;
            }
        }
        return nearest;
    }
}
