package io.minibatch.backend.cuda;

import io.minibatch.backend.BackendException;
import io.minibatch.io.PrivateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUresult;
import org.jspecify.annotations.Nullable;

/** Looks for a driver that this process can load, and loads it with its compiler of PTX. */
final class DriverExamination {
    private final LibraryFolders folders;
    private final Findings findings;

    DriverExamination(LibraryFolders folders, Findings findings) {
        this.folders = folders;
        this.findings = findings;
    }

    /** Loads the first driver that can be loaded. A process loads but one. */
    boolean loads() {
        Path loaded = NativeLibraries.driver();
        List<Rejection> rejections = new ArrayList<>();
        for (Path file : loaded == null ? folders.drivers() : List.of(loaded)) {
            Rejection rejection = load(file);
            if (rejection == null) {
                findings.passedOver("driver", rejections);
                findings.found("driver", file.toString());
                prepareToCompile(file);
                return true;
            }
            rejections.add(rejection);
        }
        return rejections.isEmpty() ? nothing() : findings.unusable("driver", rejections);
    }

    private boolean nothing() {
        return findings.missing(
                "driver",
                "there is no NVIDIA driver (" + folders.platform().driver() + ")",
                "if this machine has an NVIDIA GPU, install its driver; the cpu backend needs neither");
    }

    private static @Nullable Rejection load(Path file) {
        try {
            SharedLibrary.check(file);
            if (isStub(file)) {
                return new Rejection(
                        file + " is the CUDA toolkit's stub of the driver, which is for linking only",
                        "install NVIDIA's driver, and take the stub's folder out of LD_LIBRARY_PATH");
            }
            NativeLibraries.loadDriver(file);
            return null;
        } catch (IOException | LinkageError failure) {
            return new Rejection(
                    file + " cannot be loaded: " + Findings.reason(failure),
                    "reinstall NVIDIA's driver, or use the cpu backend");
        }
    }

    /** The toolkit keeps its stubs in a folder of that name. */
    private static boolean isStub(Path file) throws IOException {
        return file.resolveSibling("").endsWith("stubs")
                || file.toRealPath().resolveSibling("").endsWith("stubs");
    }

    /** The driver can do without both: where it finds a compiler by itself, and where it compiles at every start. */
    private void prepareToCompile(Path driver) {
        Path compiler = NativeLibraries.beside(driver, NativeLibraries.PTX_COMPILER);
        if (compiler != null) {
            try {
                SharedLibrary.check(compiler);
                NativeLibraries.loadCompiler(compiler);
                findings.found("compiler", compiler.toString());
            } catch (IOException | LinkageError failure) {
                findings.searched("compiler", compiler + " cannot be loaded: " + Findings.reason(failure));
            }
        }
        Path cache = NativeLibraries.kernelCache(System.getenv());
        if (cache != null) {
            try {
                PrivateFolder.create(cache);
                findings.found("cache", "compiled kernels in " + cache);
            } catch (IOException failure) {
                findings.searched("cache", cache + " cannot be made private: " + Findings.reason(failure));
            }
        }
    }

    /** Returns what to do where the driver does not take the kernels. */
    static String mendOfKernels(BackendException failure) {
        if (!lacksCompiler(failure)) {
            return "update NVIDIA's driver";
        }
        Path driver = NativeLibraries.driver();
        return "put the driver's " + NativeLibraries.PTX_COMPILER + " into "
                + (driver == null ? "the driver's folder" : driver.resolveSibling(""))
                + " or its folder into LD_LIBRARY_PATH; a container gets it where NVIDIA_DRIVER_CAPABILITIES has compute";
    }

    /** Returns whether the driver did not find its compiler of PTX. */
    static boolean lacksCompiler(BackendException failure) {
        return Findings.reason(failure).contains(CUresult.stringFor(CUresult.CUDA_ERROR_JIT_COMPILER_NOT_FOUND));
    }
}
