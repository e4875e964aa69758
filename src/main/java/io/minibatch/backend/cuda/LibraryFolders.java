package io.minibatch.backend.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where CUDA's libraries are looked for, the first place first. */
record LibraryFolders(List<Path> folders) {
    private static final List<String> USUAL =
            List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/lib/wsl/lib", "/lib/x86_64-linux-gnu");

    /** Returns the folders of this machine that exist. */
    static LibraryFolders ofThisMachine(List<Path> first) {
        return of(first, System.getenv(), Path.of("/"));
    }

    /**
     * Returns the folders that exist.
     *
     * @param first searched before all others
     * @param root under which the usual places lie
     */
    static LibraryFolders of(List<Path> first, Map<String, String> environment, Path root) {
        List<Path> folders = new ArrayList<>(first);
        String home = environment.getOrDefault("CUDA_HOME", environment.getOrDefault("CUDA_PATH", ""));
        if (!home.isBlank()) {
            addToolkit(folders, Path.of(home));
        }
        toolkits(root.resolve("usr/local")).forEach(toolkit -> addToolkit(folders, toolkit));
        USUAL.forEach(name -> folders.add(root.resolve(name.substring(1))));
        return new LibraryFolders(folders.stream().filter(Files::isDirectory).toList());
    }

    private static void addToolkit(List<Path> folders, Path toolkit) {
        folders.add(toolkit.resolve("lib64"));
        folders.add(toolkit.resolve("targets/x86_64-linux/lib"));
    }

    /** Returns /usr/local/cuda and its numbered neighbours, the newest first. */
    private static List<Path> toolkits(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("cuda"))
                    .sorted(java.util.Comparator.reverseOrder())
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Returns the first file of that name, or null. */
    @Nullable
    Path find(String library) {
        return folders.stream()
                .map(folder -> folder.resolve(library))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }
}
