package io.minibatch.backend.cuda;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The systems for which JCuda has libraries, and how CUDA's and its files are called there. */
enum Platform {
    LINUX(
            "libcuda.so.1",
            "libcublas%s.so.%d",
            "lib%s-12.6.0-linux-x86_64.so",
            List.of("lib64", "targets/x86_64-linux/lib"),
            List.of("nvidia/cublas/lib", "nvidia/cu13/lib", "cublas/lib", "cu13/lib")),
    WINDOWS(
            "nvcuda.dll",
            "cublas%s64_%d.dll",
            "%s-12.6.0-windows-x86_64.dll",
            List.of("bin", "bin/x64"),
            List.of("nvidia/cublas/bin", "nvidia/cu13/bin/x86_64", "cublas/bin", "cu13/bin/x86_64"));

    private final String driver;
    private final String cublas;
    private final String jcuda;
    private final List<String> toolkit;
    private final List<String> wheels;

    Platform(String driver, String cublas, String jcuda, List<String> toolkit, List<String> wheels) {
        this.driver = driver;
        this.cublas = cublas;
        this.jcuda = jcuda;
        this.toolkit = toolkit;
        this.wheels = wheels;
    }

    /** Returns what this JVM runs on; nothing if there is no JCuda for it. */
    static Optional<Platform> ofThisMachine() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** Returns the platform of these system properties, {@code os.name} and {@code os.arch}. */
    static Optional<Platform> of(String system, String architecture) {
        if (!architecture.equals("amd64")) {
            return Optional.empty();
        }
        return system.equals("Linux")
                ? Optional.of(LINUX)
                : system.startsWith("Windows") ? Optional.of(WINDOWS) : Optional.empty();
    }

    String driver() {
        return driver;
    }

    String cublas(int version) {
        return String.format(Locale.ROOT, cublas, "", version);
    }

    /** Returns the library that cuBLAS needs beside it. */
    String cublasLt(int version) {
        return String.format(Locale.ROOT, cublas, "Lt", version);
    }

    /** Returns the libraries of the driver and of every cuBLAS that can be used. */
    List<String> libraries() {
        return List.of(driver, cublas(NativeLibraries.CUBLAS_OF_JCUDA), cublas(NativeLibraries.NEXT_CUBLAS));
    }

    /** Returns the file of one of JCuda's libraries, for example of {@code JCublas2}. */
    String jcuda(String library) {
        return String.format(Locale.ROOT, jcuda, library);
    }

    /** Returns the folders, of a CUDA toolkit, with its libraries. */
    List<String> inToolkit() {
        return toolkit;
    }

    /** Returns the folders with cuBLAS 12 and 13, of Python's site-packages and of the nvidia in it. */
    List<String> inWheels() {
        return wheels;
    }
}
