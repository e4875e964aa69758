package io.minibatch.backend.cuda;

import io.minibatch.backend.BackendException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** The module of kernels, and their launches. */
final class Kernels implements AutoCloseable {
    private static final String RESOURCE = "kernels.ptx";

    private final Context context;
    private final CUmodule module = new CUmodule();
    private final Map<Kernel, CUfunction> functions = new EnumMap<>(Kernel.class);
    private final Arguments arguments = new Arguments();

    Kernels(Context context) {
        this.context = context;
        Cuda.check(JCudaDriver.cuModuleLoadData(module, ptx()), "loading the kernels");
        for (Kernel kernel : Kernel.values()) {
            CUfunction function = new CUfunction();
            Cuda.check(
                    JCudaDriver.cuModuleGetFunction(function, module, kernel.function()),
                    "finding the kernel " + kernel.function());
            functions.put(kernel, function);
        }
    }

    /** Returns the text with the NUL at its end that the driver wants. */
    private static byte[] ptx() {
        try (InputStream in = Kernels.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new BackendException("this build has no CUDA kernels (" + RESOURCE + ")");
            }
            byte[] text = in.readAllBytes();
            return Arrays.copyOf(text, text.length + 1);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Returns how many there are. */
    int count() {
        return functions.size();
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
        CUfunction function = functions.get(kernel);
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
        JCudaDriver.cuModuleUnload(module);
        arguments.close();
    }
}
