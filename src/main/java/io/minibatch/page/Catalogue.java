package io.minibatch.page;

import io.minibatch.experiment.ExperimentRecord;
import io.minibatch.io.FolderLock;
import io.minibatch.trial.Archive;
import io.minibatch.tune.Journal;
import io.minibatch.tune.SearchRecord;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folders of runs, searches and experiments below some folders. What a request names is looked up here and never
 * made into a path, and links are not followed, so no name leads out of these folders.
 */
final class Catalogue {
    /** Levels of folders below a root: {@code experiments/quick/momentum} has two. */
    private static final int DEPTH = 3;

    /** Folders whose many files are parts of a run or a search. */
    private static final Set<String> PARTS = Set.of("checkpoints", Archive.FOLDER);

    private final List<Path> roots;

    /** The kind of a folder's content. */
    enum Kind {
        RUN(1, "run.json", "history.csv", "model.json"),
        SEARCH(1, Journal.FILE, SearchRecord.FILE),
        /** The outcomes of its trials lie beside its folder, and so does the lock. */
        EXPERIMENT(2, ExperimentRecord.FILE, "results.json", "../" + Archive.FOLDER);

        private final List<String> files;
        private final int marks;

        /** A kind whose folders have one of the first {@code marks} files, and change where one of the files does. */
        Kind(int marks, String... files) {
            this.marks = marks;
            this.files = List.of(files);
        }

        boolean isOf(Path folder) {
            return files.subList(0, marks).stream()
                    .anyMatch(file -> Files.isRegularFile(folder.resolve(file), LinkOption.NOFOLLOW_LINKS));
        }
    }

    /**
     * A folder.
     *
     * @param id its path as the page names it, with slashes
     */
    record Entry(Kind kind, String id, Path folder) {
        /** Returns whether a process works on it. */
        boolean isHeld() {
            return FolderLock.isHeld(kind == Kind.EXPERIMENT ? folder.resolve("..") : folder);
        }

        /**
         * Refuses a file that is a link, which may lead out of the folder.
         *
         * @throws IOException if it is one
         */
        void requireNoLink(String file) throws IOException {
            if (Files.isSymbolicLink(folder.resolve(file))) {
                throw new IOException(file + " is a link, which the page does not follow");
            }
        }

        /**
         * Returns a text that is another where a file of the folder has changed, or a process has begun or ended with
         * it.
         */
        String stamp() {
            StringBuilder stamp = new StringBuilder(isHeld() ? "held;" : "free;");
            for (String file : kind.files) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(
                            folder.resolve(file), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    stamp.append(attributes.lastModifiedTime().toInstant())
                            .append(' ')
                            .append(attributes.size())
                            .append(' ')
                            .append(attributes.fileKey())
                            .append(';');
                } catch (IOException missing) {
                    stamp.append("-;");
                }
            }
            return stamp.toString();
        }
    }

    /**
     * Creates a catalogue.
     *
     * @param roots that may not exist yet
     */
    Catalogue(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /** Returns the folders of a kind that are there now. */
    List<Entry> entries(Kind kind) {
        return entries().stream().filter(entry -> entry.kind == kind).toList();
    }

    /** Returns all folders that are there now, in the order of their paths. */
    List<Entry> entries() {
        Map<Path, List<Entry>> found = new LinkedHashMap<>();
        for (Path root : roots) {
            try {
                Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEPTH + 1, new Visitor(root, found));
            } catch (IOException unreadable) {
                // What could be read of it counts.
            }
        }
        List<Entry> all = new ArrayList<>();
        found.values().forEach(all::addAll);
        return all;
    }

    /**
     * Returns the folder of a name.
     *
     * @throws PageException 404 if there is no folder of this kind and name
     */
    Path folder(Kind kind, String id) {
        return entry(kind, id).folder;
    }

    /** As {@link #folder}, with what else is known of it. */
    Entry entry(Kind kind, String id) {
        return entries(kind).stream()
                .filter(entry -> entry.id.equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new PageException(404, "unknown " + kind.name().toLowerCase(Locale.ROOT) + " '" + id + "'"));
    }

    /** Collects the folders of one root; those that cannot be read are passed over. */
    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Map<Path, List<Entry>> found;

        Visitor(Path root, Map<Path, List<Entry>> found) {
            this.root = root;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            if (!folder.equals(root) && (PARTS.contains(name) || name.startsWith("."))) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            List<Entry> entries = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                if (kind.isOf(folder)) {
                    entries.add(new Entry(kind, folder.normalize().toString().replace('\\', '/'), folder));
                }
            }
            if (!entries.isEmpty()) {
                found.putIfAbsent(folder.toAbsolutePath().normalize(), entries);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException unreadable) {
            return FileVisitResult.CONTINUE;
        }
    }
}
