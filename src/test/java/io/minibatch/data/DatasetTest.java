package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DatasetTest {
    private static final Dataset DATA =
            new Dataset("four", 1, 2, Schema.numbered(3), new byte[] {0, 1, 2, 3, 4, 5, 6, 7}, new byte[] {0, 2, 1, 2});

    @Test
    void onlyClasses_renumbersInTheOrderGivenAndKeepsNames() {
        Dataset cut = DATA.onlyClasses(List.of("2", "0"));
        assertArrayEquals(new byte[] {0, 1, 2, 3, 6, 7}, cut.images());
        assertArrayEquals(new byte[] {1, 0, 0}, cut.labels());
        assertEquals(List.of("2", "0"), cut.outputNames());
        assertEquals(2, cut.outputs());
    }

    @Test
    void slice_keepsImagesWithTheirLabels() {
        Dataset cut = DATA.slice(1, 3);
        assertArrayEquals(new byte[] {2, 3, 4, 5}, cut.images());
        assertArrayEquals(new byte[] {2, 1}, cut.labels());
    }

    @Test
    void shards_holdEachImageOnceWithItsLabel() {
        assertArrayEquals(new byte[] {0, 1, 6, 7}, DATA.shard(0, 3).images());
        assertArrayEquals(new byte[] {0, 2}, DATA.shard(0, 3).labels());
        assertArrayEquals(new byte[] {2, 3}, DATA.shard(1, 3).images());
        assertArrayEquals(new byte[] {1}, DATA.shard(2, 3).labels());
    }

    @Test
    void onlyClasses_unknownOrRepeatedClass_isRefused() {
        assertFault("four: class 3 is not one of 0, 1, 2", () -> DATA.onlyClasses(List.of("0", "3")));
        assertFault("four: class 1 is named twice", () -> DATA.onlyClasses(List.of("1", "1")));
    }

    @Test
    void onlyClasses_withoutAnExampleLeft_isRefused() {
        Dataset none = new Dataset("bad", 1, 1, Schema.numbered(3), new byte[2], new byte[] {0, 2});
        assertFault("bad: has no example of the classes 1", () -> none.onlyClasses(List.of("1")));
    }

    @Test
    void labelOutOfRange_isRefused() {
        assertFault(
                "bad: the label of image 1 is 200, but there are only 3 classes",
                () -> new Dataset("bad", 1, 1, Schema.numbered(3), new byte[2], new byte[] {0, (byte) 200}));
    }

    @Test
    void sizesThatDisagree_areRefused() {
        assertFault(
                "bad: 3 bytes are not 2 images of 1×1",
                () -> new Dataset("bad", 1, 1, Schema.numbered(3), new byte[3], new byte[2]));
    }

    private static void assertFault(String message, Executable action) {
        assertEquals(message, assertThrows(DataException.class, action).getMessage());
    }
}
