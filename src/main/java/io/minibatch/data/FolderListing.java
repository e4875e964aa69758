package io.minibatch.data;

import io.minibatch.io.Excerpt;
import io.minibatch.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The content of a folder, without hidden files and folders and files that operating systems create.
 *
 * @param files in the order of their names
 * @param folders in the order of their names
 */
record FolderListing(Path folder, List<Path> files, List<Path> folders) {
    private static final int MOST_SHOWN = 10;
    private static final Set<String> LEFT_BY_WINDOWS = Set.of("thumbs.db", "desktop.ini");

    static FolderListing of(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> all = entries.filter(
                            path -> !isIgnored(path.getFileName().toString()))
                    .sorted()
                    .toList();
            return new FolderListing(
                    folder,
                    all.stream().filter(Files::isRegularFile).toList(),
                    all.stream().filter(Files::isDirectory).toList());
        } catch (IOException failure) {
            throw new DataException(folder + ": cannot be read: " + Reason.of(failure));
        }
    }

    private static boolean isIgnored(String name) {
        return name.startsWith(".") || name.startsWith("__") || LEFT_BY_WINDOWS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns the files whose names end so, compressed or not. */
    List<Path> ending(String... endings) {
        return files.stream()
                .filter(file -> Stream.of(endings).anyMatch(ending -> {
                    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                    return name.endsWith(ending) || name.endsWith(ending + ".gz");
                }))
                .toList();
    }

    /** Returns the names of the folder's content, at most ten. */
    String shown() {
        List<String> names = Stream.concat(
                        folders.stream().map(path -> path.getFileName() + "/"),
                        files.stream().map(path -> path.getFileName().toString()))
                .toList();
        if (names.isEmpty()) {
            return "it is empty";
        }
        return "it has "
                + names.stream().limit(MOST_SHOWN).map(Excerpt::of).collect(Collectors.joining(", "))
                + (names.size() > MOST_SHOWN ? " and " + (names.size() - MOST_SHOWN) + " more" : "");
    }
}
