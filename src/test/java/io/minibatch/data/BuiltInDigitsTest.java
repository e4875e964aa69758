package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BuiltInDigitsTest {
    private static final int CLASSES = 10;
    private static final int PIXELS = 28 * 28;
    private static final Split DIGITS = Splitter.split(BuiltInDigits.parts(), SplitOptions.DEFAULTS, SplitRule.DEFAULT);

    @Test
    void split_hasTheDocumentedSizes() {
        assertEquals(10_000, DIGITS.training().size());
        assertEquals(2_000, DIGITS.validation().size());
        assertEquals(2_000, DIGITS.testOrValidation().size());
        assertEquals(28, DIGITS.training().rows());
        assertEquals(28, DIGITS.training().columns());
        assertEquals(10, DIGITS.training().outputs());
        assertTrue(DIGITS.source().builtIn());
    }

    @Test
    void split_onAnyMachine_drawsTheSameBytes() {
        byte[] digest = FileChecksum.newDigest().digest(DIGITS.training().images());
        assertEquals(
                "4b623a32f5b85ffbd49be00afb8948804ca6988a35af4748b036e88c63244c98",
                HexFormat.of().formatHex(digest));
    }

    @Test
    void split_everyDigit_isAsFrequentAsTheOthers() {
        int[] counts = new int[10];
        for (int i = 0; i < DIGITS.testOrValidation().size(); i++) {
            counts[DIGITS.testOrValidation().label(i)]++;
        }
        for (int count : counts) {
            assertEquals(200, count);
        }
    }

    @Test
    void split_everyImage_hasInkButIsMostlyBlank() {
        byte[] images = DIGITS.training().images();
        for (int start = 0; start < images.length; start += PIXELS) {
            int inked = 0;
            for (int i = start; i < start + PIXELS; i++) {
                inked += Byte.toUnsignedInt(images[i]) > 127 ? 1 : 0;
            }
            assertTrue(inked > 10 && inked < 392, "image " + start / PIXELS + " has " + inked + " inked pixels");
        }
    }

    @Test
    void split_everyImage_leavesItsOutermostPixelsBlank() {
        byte[] images = DIGITS.training().images();
        for (int i = 0; i < images.length; i++) {
            int row = i % PIXELS / 28;
            int column = i % 28;
            if (row % 27 == 0 || column % 27 == 0) {
                assertEquals(0, images[i], "image " + i / PIXELS + ", row " + row + ", column " + column);
            }
        }
    }

    /** Each test image takes the label of the training image nearest to it; chance would be right for one in ten. */
    @Test
    void split_digits_canBeToldApart() {
        Dataset known = DIGITS.training().slice(0, 2_000);
        Dataset asked = DIGITS.testOrValidation().slice(0, 200);
        int right = 0;
        for (int i = 0; i < asked.size(); i++) {
            right += known.label(nearest(known, asked.images(), i * PIXELS)) == asked.label(i) ? 1 : 0;
        }
        assertTrue(right > 160, right + " of 200");
    }

    private static int nearest(Dataset known, byte[] images, int offset) {
        int nearest = 0;
        long smallest = Long.MAX_VALUE;
        for (int i = 0; i < known.size(); i++) {
            long distance = 0;
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                int a = Byte.toUnsignedInt(images[offset + pixel]);
                int difference = a - Byte.toUnsignedInt(known.images()[i * PIXELS + pixel]);
                distance += (long) difference * difference;
            }
            if (distance < smallest) {
                smallest = distance;
                nearest = i;
            }
        }
        return nearest;
    }

    /** Otherwise a network would be no better than a linear classifier on them. */
    @Test
    void split_linearClassifier_learnsItButNotWell() {
        LinearClassifier classifier = new LinearClassifier();
        for (int epoch = 0; epoch < 10; epoch++) {
            classifier.learn(DIGITS.training(), 0.05f / (1 + epoch));
        }
        double accuracy = classifier.accuracy(DIGITS.testOrValidation());
        assertTrue(accuracy > 0.85 && accuracy < 0.97, "accuracy " + accuracy);
    }

    /** Softmax regression by stochastic gradient descent, one image at a time. */
    private static final class LinearClassifier {
        private final float[][] weights = new float[CLASSES][PIXELS];
        private final float[] biases = new float[CLASSES];

        void learn(Dataset data, float rate) {
            for (int i = 0; i < data.size(); i++) {
                float[] input = input(data, i);
                double[] powers = Arrays.stream(scores(input)).map(Math::exp).toArray();
                double sum = Arrays.stream(powers).sum();
                for (int c = 0; c < CLASSES; c++) {
                    float step = rate * (float) ((c == data.label(i) ? 1 : 0) - powers[c] / sum);
                    biases[c] += step;
                    for (int pixel = 0; pixel < PIXELS; pixel++) {
                        weights[c][pixel] += step * input[pixel];
                    }
                }
            }
        }

        double accuracy(Dataset data) {
            int right = 0;
            for (int i = 0; i < data.size(); i++) {
                double[] scores = scores(input(data, i));
                double best = Arrays.stream(scores).max().orElseThrow();
                right += scores[data.label(i)] == best ? 1 : 0;
            }
            return (double) right / data.size();
        }

        private double[] scores(float[] input) {
            double[] scores = new double[CLASSES];
            for (int c = 0; c < CLASSES; c++) {
                float score = biases[c];
                for (int pixel = 0; pixel < PIXELS; pixel++) {
                    score += weights[c][pixel] * input[pixel];
                }
                scores[c] = score;
            }
            return scores;
        }

        private static float[] input(Dataset data, int index) {
            float[] input = new float[PIXELS];
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                input[pixel] = (data.images()[index * PIXELS + pixel] & 0xFF) / 255f;
            }
            return input;
        }
    }
}
