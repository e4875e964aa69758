package io.minibatch.backend.cuda;

import io.minibatch.io.CacheFolder;
import io.minibatch.io.PrivateFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes JCuda usable: loads the driver and the JCuda library that calls it, then cuBLAS and the JCuda library that
 * calls cuBLAS. Each finds what it needs already loaded (the loader of libraries goes by their names, not by paths).
 *
 * <p>JCuda unpacks its libraries to a fixed name in the temporary folder and trusts an existing file. So we unpack
 * them ourselves, to a folder that only this user can write, compare what is there with what we have, and let JCuda
 * look there. Where there is only cuBLAS 13, the unpacked library is changed to ask for that: the functions that we
 * call are the same.
 */
final class NativeLibraries {
    /** The cuBLAS that JCuda asks for, and the one that it can be made to ask for. */
    static final int CUBLAS_OF_JCUDA = 12;

    static final int NEXT_CUBLAS = 13;

    /** The driver opens it by this name when it compiles PTX. */
    static final String PTX_COMPILER = "libnvidia-ptxjitcompiler.so.1";

    /** The end of the folder that the launcher names to the driver by {@code CUDA_CACHE_PATH}. */
    private static final String KERNEL_CACHE = "minibatch/kernels";

    private static @Nullable Path driver;
    private static @Nullable Cublas cublas;
    private static @Nullable PrivateFolder natives;

    private NativeLibraries() {}

    /**
     * A cuBLAS.
     *
     * @param version its major version
     * @param lt the cublasLt that belongs to it; null if it is not needed
     */
    record Cublas(Path file, int version, @Nullable Path lt) {}

    /** Returns the driver that this process has loaded, or null. */
    static synchronized @Nullable Path driver() {
        return driver;
    }

    /** Returns the cuBLAS that this process has loaded, or null. */
    static synchronized @Nullable Cublas cublas() {
        return cublas;
    }

    static synchronized void loadDriver(Path file) throws IOException {
        System.load(file.toRealPath().toString());
        driver = file;
    }

    /**
     * Loads the driver's compiler of PTX, so that the driver finds it: the dynamic loader does not look in the driver's
     * own folder, but does compare a name that it is to open with those of the libraries that are loaded.
     */
    static void loadCompiler(Path file) throws IOException {
        System.load(file.toRealPath().toString());
    }

    static synchronized void loadCublas(Cublas found) throws IOException {
        if (found.lt != null) {
            System.load(found.lt.toRealPath().toString());
        }
        System.load(found.file.toRealPath().toString());
        cublas = found;
    }

    /** Returns the library of that name beside a file or beside that to which the file is a link, or null. */
    static @Nullable Path beside(Path file, String library) {
        Path sibling = file.resolveSibling(library);
        try {
            Path real = file.toRealPath().resolveSibling(library);
            return Files.exists(sibling) ? sibling : Files.exists(real) ? real : null;
        } catch (IOException unreadable) {
            return null;
        }
    }

    /** Returns where the driver keeps compiled kernels if that is the folder of the launcher's choice, else null. */
    static @Nullable Path kernelCache(Map<String, String> environment) {
        return LibraryFolders.path(environment.getOrDefault("CUDA_CACHE_PATH", ""))
                .filter(folder -> folder.endsWith(KERNEL_CACHE))
                .findFirst()
                .orElse(null);
    }

    /** Returns where JCuda's libraries are unpacked to. */
    static synchronized Path folder() {
        return natives == null ? CacheFolder.ofThisUser().resolve("natives").toAbsolutePath() : natives.path();
    }

    static void loadJCudaDriver(Platform platform) throws IOException {
        String name = platform.jcuda("JCudaDriver");
        loadJCuda("driver", name, resource("lib/" + name), "jcuda.driver.JCudaDriver");
    }

    static void loadJCublas(Platform platform, int version) throws IOException {
        String name = platform.jcuda("JCublas2");
        byte[] content = resource("lib/" + name);
        if (version != CUBLAS_OF_JCUDA) {
            SharedLibrary.of(content).askFor(platform.cublas(CUBLAS_OF_JCUDA), platform.cublas(version));
        }
        loadJCuda("cublas" + version, name, content, "jcuda.jcublas.JCublas2");
    }

    /** JCuda's classes load their library when they are initialized, from the folder for temporary files. */
    private static synchronized void loadJCuda(String part, String name, byte[] content, String className)
            throws IOException {
        if (natives == null) {
            natives = PrivateFolder.natives(CacheFolder.ofThisUser());
        }
        PrivateFolder folder = natives.folder(part);
        Path file = folder.file(name, () -> new ByteArrayInputStream(content));
        // Here the reason of a failure is still said; JCuda's own message buries it.
        System.load(file.toString());
        String temporary = System.getProperty("java.io.tmpdir");
        System.setProperty("java.io.tmpdir", folder.path().toString());
        try {
            Class.forName(className);
        } catch (ClassNotFoundException missing) {
            throw new IOException("this build lacks " + className, missing);
        } finally {
            System.setProperty("java.io.tmpdir", temporary);
        }
    }

    /** Asks the class loader, since a class in a module finds only the resources of its own module. */
    private static byte[] resource(String name) throws IOException {
        try (InputStream in = NativeLibraries.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("this build lacks " + name);
            }
            return in.readAllBytes();
        }
    }
}
