package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.bytes;
import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Inputs;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.ForwardPass;
import io.minibatch.network.Network;
import io.minibatch.network.Predictions;
import io.minibatch.network.VariantPass;
import io.minibatch.network.Variants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Answers by variants of images, against the mean of the logits in double precision. */
interface VariantContract extends TestedBackend {
    long VARIANT_SEED = 0x1234567890L;

    private static Network network(Activation output, Cost cost) {
        Architecture architecture = Architecture.of(List.of(35, 12, 4), List.of(Activation.TANH, output), cost);
        float[] parameters = random(3, architecture.parameterCount());
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 0.3f;
        }
        return new Network(architecture, parameters);
    }

    private static Network network() {
        return network(Activation.SOFTMAX, Cost.LOG_LIKELIHOOD);
    }

    private Predictions answers(Network network, Augmentation augmentation, int variants, byte[] images) {
        try (VariantPass pass =
                new VariantPass(backend(), network, augmentation, new Variants(variants, VARIANT_SEED))) {
            return pass.predict(new Inputs.Bytes(images, 35), fraction -> {});
        }
    }

    /**
     * Returns the mean of the logits of variants that {@link AugmentationReference} makes, for a class that is not
     * gentle.
     */
    private static double[] mean(Network network, Augmentation augmentation, int variants, byte[] images, int row) {
        double[] mean = new double[4];
        for (int variant = 0; variant < variants; variant++) {
            double[] x = new AugmentationReference(augmentation, VARIANT_SEED, variant).variant(images, row, -1);
            double[] z = ReferenceLayers.of(network, x).get(1);
            for (int k = 0; k < z.length; k++) {
                mean[k] += z[k] / variants;
            }
        }
        return mean;
    }

    @Test
    default void variants_meanOfTheirLogits_matchesReference() {
        Augmentation augmentation = AugmentationPreset.SIMARD_AFFINE.of(5, 7);
        byte[] images = bytes(3 * 35);
        List<Network> networks = List.of(
                network(),
                network(Activation.SIGMOID, Cost.CROSS_ENTROPY),
                network(Activation.IDENTITY, Cost.QUADRATIC));
        Tolerance tolerance = new Tolerance(2e-4, 2e-4);
        for (Network network : networks) {
            Predictions answers = answers(network, augmentation, 37, images);
            for (int row = 0; row < 3; row++) {
                double[] z = mean(network, augmentation, 37, images, row);
                tolerance.check(z, Arrays.copyOfRange(answers.logits(), 4 * row, 4 * row + 4));
                tolerance.check(
                        ReferenceLayers.output(network, z),
                        Arrays.copyOfRange(answers.outputs(), 4 * row, 4 * row + 4));
                assertEquals(Samples.largest(z), answers.classes()[row]);
            }
        }
    }

    /** Classes 1 and 3 are gentle, and every row is turned by their limits, whatever its class. */
    @Test
    default void variants_whereClassesAreGentle_stayWithinTheirLimitsForAll() {
        Augmentation.Affine wide = new Augmentation.Affine(80, 40, 0.1, 1, true);
        Augmentation.Affine narrow = new Augmentation.Affine(20, 10, 0.1, 1, true);
        Augmentation.Gentle quarter = new Augmentation.Gentle(Set.of(1, 3), 0.25);
        Augmentation.Elastic none = Augmentation.Elastic.NONE;
        byte[] images = bytes(4 * 35);
        assertArrayEquals(
                answers(network(), new Augmentation(5, 7, narrow, none, Augmentation.Gentle.NONE), 9, images)
                        .logits(),
                answers(network(), new Augmentation(5, 7, wide, none, quarter), 9, images)
                        .logits());
    }

    /** As many variants as the largest sums have, and a number that is no power of two. */
    @Test
    default void variants_byAnAugmentationThatChangesNothing_areThePlainLogitsBitForBit() {
        int rows = 131;
        byte[] images = bytes(rows * 35);
        Network network = network();
        float[] plain = new float[rows * 4];
        try (DeviceNetwork onDevice = new DeviceNetwork(backend(), network);
                ForwardPass forward = new ForwardPass(backend(), onDevice, 128)) {
            Batch batch = backend().allocateBatch(examples(images, rows, 35), 128);
            for (int start = 0; start < rows; start += 128) {
                backend().gather(batch, forward.input());
                forward.runToLogits();
                float[] logits = values(forward.output());
                System.arraycopy(logits, 0, plain, start * 4, Math.min(logits.length, plain.length - start * 4));
            }
        }
        for (int variants : new int[] {1, 77}) {
            assertArrayEquals(
                    plain,
                    answers(network, Augmentation.none(5, 7), variants, images).logits());
        }
    }

    @Test
    default void variants_ofARow_dependOnItsNumberOnly() {
        byte[] images = bytes(140 * 35);
        Augmentation augmentation = AugmentationPreset.CIRESAN.of(5, 7);
        float[] many = answers(network(), augmentation, 5, images).logits();
        float[] few = answers(network(), augmentation, 5, Arrays.copyOf(images, 3 * 35))
                .logits();
        assertArrayEquals(Arrays.copyOf(many, few.length), few);
    }

    @Test
    default void variants_tellHowMuchIsDone() {
        List<Double> told = new ArrayList<>();
        try (VariantPass pass = new VariantPass(backend(), network(), Augmentation.none(5, 7), new Variants(40, 1))) {
            pass.predict(new Inputs.Bytes(bytes(35), 35), told::add);
        }
        assertEquals(List.of(0.8, 1.0), told);
    }

    @Test
    default void variants_ofWhatCannotBeVaried_areRefused() {
        assertEquals(
                "the augmentation is for images of 36 pixels, but the network takes 35 inputs",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> answers(network(), Augmentation.none(6, 6), 1, bytes(35)))
                        .getMessage());
        VariantPass pass = new VariantPass(backend(), network(), Augmentation.none(5, 7), Variants.of(1));
        try (pass) {
            IllegalArgumentException numbers = assertThrows(
                    IllegalArgumentException.class,
                    () -> pass.predict(new Inputs.Floats(new float[35], 35), fraction -> {}));
            assertTrue(String.valueOf(numbers.getMessage()).contains("not of numbers"));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> pass.predict(new Inputs.Bytes(new byte[34], 34), fraction -> {}));
        }
        assertThrows(
                IllegalStateException.class, () -> pass.predict(new Inputs.Bytes(new byte[35], 35), fraction -> {}));
    }
}
