package io.minibatch.backend.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folders searched for CUDA's libraries, in order.
 *
 * @param named the folders that the user named, and what lies in them
 * @param usual the folders of the system that exist
 */
record LibraryFolders(Platform platform, List<Path> named, List<Path> usual) {
    private static final List<String> LINUX_FOLDERS = List.of(
            "usr/lib/x86_64-linux-gnu",
            "usr/lib64",
            "usr/lib",
            "usr/lib/wsl/lib",
            "lib/x86_64-linux-gnu",
            "lib64",
            "run/opengl-driver/lib");

    /** Folders into which container runtimes mount the driver. */
    private static final List<String> MOUNTED = List.of("usr/local/nvidia/lib64", "usr/local/nvidia/lib");

    /** Returns the folders of this machine. */
    static LibraryFolders ofThisMachine(Platform platform, List<Path> named) {
        return of(platform, named, System.getenv(), Path.of("/"));
    }

    /**
     * Returns the folders to look in.
     *
     * @param named folders with libraries, or with a toolkit, or Python's with its packages
     * @param root under which the usual places of Linux lie
     */
    static LibraryFolders of(Platform platform, List<Path> named, Map<String, String> environment, Path root) {
        List<String> layouts = Stream.concat(platform.inToolkit().stream(), platform.inWheels().stream())
                .toList();
        Stream<Path> inNamed = named.stream()
                .flatMap(folder -> Stream.concat(
                        Stream.of(folder), layouts.stream().map(folder::resolve).filter(Files::isDirectory)));
        Stream<Path> usual = switch (platform) {
            case LINUX -> onLinux(environment, root);
            case WINDOWS -> onWindows(environment);
        };
        return new LibraryFolders(platform, inNamed.toList(), distinct(usual.filter(Files::isDirectory)));
    }

    private static Stream<Path> onLinux(Map<String, String> environment, Path root) {
        return concat(
                folders(environment, "LD_LIBRARY_PATH", ":"),
                inside(homes(environment), Platform.LINUX),
                inside(children(root.resolve("usr/local"), "cuda"), Platform.LINUX),
                children(root.resolve("etc/ld.so.conf.d"), "").flatMap(LibraryFolders::lines),
                LoaderCache.folders(root.resolve("etc/ld.so.cache"), Platform.LINUX.libraries()).stream(),
                LINUX_FOLDERS.stream().map(root::resolve),
                MOUNTED.stream().map(root::resolve),
                path(environment.getOrDefault("CONDA_PREFIX", "")).map(conda -> conda.resolve("lib")),
                PythonPackages.folders(environment)
                        .flatMap(packages -> Platform.LINUX.inWheels().stream().map(packages::resolve)));
    }

    private static Stream<Path> onWindows(Map<String, String> environment) {
        Stream<Path> installed = folders(environment, "ProgramFiles", ";")
                .flatMap(programs -> children(programs.resolve("NVIDIA GPU Computing Toolkit/CUDA"), "v"));
        return concat(
                inside(homes(environment), Platform.WINDOWS),
                inside(installed, Platform.WINDOWS),
                folders(environment, environment.containsKey("PATH") ? "PATH" : "Path", ";"),
                folders(environment, "SystemRoot", ";").map(windows -> windows.resolve("System32")));
    }

    @SafeVarargs
    private static Stream<Path> concat(Stream<Path>... parts) {
        return Stream.of(parts).flatMap(part -> part);
    }

    /** Returns the toolkits that the environment names. */
    private static Stream<Path> homes(Map<String, String> environment) {
        return Stream.of("CUDA_HOME", "CUDA_PATH").flatMap(name -> path(environment.getOrDefault(name, "")));
    }

    private static Stream<Path> inside(Stream<Path> toolkits, Platform platform) {
        return toolkits.flatMap(toolkit -> platform.inToolkit().stream().map(toolkit::resolve));
    }

    /** Returns the folders in an environment variable; what cannot be a path is left out. */
    static Stream<Path> folders(Map<String, String> environment, String variable, String separator) {
        return Stream.of(environment.getOrDefault(variable, "").split(separator, -1))
                .flatMap(LibraryFolders::path);
    }

    /** Returns a path, or nothing if the text is blank or cannot be one. */
    static Stream<Path> path(String text) {
        try {
            return text.isBlank() ? Stream.of() : Stream.of(Path.of(text.strip()));
        } catch (InvalidPathException wrong) {
            return Stream.of();
        }
    }

    /** Returns the entries of a folder that begin so, the newest version first; none where it cannot be read. */
    static Stream<Path> children(Path folder, String prefix) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries
                    .filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .sorted(Comparator.reverseOrder())
                    .toList()
                    .stream();
        } catch (IOException unreadable) {
            return Stream.of();
        }
    }

    /** Returns the folders that a file of the dynamic loader's configuration names. */
    private static Stream<Path> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("/"))
                    .flatMap(LibraryFolders::path);
        } catch (IOException unreadable) {
            return Stream.of();
        }
    }

    /** Many systems give one folder several names: the first is kept. */
    private static List<Path> distinct(Stream<Path> folders) {
        Map<Path, Path> byRealPath = new LinkedHashMap<>();
        folders.forEach(folder -> {
            try {
                byRealPath.putIfAbsent(folder.toRealPath(), folder);
            } catch (IOException unreadable) {
                byRealPath.putIfAbsent(folder, folder);
            }
        });
        return List.copyOf(byRealPath.values());
    }

    /** Returns the driver's libraries, the one to try first first. */
    List<Path> drivers() {
        return find(Stream.concat(named.stream(), usual.stream()), platform.driver());
    }

    /** Returns the libraries of that cuBLAS. Where the user named folders it is looked for in these alone. */
    List<Path> cublas(int version) {
        return find((named.isEmpty() ? usual : named).stream(), platform.cublas(version));
    }

    /** Returns the first cublasLt of that version where cuBLAS is looked for, or null. */
    @Nullable
    Path cublasLt(int version) {
        return find((named.isEmpty() ? usual : named).stream(), platform.cublasLt(version)).stream()
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    private static List<Path> find(Stream<Path> folders, String library) {
        return folders.filter(folder -> has(folder, library))
                .map(folder -> folder.resolve(library))
                .toList();
    }

    /** Returns whether a folder has a library, be it a link that leads nowhere. */
    static boolean has(Path folder, String library) {
        return Files.exists(folder.resolve(library), LinkOption.NOFOLLOW_LINKS);
    }
}
