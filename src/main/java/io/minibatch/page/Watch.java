package io.minibatch.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells open pages, by server-sent events, which folders have changed. Looks at the files a few times a second, and
 * only while a page is open.
 */
final class Watch implements AutoCloseable {
    /** Pages that may be open; each holds a thread. */
    static final int MOST_STREAMS = 32;

    private static final long BETWEEN_LOOKS_MS = 400;

    /** A line is sent this often where nothing changes, so that a page that was left is noticed. */
    private static final long HEARTBEAT_S = 10;

    private static final int WAITING_CHANGES = 16;

    /** Said where anything may have changed: to a page that has just come, or does not keep up. */
    private static final String ALL = "{\"all\":true}";

    private final Catalogue catalogue;
    private final Set<BlockingQueue<String>> streams = ConcurrentHashMap.newKeySet();

    /** The streams that have not received the latest change yet. */
    private final Set<BlockingQueue<String>> arrived = ConcurrentHashMap.newKeySet();

    private final Thread thread;
    private volatile boolean closed;

    /** Starts watching. */
    Watch(Catalogue catalogue) {
        this.catalogue = catalogue;
        thread = new Thread(this::look, "page-watch");
        thread.setDaemon(true);
        thread.start();
    }

    void addTo(Routes routes) {
        routes.get("/api/events", request -> stream());
    }

    private Reply stream() {
        if (streams.size() >= MOST_STREAMS) {
            throw new PageException(503, "more than " + MOST_STREAMS + " pages are open; close one");
        }
        return Reply.stream("text/event-stream", this::send);
    }

    private void send(OutputStream out) throws IOException {
        BlockingQueue<String> changes = new ArrayBlockingQueue<>(WAITING_CHANGES);
        synchronized (streams) {
            arrived.add(changes);
            streams.add(changes);
            streams.notifyAll();
        }
        try {
            write(out, ": open\n\n");
            while (!closed) {
                String change = changes.poll(HEARTBEAT_S, TimeUnit.SECONDS);
                write(out, change == null ? ":\n\n" : "event: change\ndata: " + change + "\n\n");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            streams.remove(changes);
            arrived.remove(changes);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void look() {
        Map<Catalogue.Entry, String> before = Map.of();
        try {
            while (!closed) {
                awaitStream();
                // Those that come during a look may have asked for what changed before it.
                List<BlockingQueue<String>> arriving = List.copyOf(arrived);
                Map<Catalogue.Entry, String> now = stamps();
                String change = change(before, now);
                arrived.removeAll(arriving);
                for (BlockingQueue<String> stream : streams) {
                    if (arriving.contains(stream)) {
                        offer(stream, ALL);
                    } else if (change != null) {
                        offer(stream, change);
                    }
                }
                before = now;
                Thread.sleep(BETWEEN_LOOKS_MS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStream() throws InterruptedException {
        synchronized (streams) {
            while (streams.isEmpty()) {
                streams.wait();
            }
        }
    }

    /** Sends {@link #ALL} in place of the changes that a slow page has not read. */
    private static void offer(BlockingQueue<String> stream, String change) {
        if (!stream.offer(change)) {
            stream.clear();
            stream.offer(ALL);
        }
    }

    private Map<Catalogue.Entry, String> stamps() {
        Map<Catalogue.Entry, String> stamps = new HashMap<>();
        catalogue.entries().forEach(entry -> stamps.put(entry, entry.stamp()));
        return stamps;
    }

    /** Returns the names of entries that were added, changed or removed, by kind; null for no change. */
    private static @Nullable String change(Map<Catalogue.Entry, String> before, Map<Catalogue.Entry, String> now) {
        if (before.equals(now)) {
            return null;
        }
        JsonObject change = new JsonObject();
        for (Catalogue.Kind kind : Catalogue.Kind.values()) {
            JsonArray ids = new JsonArray();
            now.forEach((entry, stamp) -> {
                if (entry.kind() == kind && !stamp.equals(before.get(entry))) {
                    ids.add(entry.id());
                }
            });
            before.keySet().stream()
                    .filter(entry -> entry.kind() == kind && !now.containsKey(entry))
                    .forEach(entry -> ids.add(entry.id()));
            change.add(kind.name().toLowerCase(Locale.ROOT) + (kind == Catalogue.Kind.SEARCH ? "es" : "s"), ids);
        }
        return change.toString();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        streams.forEach(stream -> offer(stream, "{}"));
    }
}
