package io.minibatch.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Augmentation.Affine;
import io.minibatch.backend.Augmentation.Elastic;
import io.minibatch.backend.Augmentation.Gentle;
import io.minibatch.backend.Augmentation.Range;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.AugmentationPreset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class AugmentationTest {
    @Test
    void wrongLimits_areNamedInOneLine() {
        assertFault("elastic sigma must be above 0 and at most 20, not 0", () -> new Elastic(0, 34));
        assertFault(
                "elastic sigma must be above 0 and at most 20, not NaN",
                () -> new Elastic(new Range(Double.NaN, Double.NaN), new Range(0, 0)));
        assertFault("elastic alpha must be 0 to 1000, not -1", () -> new Elastic(4, -1));
        assertFault("rotate must be 0 to 180 degrees, not 181.0", () -> new Affine(181, 0, 0, 0, false));
        assertFault("scale must be 0 to 0.9, not NaN", () -> new Affine(0, 0, Double.NaN, 0, false));
        assertFault("gentle classes must be 0 to 63, not -1", () -> Gentle.half(Set.of(-1)));
        assertFault("augment takes images of 1 to 4000 pixels, not 64×64", () -> Augmentation.none(64, 64));
    }

    /** On a ramp, which shows one component of the displacement: 0.163·α/σ in the middle of the image. */
    @Test
    void displacement_hasTheDocumentedSize() {
        int side = 61;
        int size = 400;
        byte[] images = new byte[size * side * side];
        for (int i = 0; i < images.length; i++) {
            images[i] = (byte) (4 * (i % side));
        }
        try (Backend backend = new CpuBackend(1)) {
            Batch batch = backend.allocateBatch(backend.upload(images, new byte[size], side * side, 1), size);
            Matrix x = backend.allocate(size, side * side);
            backend.augment(batch, AugmentationPreset.SIMARD_ELASTIC.of(side, side), x);
            float[] values = new float[x.size()];
            backend.download(x, values);
            double sum = 0;
            for (int i = 0; i < size; i++) {
                double moved = values[i * side * side + side * side / 2] * 255 / 4 - side / 2;
                sum += moved * moved;
            }
            assertEquals(34 / (2 * 4 * Math.sqrt(3 * Math.PI)), Math.sqrt(sum / size), 0.14);
        }
    }

    private static void assertFault(String message, Executable creation) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, creation).getMessage());
    }
}
