package io.minibatch.backend.cuda;

import io.minibatch.backend.BackendException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import jcuda.driver.JITOptions;

/** The kernels, loaded from the first image that the driver accepts. */
final class KernelModule implements AutoCloseable {
    private static final int LOG_BYTES = 8 << 10;

    /** Lines of the log that a message quotes: the first name the cause, later ones its consequences. */
    private static final int LOG_LINES = 3;

    private static final int LOG_LINE_CHARACTERS = 160;

    private final CUmodule module = new CUmodule();
    private final Map<Kernel, CUfunction> functions = new HashMap<>();
    private final KernelImage image;
    private final List<String> refusals;
    private final int architecture;

    /** Loads one image. */
    private KernelModule(KernelSet set, KernelImage image, List<String> refusals) {
        this.image = image;
        this.refusals = refusals;
        load(Objects.requireNonNull(image.bytes()));
        try {
            find(set.kernels());
            architecture = architecture(functions.values().iterator().next());
        } catch (Refusal refusal) {
            close();
            throw refusal;
        }
    }

    /**
     * Loads the first image that the driver accepts. An image counts as accepted when all kernels are found in it,
     * because a driver that loads lazily reads the machine code only then.
     *
     * @throws BackendException if the driver accepts none, with the error and the compiler's log for each
     */
    static KernelModule load(KernelSet set, List<KernelImage> images) {
        List<String> refusals = new ArrayList<>();
        for (KernelImage image : images) {
            if (image.bytes() == null) {
                refusals.add(image.name() + ": not in this build");
                continue;
            }
            try {
                return new KernelModule(set, image, List.copyOf(refusals));
            } catch (Refusal refusal) {
                refusals.add(image.name() + ": " + refusal.getMessage());
            }
        }
        throw new BackendException("loading the kernels failed: " + String.join("; ", refusals));
    }

    private void load(ByteBuffer bytes) {
        JITOptions options = new JITOptions();
        options.putBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER, new byte[LOG_BYTES]);
        options.putInt(CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, LOG_BYTES);
        // Calls cuModuleLoadDataEx, and copies the log into and out of native memory.
        int result = JCudaDriver.cuModuleLoadDataJIT(module, Pointer.to(bytes), options);
        if (result != CUresult.CUDA_SUCCESS) {
            String log = firstLines(options.getString(CUjit_option.CU_JIT_ERROR_LOG_BUFFER));
            throw new Refusal(Cuda.describe(result) + (log.isEmpty() ? "" : " (" + log + ")"));
        }
    }

    /** Returns the start of the log in one line. */
    static String firstLines(String log) {
        return log.lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty())
                .limit(LOG_LINES)
                .map(KernelModule::cut)
                .collect(Collectors.joining(" / "));
    }

    private static String cut(String line) {
        return line.length() > LOG_LINE_CHARACTERS ? line.substring(0, LOG_LINE_CHARACTERS) + "…" : line;
    }

    private void find(List<Kernel> kernels) {
        for (Kernel kernel : kernels) {
            CUfunction function = new CUfunction();
            int result = JCudaDriver.cuModuleGetFunction(function, module, kernel.function());
            if (result != CUresult.CUDA_SUCCESS) {
                throw new Refusal("finding the kernel " + kernel.function() + " failed: " + Cuda.describe(result));
            }
            functions.put(kernel, function);
        }
    }

    /** Returns which architecture's machine code the driver loaded or made, 80 for sm_80. */
    private static int architecture(CUfunction function) {
        int[] version = new int[1];
        int result = JCudaDriver.cuFuncGetAttribute(
                version, CUfunction_attribute.CU_FUNC_ATTRIBUTE_BINARY_VERSION, function);
        if (result != CUresult.CUDA_SUCCESS) {
            throw new Refusal("reading the architecture of the kernels failed: " + Cuda.describe(result));
        }
        return version[0];
    }

    /**
     * Lets a kernel be launched with as much dynamic shared memory as there is beside its static one.
     *
     * @param most shared memory that the device gives a block
     * @return its size in bytes
     */
    int allowSharedMemory(Kernel kernel, int most) {
        CUfunction function = function(kernel);
        int[] fixed = new int[1];
        Cuda.check(
                JCudaDriver.cuFuncGetAttribute(
                        fixed, CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES, function),
                "asking for the shared memory of " + kernel);
        int left = most - fixed[0];
        Cuda.check(
                JCudaDriver.cuFuncSetAttribute(
                        function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, left),
                "asking for shared memory for " + kernel);
        return left;
    }

    CUfunction function(Kernel kernel) {
        return Objects.requireNonNull(functions.get(kernel));
    }

    int count() {
        return functions.size();
    }

    /** Returns the image and the architecture of its machine code, and why the images before it were not taken. */
    String origin() {
        return image.name() + " for sm_" + architecture
                + refusals.stream().map(refusal -> "; " + refusal).collect(Collectors.joining());
    }

    @Override
    public void close() {
        JCudaDriver.cuModuleUnload(module);
    }

    /** Why the driver did not accept an image. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }
}
