package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.bytes;
import static io.minibatch.backend.contract.Samples.labels;
import static io.minibatch.backend.contract.Samples.random;
import static io.minibatch.backend.contract.Samples.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Batch;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.Matrix;
import io.minibatch.random.Permutation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mini-batches of the examples, in their order. */
interface GatherContract extends TestedBackend {
    @Test
    default void gather_takesEveryExampleOnceInTheOrderOfThePermutation() {
        int size = 23;
        int features = 31;
        byte[] images = bytes(size * features);
        Batch batch = backend().allocateBatch(examples(images, size, features), 5);
        Matrix x = backend().allocate(5, features);
        Permutation order = new Permutation(7, 3, size);
        assertEquals(5, batch.batchesPerEpoch());

        backend().shuffle(batch, 7, 3);
        for (int start = 0; start < size; start += 5) {
            backend().gather(batch, x);
            double[] expected = new double[5 * features];
            for (int row = 0; row < 5 && start + row < size; row++) {
                for (int j = 0; j < features; j++) {
                    expected[row * features + j] = (images[order.at(start + row) * features + j] & 0xFF) / 255.0;
                }
            }
            Tolerance.ELEMENTWISE.check(expected, values(x));
        }
    }

    /** Of 31 features, whose rows are not aligned; and of more than a block takes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 1100})
    default void gather_ofFloats_takesThemAsTheyAre(int features) {
        int size = 23;
        float[] numbers = random(3, size * features);
        Batch batch = backend()
                .allocateBatch(
                        backend()
                                .upload(new ExampleData(
                                        new Inputs.Floats(numbers, features), labels(size), ExampleData.UNWEIGHTED)),
                        5);
        Matrix x = backend().allocate(5, features);
        Permutation order = new Permutation(7, 3, size);
        backend().shuffle(batch, 7, 3);
        for (int start = 0; start < size; start += 5) {
            backend().gather(batch, x);
            float[] expected = new float[5 * features];
            for (int row = 0; row < 5 && start + row < size; row++) {
                System.arraycopy(numbers, order.at(start + row) * features, expected, row * features, features);
            }
            assertArrayEquals(expected, values(x));
        }
    }

    @Test
    default void rewind_startsAgainInTheGivenOrder() {
        Batch batch = backend().allocateBatch(examples(new byte[] {0, 51, 102, (byte) 255}, 4, 1), 4);
        Matrix x = backend().allocate(4, 1);
        backend().shuffle(batch, 1, 0);
        backend().gather(batch, x);
        backend().rewind(batch);
        backend().gather(batch, x);
        Tolerance.ELEMENTWISE.check(new double[] {0, 0.2, 0.4, 1}, values(x));
    }

    @Test
    default void gather_pastTheEnd_hasNoValidRows() {
        Batch batch = backend().allocateBatch(examples(new byte[] {51, 51, 51}, 3, 1), 2);
        Matrix x = backend().allocate(2, 1);
        float[][] expected = {{0.2f, 0.2f}, {0.2f, 0}, {0, 0}, {0, 0}};
        for (float[] rows : expected) {
            backend().gather(batch, x);
            assertArrayEquals(rows, values(x), 1e-6f);
        }
    }
}
