package io.minibatch.backend.cuda;

import io.minibatch.io.AtomicFile;
import io.minibatch.io.CacheFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes JCuda usable: loads the driver, then cuBLAS, then JCuda's own libraries, each of which finds what it needs already
 * loaded (the loader of libraries goes by their names, not by paths).
 *
 * <p>JCuda unpacks its libraries to a fixed name in the temporary folder and trusts a file that is there. So we unpack them
 * ourselves, to a folder that only this user can write, compare what is there with what we have, and let JCuda look there.
 * Where there is only cuBLAS 13, the unpacked library is changed to ask for that: the functions that we call are the same.
 */
final class NativeLibraries {
    private static final String DRIVER = "libcuda.so.1";

    /** The cuBLAS that JCuda asks for, and the one that it can be made to ask for. */
    private static final String BLAS_12 = "libcublas.so.12";

    private static final String BLAS_13 = "libcublas.so.13";

    /** What is called of cuBLAS; a function that is missing would end the JVM when it is called. */
    private static final Set<String> BLAS_FUNCTIONS = Set.of(
            "cublasCreate_v2",
            "cublasDestroy_v2",
            "cublasSetStream_v2",
            "cublasSetWorkspace_v2",
            "cublasSetPointerMode_v2",
            "cublasSgemm_v2",
            "cublasGetStatusName");

    private static final String JCUDA_DRIVER = "libJCudaDriver-12.6.0-linux-x86_64.so";
    private static final String JCUBLAS = "libJCublas2-12.6.0-linux-x86_64.so";
    private static final List<String> CLASSES = List.of("jcuda.driver.JCudaDriver", "jcuda.jcublas.JCublas2");

    private static boolean loaded;

    private NativeLibraries() {}

    /** Loads everything, once, and returns in one line what is missing, or null. */
    static synchronized @Nullable String load(LibraryFolders folders) {
        String obstacle = loaded ? null : tryToLoad(folders);
        loaded = obstacle == null;
        return obstacle;
    }

    private static @Nullable String tryToLoad(LibraryFolders folders) {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            return "it runs on Linux on x86-64 only";
        }
        Path driver = folders.find(DRIVER);
        if (driver == null) {
            return "there is no NVIDIA driver (" + DRIVER + "); install one, or use the cpu backend";
        }
        String blasName = folders.find(BLAS_12) != null ? BLAS_12 : BLAS_13;
        Path blas = folders.find(blasName);
        if (blas == null) {
            return "there is a driver, but no cuBLAS (" + BLAS_12 + " or " + BLAS_13
                    + "); install CUDA's libraries or name their folder by --cuda-libs";
        }
        try {
            Set<String> missing = new TreeSet<>(BLAS_FUNCTIONS);
            missing.removeAll(ElfLibrary.of(blas).exports());
            if (!missing.isEmpty()) {
                return blas + " lacks " + String.join(", ", missing);
            }
            System.load(driver.toRealPath().toString());
            Path lt = folders.find(blasName.replace("cublas", "cublasLt"));
            if (lt != null) {
                System.load(lt.toRealPath().toString());
            }
            System.load(blas.toRealPath().toString());
            loadJCuda(unpack(blasName));
            return null;
        } catch (IOException | UnsatisfiedLinkError | ClassNotFoundException failure) {
            return "its libraries cannot be loaded: "
                    + String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        }
    }

    /** Puts JCuda's libraries, made to ask for that cuBLAS, into a folder of their own. */
    private static Path unpack(String blasName) throws IOException {
        Path folder = CacheFolder.ofThisUser().resolve("natives").resolve(blasName);
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        put(folder.resolve(JCUDA_DRIVER), resource("/lib/" + JCUDA_DRIVER));
        byte[] jcublas = resource("/lib/" + JCUBLAS);
        if (!blasName.equals(BLAS_12)) {
            ElfLibrary.of(jcublas).askFor(BLAS_12, blasName);
        }
        put(folder.resolve(JCUBLAS), jcublas);
        return folder;
    }

    private static void put(Path file, byte[] content) throws IOException {
        if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
            AtomicFile.write(file, out -> out.write(content));
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
