package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MnistTest {
    @BeforeAll
    static void needsMnist() {
        assumeTrue(
                System.getenv(DataLoader.VARIABLE) != null, "set MINIBATCH_DATA to a folder with MNIST's four files");
    }

    @Test
    void load_realMnist_isRecognisedAndSplitAsTheBookDoes() {
        Split split = DataLoader.standard().load(DataOptions.defaults(), DataListener.NONE);
        assertTrue(split.source().description().startsWith("MNIST from "));
        assertEquals(Mnist.FILES, split.source().files());
        assertEquals(50_000, split.training().size());
        assertEquals(10_000, split.validation().size());
        assertEquals(10_000, split.testOrValidation().size());
        assertEquals(784, split.training().features());
        assertEquals(10, split.training().outputs());
        int[] firstLabels = IntStream.range(0, 5).map(split.training()::label).toArray();
        assertArrayEquals(new int[] {5, 0, 4, 1, 9}, firstLabels);
    }
}
