package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.cpu.CpuBackend;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VariantsTest {
    private static final int SIZE = 1100;

    private final Dataset data = data();

    @Test
    void images_withoutLimits_areTheOriginalsInTheirPlaces() {
        assertArrayEquals(data.images(), copy(Augmentation.none(3, 4), 1));
    }

    @Test
    void images_ofTwoCopies_differAndAreTheSameWhenAskedForAgain() {
        Augmentation augmentation = AugmentationPreset.CIRESAN.of(3, 4);
        assertArrayEquals(copy(augmentation, 0), copy(augmentation, 0));
        assertFalse(Arrays.equals(copy(augmentation, 0), copy(augmentation, 1)));
    }

    private byte[] copy(Augmentation augmentation, int copy) {
        try (Backend backend = new CpuBackend(1);
                Variants variants = new Variants(backend, data, augmentation, 2, 9)) {
            return variants.images(copy, made -> {});
        }
    }

    /** More images than are made at once. */
    private static Dataset data() {
        byte[] images = new byte[SIZE * 12];
        for (int i = 0; i < images.length; i++) {
            images[i] = (byte) (i * 7);
        }
        return new Dataset("data", 3, 4, Schema.numbered(1), images, new byte[SIZE]);
    }
}
