package io.minibatch.backend.cuda;

import io.minibatch.backend.BackendException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.JCudaDriver;

/** The kernels that the device can run, and their launches. */
final class Kernels implements AutoCloseable {
    private final Context context;
    private final Map<KernelSet, KernelModule> modules = new EnumMap<>(KernelSet.class);
    private final Arguments arguments;
    private String missing = "";

    Kernels(Context context) {
        this.context = context;
        try {
            modules.put(KernelSet.EVERYWHERE, load(KernelSet.EVERYWHERE));
            loadClusters();
            arguments = new Arguments();
        } catch (RuntimeException | Error failed) {
            modules.values().forEach(KernelModule::close);
            throw failed;
        }
    }

    private static KernelModule load(KernelSet set) {
        return KernelModule.load(set, set.images());
    }

    /** The backend works without clusters. */
    private void loadClusters() {
        if (KernelSet.CLUSTERS.isFor(context.device())) {
            try {
                modules.put(KernelSet.CLUSTERS, load(KernelSet.CLUSTERS));
            } catch (BackendException refused) {
                missing = "; no clusters: " + refused.getMessage();
            }
        }
    }

    /** Returns how many there are. */
    int count() {
        return modules.values().stream().mapToInt(KernelModule::count).sum();
    }

    /** Returns from which images they were loaded, for which architecture, and why not from others. */
    String origin() {
        return modules.values().stream().map(KernelModule::origin).collect(Collectors.joining(", ")) + missing;
    }

    /**
     * Allows a kernel to use all shared memory of the device, and returns the number of bytes; 0 if
     * the device cannot run it.
     */
    int allowSharedMemory(Kernel kernel) {
        KernelModule module = modules.get(kernel.set());
        return module == null
                ? 0
                : module.allowSharedMemory(kernel, context.device().sharedBytes());
    }

    /** Returns the emptied arguments of the next launch. */
    Arguments arguments() {
        return arguments.clear();
    }

    /** Returns the arguments of the next launch as far as they are put together. */
    Arguments pending() {
        return arguments;
    }

    CUfunction function(Kernel kernel) {
        return Objects.requireNonNull(modules.get(kernel.set())).function(kernel);
    }

    /** Launches a kernel with the arguments that were last put together. */
    void launch(Kernel kernel, int blocks) {
        launch(kernel, blocks, 1);
    }

    /** Launches a kernel on a grid of two dimensions. */
    void launch(Kernel kernel, int blocksX, int blocksY) {
        launch(kernel, blocksX, blocksY, 0);
    }

    /** Launches a kernel whose blocks have dynamic shared memory. */
    void launch(Kernel kernel, int blocksX, int blocksY, int sharedBytes) {
        if (arguments.count() != kernel.parameters()) {
            throw new IllegalStateException(
                    kernel + " takes " + kernel.parameters() + " arguments, not " + arguments.count());
        }
        CUfunction function = function(kernel);
        int threads = kernel.threads();
        int result = JCudaDriver.cuLaunchKernel(
                function,
                blocksX,
                blocksY,
                1,
                threads,
                1,
                1,
                sharedBytes,
                context.stream(),
                arguments.packed(),
                (Pointer) null);
        Launch launch = new Launch.OfKernel(kernel, blocksX, blocksY);
        context.check(result, launch);
        context.launched(launch);
    }

    @Override
    public void close() {
        modules.values().forEach(KernelModule::close);
        arguments.close();
    }
}
