package io.minibatch.backend.cuda;

import io.minibatch.backend.BackendException;
import io.minibatch.backend.Finding;
import io.minibatch.backend.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * Looks for what the CUDA backend needs, loads it, and asks the driver for its devices. A step runs only if all earlier
 * ones succeeded, except that cuBLAS is always searched for: a machine with neither a driver nor cuBLAS gets both
 * messages.
 */
final class Examination {
    /** The CUDA that takes our PTX. */
    private static final int OLDEST_CUDA = 12_000;

    /** The compute capability of our PTX, 7.5. */
    private static final int OLDEST_CAPABILITY = 75;

    private static final long MEBIBYTE = 1 << 20;

    private static final String MEND_OF_TAKEN =
            "see that no other program fills the GPU's memory or keeps the GPU for itself";

    private final LibraryFolders folders;
    private final boolean thorough;
    private final Findings findings = new Findings();
    private int cudaVersion;

    private Examination(LibraryFolders folders, boolean thorough) {
        this.folders = folders;
        this.thorough = thorough;
    }

    /**
     * Returns what this machine has, in the order in which the backend needs it.
     *
     * @param named folders to look in first
     * @param thorough whether to open the devices too, for what only that tells
     */
    static List<Finding> ofThisMachine(List<Path> named, boolean thorough) {
        return Platform.ofThisMachine()
                .map(platform -> of(LibraryFolders.ofThisMachine(platform, named), thorough))
                .orElseGet(() -> List.of(new Finding.Missing(
                        "system", "it runs on Linux and Windows on x86-64 only", "use the cpu backend")));
    }

    static List<Finding> of(LibraryFolders folders, boolean thorough) {
        Examination examination = new Examination(folders, thorough);
        examination.run();
        return examination.findings.toList();
    }

    private void run() {
        searched();
        boolean device = new DriverExamination(folders, findings).loads() && jcudaDriver() && version() && devices();
        CublasExamination cublas = new CublasExamination(folders, cudaVersion, findings);
        if (cublas.isThere() && device && cublas.loads() && thorough) {
            opens();
        }
    }

    private void searched() {
        List<String> libraries = folders.platform().libraries();
        List<Path> empty = new ArrayList<>();
        Stream.concat(folders.named().stream(), folders.usual().stream()).forEach(folder -> {
            List<String> there = libraries.stream()
                    .filter(library -> LibraryFolders.has(folder, library))
                    .toList();
            if (!there.isEmpty()) {
                findings.searched("folder", folder + ": " + String.join(", ", there));
            } else if (Files.isDirectory(folder)) {
                empty.add(folder);
            } else {
                findings.searched("folder", folder + ": there is no such folder");
            }
        });
        if (!empty.isEmpty()) {
            findings.searched(
                    "folders",
                    "nothing in " + empty.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
    }

    private boolean jcudaDriver() {
        try {
            NativeLibraries.loadJCudaDriver(folders.platform());
        } catch (IOException | LinkageError failure) {
            return findings.jcudaMissing(failure);
        }
        return findings.found("JCuda", "unpacked to " + NativeLibraries.folder());
    }

    private boolean version() {
        try {
            cudaVersion = Device.driverVersion();
        } catch (BackendException failure) {
            return findings.missing("driver", Findings.reason(failure), "reinstall NVIDIA's driver");
        }
        String version = Device.version(cudaVersion);
        if (cudaVersion < OLDEST_CUDA) {
            return findings.missing(
                    "driver",
                    "the driver is for CUDA " + version + "; at least " + Device.version(OLDEST_CUDA) + " is needed",
                    "update NVIDIA's driver to version 528 or newer");
        }
        return findings.found("driver", "for CUDA " + version);
    }

    private boolean devices() {
        try {
            int started = JCudaDriver.cuInit(0);
            if (started != CUresult.CUDA_SUCCESS && started != CUresult.CUDA_ERROR_NO_DEVICE) {
                return notStarting(started);
            }
            int count = started == CUresult.CUDA_SUCCESS ? Device.count() : 0;
            if (count == 0) {
                return findings.missing(
                        "devices",
                        "the driver finds no device",
                        "see that this process may use the GPU (CUDA_VISIBLE_DEVICES, a container's --gpus); without "
                                + "one, use the cpu backend");
            }
            findings.found("devices", Integer.toString(count));
            boolean usable = firstDevice(Device.of(0));
            for (int ordinal = 1; ordinal < count; ordinal++) {
                findings.found("device " + ordinal, describe(Device.of(ordinal)));
            }
            return usable && (!thorough || kernels());
        } catch (BackendException failure) {
            String mend = isTaken(failure) ? MEND_OF_TAKEN : "restart the machine, or use the cpu backend";
            return findings.missing("devices", Findings.reason(failure), mend);
        }
    }

    /** Returns whether the device works but has no room or no time for this process. */
    private static boolean isTaken(BackendException failure) {
        String reason = Findings.reason(failure);
        return Stream.of(CUresult.CUDA_ERROR_OUT_OF_MEMORY, CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE)
                .anyMatch(code -> reason.contains(CUresult.stringFor(code)));
    }

    private boolean notStarting(int result) {
        return findings.missing(
                "devices",
                "the driver does not start: " + Cuda.describe(result),
                result == CUresult.CUDA_ERROR_STUB_LIBRARY
                        ? "take the folder of this stub of the driver out of LD_LIBRARY_PATH"
                        : "restart the machine; if that does not help, reinstall NVIDIA's driver");
    }

    /** It is the one that is used. */
    private boolean firstDevice(Device device) {
        return device.major() * 10 + device.minor() < OLDEST_CAPABILITY
                ? findings.missing(
                        "device 0",
                        device.description() + "; at least 7.5 is needed",
                        "use a newer GPU (CUDA_VISIBLE_DEVICES chooses which comes first), or the cpu backend")
                : findings.found("device 0", describe(device));
    }

    private String describe(Device device) {
        String text = device.description() + ", " + device.bytes() / MEBIBYTE + " MiB";
        return thorough ? text + " (" + device.freeBytes() / MEBIBYTE + " MiB free)" : text;
    }

    private boolean kernels() {
        try (Context context = new Context();
                Kernels kernels = new Kernels(context)) {
            return findings.found("kernels", kernels.count() + " loaded from " + kernels.origin());
        } catch (BackendException failure) {
            String mend = isTaken(failure) ? MEND_OF_TAKEN : DriverExamination.mendOfKernels(failure);
            return findings.missing("kernels", Findings.reason(failure), mend);
        }
    }

    private void opens() {
        try (CudaBackend backend = CudaBackend.open(Precision.FLOAT32, true)) {
            findings.found("start", "kernels and cuBLAS start on " + backend.device());
        } catch (BackendException failure) {
            findings.missing("start", Findings.reason(failure), MEND_OF_TAKEN);
        }
    }
}
