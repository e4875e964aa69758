package io.minibatch.page;

import io.minibatch.page.Catalogue.Entry;
import io.minibatch.page.Catalogue.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The models that runs have written. */
final class WrittenModels {
    static final String MODEL = "model.json";

    /** To look through the folders of many runs takes longer than to answer an example. */
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Catalogue catalogue;
    private final LongSupplier clock;

    private @Nullable Path last;
    private long lookedUp;

    /** The model of a run. */
    record Written(Entry run, Path file, FileTime time) {}

    /**
     * Creates the models.
     *
     * @param clock in nanoseconds, as {@link System#nanoTime}
     */
    WrittenModels(Catalogue catalogue, LongSupplier clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** Returns the models, the one that was written last first. */
    List<Written> all() {
        List<Written> written = new ArrayList<>();
        for (Entry run : catalogue.entries(Kind.RUN)) {
            Path model = run.folder().resolve(MODEL);
            FileTime time = modified(model);
            if (time != null) {
                written.add(new Written(run, model, time));
            }
        }
        written.sort(Comparator.comparing(Written::time).reversed());
        return written;
    }

    /**
     * Returns the model file of a run.
     *
     * @throws PageException 404 if there is no model
     */
    Path of(String run) {
        Path model = catalogue.folder(Kind.RUN, run).resolve(MODEL);
        if (modified(model) == null) {
            throw new PageException(404, "run '" + run + "' has no model.json");
        }
        return model;
    }

    /**
     * Returns the model file that was written last; one that is newer is found within a second.
     *
     * @throws PageException 404 if there is none
     */
    synchronized Path last() {
        long now = clock.getAsLong();
        if (last == null || now - lookedUp >= KEPT_NANOS || modified(last) == null) {
            last = all().stream().findFirst().map(Written::file).orElse(null);
            lookedUp = now;
        }
        if (last == null) {
            throw new PageException(404, "there is no model yet: train a network, or start the page with a model file");
        }
        return last;
    }

    /**
     * Returns the time of the last change, null for a missing file and for a link, which may lead out of the folders.
     */
    private static @Nullable FileTime modified(Path model) {
        try {
            return Files.isRegularFile(model, LinkOption.NOFOLLOW_LINKS) ? Files.getLastModifiedTime(model) : null;
        } catch (IOException gone) {
            return null;
        }
    }
}
