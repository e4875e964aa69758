package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Augmentation;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.Dataset;
import io.minibatch.model.Model;
import io.minibatch.network.Variants;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Classification by variants of images. */
class VariantClassifierTest {
    private static final Data DIGITS = Data.digits().trainSize(500);

    private static final Model MODEL = Training.on(DIGITS)
            .device(Device.CPU)
            .hidden(30)
            .epochs(2)
            .set("augment", "ciresan")
            .run()
            .model();

    private static byte[][] images(int count) {
        Dataset test = DIGITS.test();
        return IntStream.range(0, count)
                .mapToObj(i -> Arrays.copyOfRange(test.images(), i * test.features(), (i + 1) * test.features()))
                .toArray(byte[][]::new);
    }

    @Test
    void trainedModel_knowsItsAugmentation() {
        assertEquals(AugmentationPreset.CIRESAN.of(28, 28), MODEL.augmentation());
    }

    @Test
    void sameVariants_giveTheSameAnswers_andOtherSeedsOthers() {
        byte[][] images = images(3);
        try (Classifier one = Classifier.of(MODEL, Device.CPU, Variants.of(4));
                Classifier same = Classifier.of(MODEL, Device.CPU, Variants.of(4));
                Classifier other = Classifier.of(MODEL, Device.CPU, new Variants(4, 2))) {
            List<Prediction> answers = one.predict(images);
            assertEquals(answers, same.predict(images));
            assertEquals(answers.get(0), one.predict(images[0]));
            assertTrue(!answers.equals(other.predict(images)));
        }
    }

    @Test
    void variantsThatChangeNothing_giveThePlainAnswers() {
        Model still = new Model(MODEL.network(), MODEL.schema(), null, Augmentation.none(28, 28));
        byte[][] images = images(5);
        try (Classifier varied = Classifier.of(still, Device.CPU, Variants.of(3));
                Classifier plain = Classifier.of(still, Device.CPU)) {
            List<Prediction> expected = plain.predict(images);
            List<Prediction> actual = varied.predict(images);
            for (int i = 0; i < images.length; i++) {
                assertArrayEquals(expected.get(i).outputs(), actual.get(i).outputs(), 1e-6f);
            }
            assertEquals(plain.score(DIGITS), varied.score(DIGITS), 1e-9);
        }
    }

    @Test
    void whatHasNoVariants_isRefused() {
        Model without = new Model(MODEL.network(), MODEL.schema(), null);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Classifier.of(without, Device.CPU, Variants.of(2)));
        assertTrue(
                String.valueOf(refused.getMessage()).startsWith("the model has no augmentation to make variants by"));
        try (Classifier classifier = Classifier.of(MODEL, Device.CPU, Variants.of(2))) {
            assertEquals(
                    "variants are made of images, whose pixels are bytes, not of numbers",
                    assertThrows(IllegalArgumentException.class, () -> classifier.predict(new float[784]))
                            .getMessage());
        }
        for (int count : new int[] {0, -1, 10_001}) {
            assertEquals(
                    "variants must be 1 to 10000, not " + count,
                    assertThrows(IllegalArgumentException.class, () -> Variants.of(count))
                            .getMessage());
        }
    }
}
