package io.minibatch.backend.cpu;

import io.minibatch.io.CacheFolder;
import io.minibatch.io.PrivateFolder;
import io.minibatch.io.ResourceContent;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads OpenBLAS as JavaCPP's preset packs it, and netlib's binding to it, which takes arrays of the heap.
 *
 * <p>OpenBLAS must use the thread that calls it and no other, and of all bindings only the preset's own can tell it so.
 * JavaCPP's loader opens two copies of OpenBLAS and tells the wrong one. So we unpack and load the few libraries
 * ourselves, to a folder that only this user can write.
 */
final class OpenBlas {
    /** The libraries of each platform in the order of loading, and first the one that multiplies. */
    private record Libraries(String openBlas, List<String> inOrder) {}

    private static final String LINUX = "libopenblas.so.0";
    private static final String WINDOWS = "libopenblas.dll";
    private static final String MAC = "libopenblas.0.dylib";
    private static final Map<String, Libraries> PLATFORMS = Map.of(
            "linux-x86_64",
            new Libraries(LINUX, List.of("libquadmath.so.0", "libgfortran.so.5", LINUX, "libjniopenblas_full.so")),
            "linux-arm64",
            new Libraries(LINUX, List.of("libgfortran.so.5", LINUX, "libjniopenblas_full.so")),
            "windows-x86_64",
            new Libraries(WINDOWS, List.of(WINDOWS, "jniopenblas_full.dll")),
            "macosx-x86_64",
            new Libraries(
                    MAC,
                    List.of(
                            "libgcc_s.1.1.dylib",
                            "libquadmath.0.dylib",
                            "libgfortran.5.dylib",
                            MAC,
                            "libjniopenblas_full.dylib")),
            "macosx-arm64",
            new Libraries(MAC, List.of(MAC, "libjniopenblas_full.dylib")));

    /** One of each jar, so that one that is missing is found before anything is loaded. */
    private static final List<String> CLASSES = List.of(
            "org.bytedeco.javacpp.Loader",
            "org.bytedeco.openblas.global.openblas_full",
            "dev.ludovic.netlib.blas.NativeBLAS",
            "org.netlib.util.booleanW");

    private static @Nullable Attempt attempt;

    private OpenBlas() {}

    /**
     * The result of loading.
     *
     * @param product null if there is an obstacle
     * @param obstacle one line, null if it was loaded
     */
    record Attempt(
            @Nullable OpenBlasProduct product, @Nullable String obstacle) {}

    /** Loads it, once. */
    static synchronized Attempt load() {
        if (attempt == null) {
            attempt = load(platform(System.getProperty("os.name"), System.getProperty("os.arch")));
        }
        return attempt;
    }

    /** Returns JavaCPP's name of a platform. */
    static String platform(String system, String architecture) {
        String name = system.startsWith("Windows") ? "windows" : system.startsWith("Mac") ? "macosx" : system;
        return name.toLowerCase(Locale.ROOT)
                + switch (architecture) {
                    case "amd64", "x86_64" -> "-x86_64";
                    case "aarch64" -> "-arm64";
                    default -> "-" + architecture;
                };
    }

    static Attempt load(String platform) {
        Libraries libraries = PLATFORMS.get(platform);
        try {
            if (libraries == null || resource(platform, libraries.openBlas) == null) {
                return new Attempt(null, "this build has no OpenBLAS for " + platform);
            }
            for (String name : CLASSES) {
                Class.forName(name, false, OpenBlas.class.getClassLoader());
            }
            PrivateFolder folder =
                    PrivateFolder.natives(CacheFolder.ofThisUser()).folder("openblas-" + platform);
            for (String library : libraries.inOrder) {
                unpack(platform, library, folder);
            }
            for (String library : libraries.inOrder) {
                System.load(folder.path().resolve(library).toString());
            }
            return new Attempt(OpenBlasProduct.bind(folder.path().resolve(libraries.openBlas)), null);
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError failure) {
            return new Attempt(
                    null,
                    "OpenBLAS cannot be loaded: "
                            + String.valueOf(failure.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
        }
    }

    /** Asks the class loader, since a class in a module finds only the resources of its own module. */
    private static @Nullable URL resource(String platform, String library) {
        return OpenBlas.class.getClassLoader().getResource("org/bytedeco/openblas/" + platform + "/" + library);
    }

    /** Puts a library into the folder, unless it lies there byte for byte. */
    static void unpack(String platform, String library, PrivateFolder folder) throws IOException {
        URL resource = resource(platform, library);
        if (resource == null) {
            throw new IOException("this build lacks " + library);
        }
        folder.file(library, new ResourceContent(resource));
    }
}
