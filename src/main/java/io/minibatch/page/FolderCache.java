package io.minibatch.page;

import io.minibatch.page.Catalogue.Entry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A cache of values computed from folders, recomputed when a folder's stamp changes. Several threads may use it. */
final class FolderCache<T> {
    private final Map<String, Slot<T>> slots = new ConcurrentHashMap<>();

    /** The value computed from a folder, with its stamp at that time. */
    private static final class Slot<T> {
        private @Nullable String stamp;
        private @Nullable T made;

        synchronized T get(String current, Supplier<T> make) {
            T known = made;
            if (known == null || !current.equals(stamp)) {
                known = make.get();
                made = known;
                stamp = current;
            }
            return known;
        }
    }

    /**
     * Returns the value of a folder. If several callers ask for it at once, one computes it and the others wait; those
     * that ask for other folders do not.
     */
    T get(Entry entry, String stamp, Supplier<T> make) {
        return slots.computeIfAbsent(entry.id(), id -> new Slot<>()).get(stamp, make);
    }

    /** Forgets the folders that are not among some. */
    void retain(Collection<Entry> entries) {
        slots.keySet().retainAll(entries.stream().map(Entry::id).collect(Collectors.toSet()));
    }
}
