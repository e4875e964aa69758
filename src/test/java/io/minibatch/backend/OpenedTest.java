package io.minibatch.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {
    private final List<String> closed = new ArrayList<>();
    private final Opened opened = new Opened();

    @Test
    void close_closesTheLastOpenedFirst_andOnce() {
        opened.keep(() -> closed.add("first"));
        opened.keep(() -> closed.add("second"));
        opened.close();
        opened.close();
        assertEquals(List.of("second", "first"), closed);
    }

    @Test
    void close_whereTwoFail_closesTheOthersAndThrowsTheFirstFailure() {
        IllegalStateException one = new IllegalStateException("one");
        IllegalStateException other = new IllegalStateException("other");
        opened.keep(() -> closed.add("first"));
        opened.keep(() -> fail(other));
        opened.keep(() -> closed.add("third"));
        opened.keep(() -> fail(one));
        assertSame(one, assertThrows(IllegalStateException.class, opened::close));
        assertArrayEquals(new Throwable[] {other}, one.getSuppressed());
        assertEquals(List.of("third", "first"), closed);
    }

    private static void fail(RuntimeException failure) {
        throw failure;
    }
}
