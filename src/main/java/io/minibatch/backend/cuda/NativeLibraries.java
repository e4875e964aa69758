package io.minibatch.backend.cuda;

import io.minibatch.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes JCuda usable: loads the driver, then cuBLAS, then JCuda's own libraries, each of which finds what it needs already
 * loaded (the loader of libraries goes by their names, not by paths).
 *
 * <p>JCuda unpacks its libraries to a fixed name in the temporary folder and trusts a file that is there. So we unpack them
 * ourselves, to a folder that only this user can write, compare what is there with what we have, and let JCuda look there.
 */
final class NativeLibraries {
    private static final String DRIVER = "libcuda.so.1";
    private static final String BLAS = "libcublas.so.12";
    private static final String BLAS_LT = "libcublasLt.so.12";
    private static final List<String> OF_JCUDA =
            List.of("libJCudaDriver-12.6.0-linux-x86_64.so", "libJCublas2-12.6.0-linux-x86_64.so");
    private static final List<String> CLASSES = List.of("jcuda.driver.JCudaDriver", "jcuda.jcublas.JCublas2");

    private static @Nullable String obstacle;
    private static boolean tried;

    private NativeLibraries() {}

    /** Loads everything the first time, and returns in one line what is missing, or null. */
    static synchronized @Nullable String load() {
        if (!tried) {
            tried = true;
            obstacle = load(LibraryFolders.ofThisMachine());
        }
        return obstacle;
    }

    private static @Nullable String load(LibraryFolders folders) {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            return "it runs on Linux on x86-64 only";
        }
        Path driver = folders.find(DRIVER);
        if (driver == null) {
            return "there is no NVIDIA driver (" + DRIVER + ")";
        }
        Path blas = folders.find(BLAS);
        if (blas == null) {
            return "there is a driver, but no cuBLAS 12 (" + BLAS + ")";
        }
        try {
            System.load(driver.toRealPath().toString());
            Path lt = folders.find(BLAS_LT);
            if (lt != null) {
                System.load(lt.toRealPath().toString());
            }
            System.load(blas.toRealPath().toString());
            loadJCuda(unpack());
            return null;
        } catch (IOException | UnsatisfiedLinkError | ClassNotFoundException failure) {
            return "its libraries cannot be loaded: "
                    + String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        }
    }

    private static Path unpack() throws IOException {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        Path folder = base.resolve("minibatch").resolve("natives");
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (String library : OF_JCUDA) {
            byte[] content = resource("/lib/" + library);
            Path file = folder.resolve(library);
            if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
                AtomicFile.write(file, out -> out.write(content));
            }
        }
        return folder;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = NativeLibraries.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("this build lacks " + name);
            }
            return in.readAllBytes();
        }
    }

    /** JCuda's classes load their libraries when they are initialised, from the folder for temporary files. */
    private static void loadJCuda(Path folder) throws ClassNotFoundException {
        String temporary = System.getProperty("java.io.tmpdir");
        System.setProperty("java.io.tmpdir", folder.toString());
        try {
            for (String name : CLASSES) {
                Class.forName(name);
            }
        } finally {
            System.setProperty("java.io.tmpdir", temporary);
        }
    }
}
