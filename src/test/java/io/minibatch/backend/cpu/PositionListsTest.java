package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.data.Dataset;
import io.minibatch.train.TestData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionListsTest {
    /** All rows, some of them, none that is valid, images without any byte, one position. */
    @ParameterizedTest
    @CsvSource({"300, 637, 17, 0.2", "300, 637, 17, 0", "128, 200, 9, 1", "300, 300, 1, 0.5", "40, 7, 17, 0.2"})
    void fill_partByPart_listsTheBytesOfEachPosition(int capacity, int size, int features, double density) {
        Dataset data = TestData.sparse(size, 1, features, 4, density);
        CpuBackend backend = new CpuBackend(1);
        CpuBatch batch = new CpuBatch(backend, new CpuExamples(backend, data.examples(), 1), capacity);
        SparseBatch sparse = new SparseBatch(batch, lists(data));
        PositionLists positions = new PositionLists(features);
        batch.shuffle(1, 0);
        for (int step = 0; step <= batch.batchesPerEpoch(); step++) {
            sparse.advance();
            for (int first = 0; first < capacity; first += PositionLists.IMAGES) {
                positions.fill(sparse, first, 2, NonZeros.PARTS);
                positions.fill(sparse, first, 0, 2);
                for (int position = 0; position < features; position++) {
                    assertEquals(expected(data, batch, first, position), entries(positions, position));
                }
            }
        }
    }

    private static NonZeros lists(Dataset data) {
        NonZeros lists = NonZeros.of(data.images(), data.features(), 1);
        assertNotNull(lists);
        return lists;
    }

    private static List<Integer> expected(Dataset data, CpuBatch batch, int first, int position) {
        List<Integer> entries = new ArrayList<>();
        for (int row = 0; row < PositionLists.IMAGES && first + row < batch.valid(); row++) {
            int value = data.images()[batch.example(first + row) * data.features() + position] & 255;
            if (value > 0) {
                entries.add(row << 8 | value);
            }
        }
        return entries;
    }

    private static List<Integer> entries(PositionLists positions, int position) {
        List<Integer> entries = new ArrayList<>();
        for (int e = positions.start(position); e < positions.end(position); e++) {
            entries.add(positions.entries[e]);
        }
        return entries;
    }

    @Test
    void canHold_moreThan8192Positions_isFalse() {
        assertTrue(PositionLists.canHold(8192));
        assertFalse(PositionLists.canHold(8193));
    }
}
