package io.minibatch.page;

import io.minibatch.page.Catalogue.Entry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What was made of folders, made again where a folder has another stamp. Several threads may use it. */
final class FolderCache<T> {
    private final Map<String, Known<T>> known = new ConcurrentHashMap<>();

    /** What was made of a folder when it had a stamp. */
    private record Known<T>(String stamp, T made) {}

    /** Returns what is known of a folder. Of callers that ask for the same at a time, one makes it and the others wait. */
    T get(Entry entry, String stamp, Supplier<T> make) {
        return known.compute(
                        entry.id(),
                        (id, before) ->
                                before != null && before.stamp.equals(stamp) ? before : new Known<>(stamp, make.get()))
                .made;
    }

    /** Forgets the folders that are not among some. */
    void retain(Collection<Entry> entries) {
        known.keySet().retainAll(entries.stream().map(Entry::id).toList());
    }
}
