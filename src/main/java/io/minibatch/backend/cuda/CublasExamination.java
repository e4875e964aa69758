package io.minibatch.backend.cuda;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import jcuda.jcublas.JCublas2;
import jcuda.libraryPropertyType;
import org.jspecify.annotations.Nullable;

/** Looks for a cuBLAS that the driver can run and that has what we call, and loads it. */
final class CublasExamination {
    /** The cuBLAS functions in use; a call of a missing one would terminate the JVM. */
    static final Set<String> FUNCTIONS = Set.of(
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

    private static final String WHOLE = "install a whole cuBLAS 12 or 13, or name its folder by --cuda-libs";

    private final LibraryFolders folders;
    private final int cudaVersion;
    private final Findings findings;
    /** The library that is or will be loaded. */
    private NativeLibraries.@Nullable Cublas library;

    /**
     * Looks where it is.
     *
     * @param cudaVersion of the driver; 0 if that is not known
     */
    CublasExamination(LibraryFolders folders, int cudaVersion, Findings findings) {
        this.folders = folders;
        this.cudaVersion = cudaVersion;
        this.findings = findings;
        this.library = NativeLibraries.cublas();
    }

    /** Chooses the first that can be used, version 13 before 12, where this process has none. */
    boolean isThere() {
        List<Rejection> rejections = new ArrayList<>();
        for (NativeLibraries.Cublas candidate : candidates()) {
            Rejection rejection = rejection(candidate);
            if (rejection == null) {
                library = candidate;
                findings.passedOver("cuBLAS", rejections);
                return findings.found("cuBLAS", candidate.file().toString());
            }
            rejections.add(rejection);
        }
        return rejections.isEmpty() ? nothing() : findings.unusable("cuBLAS", rejections);
    }

    private List<NativeLibraries.Cublas> candidates() {
        return library != null
                ? List.of(library)
                : Stream.of(NativeLibraries.NEXT_CUBLAS, NativeLibraries.CUBLAS_OF_JCUDA)
                        .flatMap(version -> folders.cublas(version).stream()
                                .map(file -> new NativeLibraries.Cublas(file, version, lt(file, version))))
                        .toList();
    }

    /** Returns the cublasLt beside a cuBLAS, else one of another folder, or null. */
    private @Nullable Path lt(Path file, int version) {
        Path beside = NativeLibraries.beside(file, folders.platform().cublasLt(version));
        return beside == null ? folders.cublasLt(version) : beside;
    }

    private boolean nothing() {
        Platform platform = folders.platform();
        String names = platform.cublas(NativeLibraries.CUBLAS_OF_JCUDA) + " or "
                + platform.cublas(NativeLibraries.NEXT_CUBLAS);
        return findings.missing(
                "cuBLAS",
                "there is no cuBLAS (" + names + ")"
                        + (folders.named().isEmpty() ? "" : " in the folders of --cuda-libs"),
                (isBefore13() ? "install cuBLAS 12" : "install cuBLAS 13")
                        + ", of CUDA's toolkit or of Python's package "
                        + (isBefore13() ? "nvidia-cublas-cu12" : "nvidia-cublas")
                        + ", and name its folder by --cuda-libs where it is not found");
    }

    private boolean isBefore13() {
        return cudaVersion != 0 && cudaVersion < CUDA_13;
    }

    private @Nullable Rejection rejection(NativeLibraries.Cublas candidate) {
        Path file = candidate.file();
        int version = candidate.version();
        if (version == NativeLibraries.NEXT_CUBLAS && isBefore13()) {
            return new Rejection(
                    file + " needs a driver for CUDA 13; this one is for CUDA " + Device.version(cudaVersion),
                    "update NVIDIA's driver to version 580 or newer, or install cuBLAS 12");
        }
        try {
            SharedLibrary.Symbols symbols = SharedLibrary.symbols(file);
            Set<String> lacking = new TreeSet<>(FUNCTIONS);
            lacking.removeAll(symbols.exports());
            if (!lacking.isEmpty()) {
                return new Rejection(file + " lacks " + String.join(", ", lacking), WHOLE);
            }
            String lt = folders.platform().cublasLt(version);
            return candidate.lt() == null && symbols.needs().contains(lt)
                    ? new Rejection(file + " needs " + lt + ", which was not found", together(version))
                    : rejectionOfLt(candidate);
        } catch (IOException unreadable) {
            return new Rejection(file + " cannot be loaded: " + Findings.reason(unreadable), WHOLE);
        }
    }

    private @Nullable Rejection rejectionOfLt(NativeLibraries.Cublas candidate) {
        Path lt = candidate.lt();
        try {
            if (lt != null) {
                SharedLibrary.check(lt);
            }
            return null;
        } catch (IOException unreadable) {
            return new Rejection(
                    lt + " cannot be loaded: " + Findings.reason(unreadable), together(candidate.version()));
        }
    }

    private String together(int version) {
        return "install cuBLAS with the " + folders.platform().cublasLt(version)
                + " that comes with it in the same folder";
    }

    /** Loads the library that was found and the JCuda library that calls it. */
    boolean loads() {
        NativeLibraries.Cublas found = Objects.requireNonNull(library);
        Platform platform = folders.platform();
        try {
            NativeLibraries.loadCublas(found);
        } catch (IOException | LinkageError failure) {
            return findings.missing(
                    "cuBLAS",
                    found.file() + " cannot be loaded: " + Findings.reason(failure),
                    together(found.version()));
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
