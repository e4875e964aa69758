package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.cuda.Staging.Piece;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Grids and pieces of transfers for arrays of up to 2³¹ − 1 elements; nothing of that size is allocated. */
class LaunchSizesTest {
    private static final int HALF_MEBI = 1 << 19;
    private static final int MEBI = 1 << 20;
    private static final int FOUR_MEBI = 1 << 22;

    @Test
    void blocks_coverTheElements() {
        assertEquals(1, Launches.blocks(1, 1024));
        assertEquals(1, Launches.blocks(1024, 1024));
        assertEquals(2, Launches.blocks(1025, 1024));
    }

    @Test
    void blocks_ofTheLargestArray_areAsManyAsAGridMayHave() {
        assertEquals(Launches.MOST_BLOCKS, Launches.blocks(Integer.MAX_VALUE, 1024));
    }

    @Test
    void blocksOfSums_coverTheElements() {
        assertEquals(1, BlockSums.blocks(4096));
        assertEquals(2, BlockSums.blocks(4097));
    }

    /** Each piece begins where a block does, so that the blocks do not depend on the pieces. */
    @Test
    void piecesOfSums_ofTheLargestArray_endWithIt() {
        int blocks = 0;
        int start = 0;
        while (start < Integer.MAX_VALUE) {
            assertEquals(0, start % BlockSums.ELEMENTS);
            int length = BlockSums.length(Integer.MAX_VALUE, start);
            blocks += BlockSums.blocks(length);
            start += length;
        }
        assertEquals(Integer.MAX_VALUE, start);
        assertEquals(HALF_MEBI, blocks);
    }

    @Test
    void pieces_areFullButTheLast() {
        assertEquals(List.of(), Staging.pieces(0, 4));
        assertEquals(List.of(new Piece(0, 4)), Staging.pieces(4, 4));
        assertEquals(List.of(new Piece(0, 4), new Piece(4, 1)), Staging.pieces(5, 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {HALF_MEBI, MEBI, FOUR_MEBI})
    void pieces_ofTheLargestArray_endWithIt(int most) {
        long end = 0;
        for (Piece piece : Staging.pieces(Integer.MAX_VALUE, most)) {
            assertEquals(end, piece.start());
            end += piece.count();
        }
        assertEquals(Integer.MAX_VALUE, end);
    }
}
