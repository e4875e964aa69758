package io.minibatch.backend.cuda;

import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.JCudaDriver;

/** The module of kernels, and their launches. */
final class Kernels implements AutoCloseable {
    private final Context context;
    private final KernelModule module;
    private final Arguments arguments;

    Kernels(Context context) {
        this.context = context;
        module = KernelModule.load(KernelImage.shipped());
        arguments = new Arguments();
    }

    /** Returns how many there are. */
    int count() {
        return module.count();
    }

    /** Returns from which image they were loaded, for which architecture, and why not from another. */
    String origin() {
        return module.origin();
    }

    /** Lets a kernel be launched with all the shared memory that the device has, and returns how many bytes that are. */
    int allowSharedMemory(Kernel kernel) {
        return module.allowSharedMemory(kernel, context.device().sharedBytes());
    }

    /** Returns the emptied arguments of the next launch. */
    Arguments arguments() {
        return arguments.clear();
    }

    /** Returns the arguments of the next launch as far as they are put together. */
    Arguments pending() {
        return arguments;
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
        CUfunction function = module.function(kernel);
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
        module.close();
        arguments.close();
    }
}
