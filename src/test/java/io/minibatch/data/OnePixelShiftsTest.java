package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnePixelShiftsTest {
    @Test
    void images_areMovedUpDownLeftAndRight() {
        byte[] two = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        Dataset data = new Dataset("data", 2, 3, Schema.numbered(1), two, new byte[2]);
        Copies shifts = new OnePixelShifts(data);
        AtomicInteger made = new AtomicInteger();
        assertEquals(4, shifts.count());
        assertArrayEquals(new byte[] {4, 5, 6, 0, 0, 0, 10, 11, 12, 0, 0, 0}, shifts.images(0, made::addAndGet));
        assertArrayEquals(new byte[] {0, 0, 0, 1, 2, 3, 0, 0, 0, 7, 8, 9}, shifts.images(1, made::addAndGet));
        assertArrayEquals(new byte[] {2, 3, 0, 5, 6, 0, 8, 9, 0, 11, 12, 0}, shifts.images(2, made::addAndGet));
        assertArrayEquals(new byte[] {0, 1, 2, 0, 4, 5, 0, 7, 8, 0, 10, 11}, shifts.images(3, made::addAndGet));
        assertEquals(8, made.get());
    }
}
