package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.bytes;
import static io.minibatch.backend.contract.Samples.label;
import static io.minibatch.backend.contract.Samples.labels;
import static io.minibatch.backend.contract.Samples.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Augmentation.Affine;
import io.minibatch.backend.Augmentation.Elastic;
import io.minibatch.backend.Augmentation.Gentle;
import io.minibatch.backend.Augmentation.Range;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.random.Permutation;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Variants of images against {@link AugmentationReference}, on pixels of noise, where a wrong place is seen best. */
interface AugmentContract extends TestedBackend {
    int SIZE = 5;

    /** A seed of more than 32 bits, and an epoch that is not the first. */
    long SEED = 0x1234567890L;

    int EPOCH = 3;

    default Stream<Augmentation> augmentations() {
        Elastic narrow = new Elastic(new Range(0.6, 1), new Range(0, 3));
        return Stream.of(
                AugmentationPreset.SIMARD_AFFINE.of(28, 28),
                AugmentationPreset.SIMARD_ELASTIC.of(28, 28),
                AugmentationPreset.CIRESAN.of(28, 28),
                new Augmentation(9, 14, new Affine(180, 45, 0.5, 9, true), narrow, Gentle.half(Set.of(0, 2))),
                new Augmentation(7, 3, Affine.NONE, new Elastic(2, 20), Gentle.NONE),
                new Augmentation(1, 1, new Affine(10, 0, 0.3, 0.5, false), new Elastic(1, 0.5), Gentle.NONE));
    }

    @Test
    default void augment_ofFloats_isRefused() {
        ExampleData numbers =
                new ExampleData(new Inputs.Floats(new float[4 * 9], 9), labels(4), ExampleData.UNWEIGHTED);
        for (Backend each : List.of(backend(), anotherBackend())) {
            try (each) {
                Batch batch = each.allocateBatch(each.upload(numbers), 2);
                Matrix x = each.allocate(2, 9);
                IllegalArgumentException refused = assertThrows(
                        IllegalArgumentException.class, () -> each.augment(batch, Augmentation.none(3, 3), x));
                assertEquals(
                        "augment: the inputs are floats; only images, whose pixels are bytes, can be augmented",
                        refused.getMessage());
            }
        }
    }

    /** Nobody's turn is gentle where no label says which class an image has. */
    @Test
    default void augment_ofImagesWithDesiredValues_treatsAllAlike() {
        Augmentation gentle = new Augmentation(
                5, 5, new Affine(180, 45, 0.5, 2, true), Elastic.NONE, Gentle.half(Set.of(0, 1, 2, 3, 63)));
        byte[] images = bytes(4 * 25);
        Inputs inputs = new Inputs.Bytes(images, 25);
        float[][] variants = new float[2][];
        for (int i = 0; i < 2; i++) {
            DesiredOutputs desired = i == 0
                    ? new DesiredOutputs.Values(new float[4], 1)
                    : new DesiredOutputs.Labels(new byte[] {70, 70, 70, 70}, 71);
            Batch batch = backend()
                    .allocateBatch(backend().upload(new ExampleData(inputs, desired, ExampleData.UNWEIGHTED)), 4);
            Matrix x = backend().allocate(4, 25);
            backend().shuffle(batch, SEED, EPOCH);
            backend().augment(batch, gentle, x);
            variants[i] = values(x);
        }
        assertArrayEquals(variants[1], variants[0]);
    }

    @ParameterizedTest
    @MethodSource("augmentations")
    default void augment_matchesReference(Augmentation augmentation) {
        int pixels = augmentation.rows() * augmentation.columns();
        byte[] images = bytes(SIZE * pixels);
        AugmentationReference reference = new AugmentationReference(augmentation, SEED, EPOCH);
        Permutation order = new Permutation(SEED, EPOCH, SIZE);
        Batch batch = backend().allocateBatch(examples(images, SIZE, pixels), 3);
        Matrix x = backend().allocate(3, pixels);
        backend().shuffle(batch, SEED, EPOCH);
        for (int start = 0; start < SIZE; start += 3) {
            backend().augment(batch, augmentation, x);
            double[] expected = new double[3 * pixels];
            for (int row = 0; row < 3 && start + row < SIZE; row++) {
                int example = order.at(start + row);
                double[] variant = reference.variant(images, example, label(example));
                System.arraycopy(variant, 0, expected, row * pixels, pixels);
            }
            float[] actual = values(x);
            Tolerance.AUGMENTED.check(expected, actual);
            for (float value : actual) {
                assertTrue(value >= 0 && value <= 1, "a pixel is " + value);
            }
        }
    }

    @Test
    default void augment_withoutLimits_isGather() {
        Augmentation none = Augmentation.none(5, 7);
        Batch batch = backend().allocateBatch(examples(bytes(23 * 35), 23, 35), 8);
        Matrix x = backend().allocate(8, 35);
        for (int i = 0; i < batch.batchesPerEpoch(); i++) {
            restartAt(batch, i, x);
            backend().gather(batch, x);
            float[] gathered = values(x);
            restartAt(batch, i, x);
            backend().augment(batch, none, x);
            assertArrayEquals(gathered, values(x));
        }
    }

    private void restartAt(Batch batch, int miniBatch, Matrix x) {
        backend().shuffle(batch, SEED, EPOCH);
        for (int i = 0; i < miniBatch; i++) {
            backend().gather(batch, x);
        }
    }

    /** Without interpolation, equal draws give equal bits. */
    @Test
    default void augment_onePixelShifts_moveEachImageByWhatWasDrawn() {
        int size = 40;
        Augmentation shifts = new Augmentation(4, 6, new Affine(0, 0, 0, 0, true), Elastic.NONE, Gentle.NONE);
        byte[] images = bytes(size * 24);
        Batch batch = backend().allocateBatch(examples(images, size, 24), size);
        Matrix x = backend().allocate(size, 24);
        backend().augment(batch, shifts, x);
        float[] actual = values(x);
        int[] down = {0, -1, 1, 0, 0};
        int[] right = {0, 0, 0, -1, 1};
        int seen = 0;
        for (int i = 0; i < size; i++) {
            int choice = (new RandomStream(0, Purpose.AUGMENTATION, 0, i).bits(8) >>> 8) * 5 >>> 24;
            seen |= 1 << choice;
            for (int p = 0; p < 24; p++) {
                int row = p / 6 - down[choice];
                int column = p % 6 - right[choice];
                boolean inside = row >= 0 && row < 4 && column >= 0 && column < 6;
                float expected = inside ? (images[i * 24 + row * 6 + column] & 0xFF) / 255f : 0;
                assertEquals(expected, actual[i * 24 + p], "image " + i + ", pixel " + p + ", choice " + choice);
            }
        }
        assertEquals(31, seen, "each of the five was drawn");
    }

    @Test
    default void augment_variant_doesNotDependOnTheMiniBatchSize() {
        assertArrayEquals(epoch(SEED, EPOCH, 11), epoch(SEED, EPOCH, 1));
        assertArrayEquals(epoch(SEED, EPOCH, 11), epoch(SEED, EPOCH, 4));
    }

    @Test
    default void augment_epochAndSeed_changeTheVariant() {
        float[] variants = epoch(SEED, EPOCH, 11);
        assertArrayEquals(variants, epoch(SEED, EPOCH, 11));
        assertFalse(Arrays.equals(variants, epoch(SEED, EPOCH + 1, 11)));
        assertFalse(Arrays.equals(variants, epoch(SEED + 1, EPOCH, 11)));
        assertFalse(Arrays.equals(variants, epoch(SEED + (1L << 32), EPOCH, 11)));
    }

    @Test
    default void augment_recorded_readsSeedAndEpochAtEachReplay() {
        Augmentation augmentation = AugmentationPreset.CIRESAN.of(8, 8);
        Batch batch = backend().allocateBatch(examples(bytes(7 * 64), 7, 64), 7);
        Matrix x = backend().allocate(7, 64);
        try (Step step = backend().record(() -> backend().augment(batch, augmentation, x))) {
            for (int epoch = 0; epoch < 2; epoch++) {
                backend().shuffle(batch, SEED, epoch);
                step.run(1);
                float[] replayed = values(x);
                backend().shuffle(batch, SEED, epoch);
                backend().augment(batch, augmentation, x);
                assertArrayEquals(values(x), replayed);
            }
        }
    }

    @Test
    default void rewind_makesSeedAndEpochZero() {
        Augmentation augmentation = AugmentationPreset.CIRESAN.of(8, 8);
        byte[] images = bytes(64);
        Batch batch = backend().allocateBatch(examples(images, 1, 64), 1);
        Matrix x = backend().allocate(1, 64);
        backend().shuffle(batch, SEED, EPOCH);
        backend().rewind(batch);
        backend().augment(batch, augmentation, x);
        Tolerance.AUGMENTED.check(
                new AugmentationReference(augmentation, 0, 0).variant(images, 0, label(0)), values(x));
    }

    /** In the order of the examples, which a shuffle changed before. */
    @Test
    default void rewind_withSeedAndEpoch_variesTheExamplesInTheirOrder() {
        Augmentation augmentation = AugmentationPreset.CIRESAN.of(8, 8);
        byte[] images = bytes(SIZE * 64);
        Batch batch = backend().allocateBatch(examples(images, SIZE, 64), SIZE);
        Matrix x = backend().allocate(SIZE, 64);
        backend().shuffle(batch, 1, 2);
        backend().gather(batch, x);
        backend().rewind(batch, SEED, EPOCH);
        backend().augment(batch, augmentation, x);
        AugmentationReference reference = new AugmentationReference(augmentation, SEED, EPOCH);
        float[] varied = values(x);
        for (int example = 0; example < SIZE; example++) {
            Tolerance.AUGMENTED.check(
                    reference.variant(images, example, label(example)),
                    Arrays.copyOfRange(varied, example * 64, (example + 1) * 64));
        }
    }

    /** Returns the variants of eleven examples in the order of the examples. */
    private float[] epoch(long seed, int epoch, int capacity) {
        int size = 11;
        Permutation order = new Permutation(seed, epoch, size);
        Batch batch = backend().allocateBatch(examples(bytes(size * 100), size, 100), capacity);
        Matrix x = backend().allocate(capacity, 100);
        backend().shuffle(batch, seed, epoch);
        float[] result = new float[size * 100];
        for (int start = 0; start < size; start += capacity) {
            backend().augment(batch, AugmentationPreset.CIRESAN.of(10, 10), x);
            float[] rows = values(x);
            for (int row = 0; row < capacity && start + row < size; row++) {
                System.arraycopy(rows, row * 100, result, order.at(start + row) * 100, 100);
            }
        }
        return result;
    }
}
