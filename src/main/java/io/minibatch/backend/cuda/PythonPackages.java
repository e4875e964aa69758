package io.minibatch.backend.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds the {@code site-packages} of Python on Linux, where NVIDIA's wheels put cuBLAS, without running Python: those
 * of the active environment, of every {@code python3} on the path, and the user's own.
 */
final class PythonPackages {
    private PythonPackages() {}

    /** Returns the folders with packages that exist. */
    static Stream<Path> folders(Map<String, String> environment) {
        Stream<Path> active = variables(environment, "VIRTUAL_ENV", "CONDA_PREFIX");
        Stream<Path> onPath = LibraryFolders.folders(environment, "PATH", ":").flatMap(PythonPackages::prefixes);
        Stream<Path> user = variables(environment, "HOME").map(home -> home.resolve(".local"));
        return Stream.of(active, onPath, user)
                .flatMap(prefixes -> prefixes)
                .flatMap(PythonPackages::inPrefix)
                .filter(Files::isDirectory)
                .distinct();
    }

    private static Stream<Path> variables(Map<String, String> environment, String... names) {
        return Stream.of(names).flatMap(name -> LibraryFolders.path(environment.getOrDefault(name, "")));
    }

    /**
     * Returns the prefixes of the Python in a folder of the path: the virtual environment that the folder belongs to,
     * and the installations behind it. The shims of pyenv are scripts, so there it is every version that pyenv has.
     */
    private static Stream<Path> prefixes(Path bin) {
        Path python = bin.resolve("python3");
        Path prefix = bin.getParent();
        if (prefix == null || !Files.isRegularFile(python)) {
            return Stream.of();
        }
        if (bin.endsWith("shims")) {
            return LibraryFolders.children(prefix.resolve("versions"), "");
        }
        return Stream.of(Stream.of(prefix), base(prefix.resolve("pyvenv.cfg")), installation(python))
                .flatMap(part -> part);
    }

    /** Returns the prefix of the Python from which a virtual environment was made. */
    private static Stream<Path> base(Path configuration) {
        try {
            return Files.readAllLines(configuration).stream()
                    .map(line -> line.split("=", 2))
                    .filter(entry -> entry.length == 2 && entry[0].strip().equals("home"))
                    .flatMap(entry -> LibraryFolders.path(entry[1]))
                    .flatMap(bin -> Stream.ofNullable(bin.getParent()));
        } catch (IOException unreadable) {
            return Stream.of();
        }
    }

    /** Returns the prefix of the Python to which links lead. */
    private static Stream<Path> installation(Path python) {
        try {
            Path bin = python.toRealPath().getParent();
            return bin == null ? Stream.of() : Stream.ofNullable(bin.getParent());
        } catch (IOException unreadable) {
            return Stream.of();
        }
    }

    /** Debian's Python has dist-packages, and keeps what pip installs below local; Fedora's has some below lib64. */
    private static Stream<Path> inPrefix(Path prefix) {
        return Stream.of("lib", "lib64", "local/lib", "local/lib64")
                .flatMap(lib -> LibraryFolders.children(prefix.resolve(lib), "python3"))
                .flatMap(version -> Stream.of(version.resolve("site-packages"), version.resolve("dist-packages")));
    }
}
