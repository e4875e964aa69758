package io.minibatch.page;

import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Opened;
import io.minibatch.io.Reason;
import io.minibatch.model.Model;
import io.minibatch.model.ModelFile;
import io.minibatch.model.ModelPredictor;
import io.minibatch.network.Explainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The models that answer requests. All callers of a file share one copy on its device. A file that has changed is read
 * again; the copy before it answers the calls in progress and is closed after the last of them.
 */
final class OpenModels implements AutoCloseable {
    /** Models that stay open; one more closes the model that was used longest ago. */
    static final int MOST = 4;

    /** The CPU first, as for a {@code Classifier}: a single example takes less time there. */
    private static final List<String> BACKENDS = List.of("cpu", "cuda");

    /** In the order of their last use. */
    private final Map<Path, Copy> copies = new LinkedHashMap<>(MOST, 0.75f, true);

    private boolean closed;

    /** Identifies one version of a file's content. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (NoSuchFileException missing) {
                throw new PageException(404, file + " does not exist");
            } catch (IOException unreadable) {
                throw new PageException(404, file + " cannot be read: " + Reason.of(unreadable));
            }
        }
    }

    /** A model on its device, with the number of its users. */
    private static final class Copy {
        private final Stamp stamp;
        private final Path file;
        private final Model model;
        private final Explainer explainer;
        private final Opened opened = new Opened();
        private final ModelPredictor answers;
        private int users;
        private boolean retired;

        Copy(Path file, Stamp stamp) {
            this.file = file;
            this.stamp = stamp;
            model = ModelFile.read(file);
            explainer = new Explainer(model.network());
            try {
                answers = opened.keep(new ModelPredictor(
                        file,
                        model,
                        opened.keep(Backends.openFirstUsable(BACKENDS, BackendOptions.defaults())
                                .backend())));
            } catch (RuntimeException | Error failed) {
                opened.close();
                throw failed;
            }
        }

        void closeIfUnused() {
            if (retired && users == 0) {
                opened.close();
            }
        }
    }

    /** The use of a model for one request; it stays open until the lease is closed. */
    final class Lease implements AutoCloseable {
        private final Copy copy;
        private boolean ended;

        private Lease(Copy copy) {
            this.copy = copy;
        }

        Path file() {
            return copy.file;
        }

        Model model() {
            return copy.model;
        }

        Explainer explainer() {
            return copy.explainer;
        }

        /**
         * Returns the model on its device.
         *
         * @throws IllegalStateException if the lease is closed
         */
        ModelPredictor answers() {
            if (ended) {
                throw new IllegalStateException("the lease of " + copy.file + " is closed");
            }
            return copy.answers;
        }

        @Override
        public void close() {
            synchronized (OpenModels.this) {
                if (!ended) {
                    ended = true;
                    copy.users--;
                    copy.closeIfUnused();
                }
            }
        }
    }

    /**
     * Opens a model, or shares it where it is open.
     *
     * @throws PageException 404 if there is no such file, 503 if this is closed
     * @throws io.minibatch.model.ModelException if the file is no model
     */
    synchronized Lease lease(Path file) {
        if (closed) {
            throw new PageException(503, "the page is being closed");
        }
        Stamp stamp = Stamp.of(file);
        Copy copy = copies.get(file);
        if (copy == null || !copy.stamp.equals(stamp)) {
            Copy next = new Copy(file, stamp);
            retire(copies.put(file, next));
            copy = next;
        }
        copy.users++;
        retireOldest();
        return new Lease(copy);
    }

    private void retireOldest() {
        Iterator<Copy> oldest = copies.values().iterator();
        while (copies.size() > MOST) {
            Copy copy = oldest.next();
            oldest.remove();
            retire(copy);
        }
    }

    private static void retire(@Nullable Copy copy) {
        if (copy != null) {
            copy.retired = true;
            copy.closeIfUnused();
        }
    }

    /** Closes the models, those in use after their last call. */
    @Override
    public synchronized void close() {
        closed = true;
        copies.values().forEach(OpenModels::retire);
        copies.clear();
    }
}
