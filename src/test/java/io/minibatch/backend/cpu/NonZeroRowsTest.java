package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NonZeroRowsTest {
    private static final int START = 3;

    /** The entry of an element in a list. */
    private record Entry(int position, float value) {}

    /** The widths end within, at and behind words of 8 and groups of 64 bytes; the bytes behind a row are not 0. */
    @Test
    void put_ofBytesOfAnyWidth_listsThoseThatAreNotZero() {
        RandomStream stream = new RandomStream(3, Purpose.DIGITS, 0, 0);
        for (int width = 1; width <= 200; width++) {
            byte[] bytes = new byte[START + width + 20];
            List<Entry> expected = new ArrayList<>();
            for (int i = 0; i < bytes.length; i++) {
                boolean inside = i >= START && i < START + width;
                bytes[i] = (byte) (inside && stream.bits(i) % 3 != 0 ? 0 : 128 + i);
                if (inside && bytes[i] != 0) {
                    expected.add(new Entry(i - START, (bytes[i] & 0xFF) / 255f));
                }
            }
            NonZeroRows rows = NonZeroRows.allocate(2, width);
            rows.put(1, bytes, START);
            assertEquals(expected, entries(rows, 1), "width " + width);
        }
    }

    @Test
    void put_ofNumbers_skipsBothZerosAlone() {
        NonZeroRows rows = NonZeroRows.allocate(2, 6);
        rows.put(1, new float[] {9, 0, -0f, Float.MIN_VALUE, Float.NaN, -1, Float.POSITIVE_INFINITY, 9}, 1);
        assertEquals(
                List.of(
                        new Entry(2, Float.MIN_VALUE),
                        new Entry(3, Float.NaN),
                        new Entry(4, -1),
                        new Entry(5, Float.POSITIVE_INFINITY)),
                entries(rows, 1));
    }

    private static List<Entry> entries(NonZeroRows rows, int row) {
        List<Entry> entries = new ArrayList<>();
        for (int e = rows.start(row); e < rows.ends()[row]; e++) {
            entries.add(new Entry(rows.positions()[e], rows.values()[e]));
        }
        return entries;
    }
}
