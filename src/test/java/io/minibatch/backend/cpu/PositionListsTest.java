package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.minibatch.data.Dataset;
import io.minibatch.train.TestData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionListsTest {
    /** Whole chunks, one with a part of its rows, ones with no valid row, images without any byte, one position. */
    @ParameterizedTest
    @CsvSource({"300, 637, 17, 0.2", "300, 637, 17, 0", "128, 200, 9, 1", "300, 300, 1, 0.5", "40, 7, 17, 0.2"})
    void fill_everyChunk_listsTheBytesOfEachPosition(int capacity, int size, int features, double density) {
        Dataset data = TestData.sparse(size, 1, features, 4, density);
        CpuBackend backend = new CpuBackend(1);
        CpuBatch batch =
                new CpuBatch(backend, new CpuExamples(backend, data.images(), data.labels(), features, 4), capacity);
        SparseBatch sparse = new SparseBatch(batch, lists(data));
        PositionLists positions = new PositionLists(features, capacity);
        batch.shuffle(1, 0);
        for (int step = 0; step <= batch.batchesPerEpoch(); step++) {
            sparse.advance();
            for (int chunk = 0; chunk < positions.chunksOf(capacity); chunk++) {
                positions.fill(chunk, sparse, chunk * PositionLists.CHUNK);
                for (int position = 0; position < features; position++) {
                    assertEquals(
                            expected(data, batch, chunk * PositionLists.CHUNK, position),
                            entries(positions, chunk, position));
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
        for (int row = 0; row < PositionLists.CHUNK && first + row < batch.valid(); row++) {
            int value = data.images()[batch.example(first + row) * data.features() + position] & 255;
            if (value > 0) {
                entries.add(row << 8 | value);
            }
        }
        return entries;
    }

    private static List<Integer> entries(PositionLists positions, int chunk, int position) {
        List<Integer> entries = new ArrayList<>();
        for (int e = positions.start(chunk, position); e < positions.end(chunk, position); e++) {
            entries.add(positions.entries[e]);
        }
        return entries;
    }

    @Test
    void chunksOf_moreRowsThanAreKept_isTheMost() {
        PositionLists positions = new PositionLists(784, 16384);
        assertEquals(10, PositionLists.chunks(784));
        assertEquals(10, positions.chunksOf(16384));
        assertEquals(3, positions.chunksOf(257));
        assertEquals(0, positions.chunksOf(0));
        assertEquals(0, positions.chunksOf(-200));
        assertEquals(1, PositionLists.chunks(8192));
        assertEquals(0, PositionLists.chunks(8193));
    }
}
