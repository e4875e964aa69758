package io.minibatch.backend.cuda;

import io.minibatch.io.AtomicFile;
import io.minibatch.io.CacheFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes JCuda usable: loads the driver and what of JCuda calls it, then cuBLAS and what of JCuda calls that. Each finds what
 * it needs already loaded (the loader of libraries goes by their names, not by paths).
 *
 * <p>JCuda unpacks its libraries to a fixed name in the temporary folder and trusts a file that is there. So we unpack them
 * ourselves, to a folder that only this user can write, compare what is there with what we have, and let JCuda look there.
 * Where there is only cuBLAS 13, the unpacked library is changed to ask for that: the functions that we call are the same.
 */
final class NativeLibraries {
    /** The cuBLAS that JCuda asks for, and the one that it can be made to ask for. */
    static final int CUBLAS_OF_JCUDA = 12;

    static final int NEXT_CUBLAS = 13;

    private static @Nullable Path driver;
    private static @Nullable Cublas cublas;

    private NativeLibraries() {}

    /** A cuBLAS and its major version. */
    record Cublas(Path file, int version) {}

    /** Returns the driver that this process has loaded, else the one in the folders, or null. A process loads but one. */
    static synchronized @Nullable Path driver(LibraryFolders folders) {
        return driver == null ? folders.driver() : driver;
    }

    /** Returns the cuBLAS that this process has loaded, else the best one in the folders, or null. */
    static synchronized @Nullable Cublas cublas(LibraryFolders folders) {
        if (cublas != null) {
            return cublas;
        }
        Path usual = folders.cublas(CUBLAS_OF_JCUDA);
        if (usual != null) {
            return new Cublas(usual, CUBLAS_OF_JCUDA);
        }
        Path next = folders.cublas(NEXT_CUBLAS);
        return next == null ? null : new Cublas(next, NEXT_CUBLAS);
    }

    static synchronized void loadDriver(Path file) throws IOException {
        System.load(file.toRealPath().toString());
        driver = file;
    }

    static synchronized void loadCublas(Platform platform, Cublas found) throws IOException {
        Path lt = found.file.resolveSibling(platform.cublasLt(found.version));
        if (Files.exists(lt)) {
            System.load(lt.toRealPath().toString());
        }
        System.load(found.file.toRealPath().toString());
        cublas = found;
    }

    /** Returns where JCuda's libraries are unpacked to. */
    static Path folder() {
        return CacheFolder.ofThisUser().resolve("natives").toAbsolutePath();
    }

    static void loadJCudaDriver(Platform platform) throws IOException {
        String name = platform.jcuda("JCudaDriver");
        loadJCuda(folder().resolve("driver"), name, resource("/lib/" + name), "jcuda.driver.JCudaDriver");
    }

    static void loadJCublas(Platform platform, int version) throws IOException {
        String name = platform.jcuda("JCublas2");
        byte[] content = resource("/lib/" + name);
        if (version != CUBLAS_OF_JCUDA) {
            SharedLibrary.of(content).askFor(platform.cublas(CUBLAS_OF_JCUDA), platform.cublas(version));
        }
        loadJCuda(folder().resolve("cublas" + version), name, content, "jcuda.jcublas.JCublas2");
    }

    /** JCuda's classes load their library when they are initialised, from the folder for temporary files. */
    private static synchronized void loadJCuda(Path folder, String name, byte[] content, String className)
            throws IOException {
        createPrivate(folder);
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
            AtomicFile.write(file, out -> out.write(content));
        }
        // Here the reason of a failure is still said; JCuda's own message buries it.
        System.load(file.toString());
        String temporary = System.getProperty("java.io.tmpdir");
        System.setProperty("java.io.tmpdir", folder.toString());
        try {
            Class.forName(className);
        } catch (ClassNotFoundException missing) {
            throw new IOException("this build lacks " + className, missing);
        } finally {
            System.setProperty("java.io.tmpdir", temporary);
        }
    }

    /** Fails where the folder is another user's. On Windows a user's folders are closed to others as they are. */
    private static void createPrivate(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> ours = PosixFilePermissions.fromString("rwx------");
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(ours));
            Files.setPosixFilePermissions(folder, ours);
        } else {
            Files.createDirectories(folder);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = NativeLibraries.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("this build lacks " + name);
            }
            return in.readAllBytes();
        }
    }
}
