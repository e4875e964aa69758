package io.minibatch.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.minibatch.page.Catalogue.Entry;
import io.minibatch.page.Catalogue.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FolderCacheTest {
    private final FolderCache<Integer> cache = new FolderCache<>();
    private final AtomicInteger made = new AtomicInteger();

    private static Entry entry(String id) {
        return new Entry(Kind.RUN, id, Path.of(id));
    }

    private int get(String id, String stamp) {
        return cache.get(entry(id), stamp, made::incrementAndGet);
    }

    @Test
    void folder_isMadeAgainWhereItsStampHasChanged() {
        assertEquals(List.of(1, 1, 2, 2), List.of(get("a", "x"), get("a", "x"), get("a", "y"), get("a", "y")));
        assertEquals(3, get("b", "y"));
    }

    @Test
    void folderThatIsGone_isForgotten() {
        get("a", "x");
        get("b", "x");
        cache.retain(List.of(entry("b")));
        assertEquals(List.of(2, 3), List.of(get("b", "x"), get("a", "x")));
    }

    /** "Aa" and "BB" have the same hash. */
    @Test
    void folderThatTakesLong_keepsNoOtherWaiting() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Thread slow = new Thread(() -> cache.get(entry("Aa"), "x", () -> {
            begun.countDown();
            await(asked);
            return 0;
        }));
        slow.setDaemon(true);
        slow.start();
        begun.await();
        try {
            assertEquals(1, assertTimeoutPreemptively(Duration.ofSeconds(10), () -> get("BB", "x")));
        } finally {
            asked.countDown();
        }
        slow.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
