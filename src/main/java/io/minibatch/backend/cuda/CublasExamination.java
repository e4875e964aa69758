package io.minibatch.backend.cuda;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import jcuda.jcublas.JCublas2;
import jcuda.libraryPropertyType;
import org.jspecify.annotations.Nullable;

/** Looks for a cuBLAS that the driver can run and that has what we call, and loads it. */
final class CublasExamination {
    /** What is called of cuBLAS; a function that is missing would end the JVM when it is called. */
    private static final Set<String> FUNCTIONS = Set.of(
            "cublasCreate_v2",
            "cublasDestroy_v2",
            "cublasSetStream_v2",
            "cublasSetWorkspace_v2",
            "cublasSetPointerMode_v2",
            "cublasGemmEx",
            "cublasGetProperty",
            "cublasGetStatusName");

    /** The CUDA whose driver cuBLAS 13 needs. */
    private static final int CUDA_13 = 13_000;

    private final LibraryFolders folders;
    private final int cudaVersion;
    private final Findings findings;
    private final NativeLibraries.@Nullable Cublas library;

    /**
     * Looks where it is.
     *
     * @param cudaVersion of the driver; 0 where that is not known
     */
    CublasExamination(LibraryFolders folders, int cudaVersion, Findings findings) {
        this.folders = folders;
        this.cudaVersion = cudaVersion;
        this.findings = findings;
        this.library = NativeLibraries.cublas(folders);
    }

    boolean isThere() {
        if (library == null) {
            return nothing();
        }
        if (library.version() == NativeLibraries.NEXT_CUBLAS && cudaVersion != 0 && cudaVersion < CUDA_13) {
            return findings.missing(
                    "cuBLAS",
                    library.file() + " needs a driver for CUDA 13; this one is for CUDA " + Device.version(cudaVersion),
                    "update NVIDIA's driver to version 580 or newer, or install cuBLAS 12");
        }
        return isWhole(library.file());
    }

    private boolean nothing() {
        Platform platform = folders.platform();
        String names = platform.cublas(NativeLibraries.CUBLAS_OF_JCUDA) + " or "
                + platform.cublas(NativeLibraries.NEXT_CUBLAS);
        return findings.missing(
                "cuBLAS",
                "there is no cuBLAS (" + names + ")"
                        + (folders.named().isEmpty() ? "" : " in the folders of --cuda-libs"),
                "install cuBLAS " + (cudaVersion < CUDA_13 ? "12" : "12 or 13")
                        + ", of CUDA's toolkit or of Python's package nvidia-cublas-cu12, and name its folder by "
                        + "--cuda-libs where it is not found");
    }

    private boolean isWhole(Path file) {
        String mend = "install a whole cuBLAS 12 or 13, or name its folder by --cuda-libs";
        try {
            Set<String> lacking = new TreeSet<>(FUNCTIONS);
            lacking.removeAll(SharedLibrary.exports(file));
            return lacking.isEmpty()
                    ? findings.found("cuBLAS", file.toString())
                    : findings.missing("cuBLAS", file + " lacks " + String.join(", ", lacking), mend);
        } catch (IOException unreadable) {
            return findings.missing("cuBLAS", file + " cannot be read: " + Findings.reason(unreadable), mend);
        }
    }

    /** Loads what was found, and what of JCuda calls it. */
    boolean loads() {
        NativeLibraries.Cublas found = Objects.requireNonNull(library);
        Platform platform = folders.platform();
        try {
            NativeLibraries.loadCublas(platform, found);
        } catch (IOException | LinkageError failure) {
            return findings.missing(
                    "cuBLAS",
                    found.file() + " cannot be loaded: " + Findings.reason(failure),
                    "install cuBLAS with the " + platform.cublasLt(found.version())
                            + " that comes with it in the same folder");
        }
        try {
            NativeLibraries.loadJCublas(platform, found.version());
        } catch (IOException | LinkageError failure) {
            return findings.jcudaMissing(failure);
        }
        String bridge = found.version() == NativeLibraries.CUBLAS_OF_JCUDA
                ? "which JCuda calls as it is"
                : "which JCuda calls by a copy of its library that was changed to ask for it";
        return findings.found("cuBLAS", version() + ", " + bridge);
    }

    private static String version() {
        return property(libraryPropertyType.MAJOR_VERSION) + "." + property(libraryPropertyType.MINOR_VERSION) + "."
                + property(libraryPropertyType.PATCH_LEVEL);
    }

    private static int property(int type) {
        int[] value = new int[1];
        Cuda.checkBlas(JCublas2.cublasGetProperty(type, value), "asking for the version of cuBLAS");
        return value[0];
    }
}
