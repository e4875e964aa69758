package io.minibatch.backend.cuda;

import io.minibatch.backend.BackendException;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** The first device, its primary context and the one stream on which everything runs. Counts its allocations. */
final class Context implements AutoCloseable {
    private static final int NAME_BYTES = 256;
    private static final long MEBIBYTE = 1 << 20;

    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final CUstream stream = new CUstream();
    private final String description;
    private @Nullable Thread current;
    private int allocations;
    private boolean closed;

    Context() {
        Cuda.check(JCudaDriver.cuInit(0), "starting CUDA");
        Cuda.check(JCudaDriver.cuDeviceGet(device, 0), "opening the first CUDA device");
        Cuda.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "opening the CUDA context");
        makeCurrent();
        Cuda.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "creating a CUDA stream");
        description = describe();
    }

    private String describe() {
        byte[] name = new byte[NAME_BYTES];
        Cuda.check(JCudaDriver.cuDeviceGetName(name, name.length, device), "asking for the device's name");
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        int[] driver = new int[1];
        Cuda.check(JCudaDriver.cuDriverGetVersion(driver), "asking for the driver's version");
        return new String(name, 0, length, java.nio.charset.StandardCharsets.UTF_8) + ", compute capability "
                + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR) + "."
                + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR) + ", driver for CUDA "
                + driver[0] / 1000 + "." + driver[0] % 1000 / 10;
    }

    private int attribute(int attribute) {
        int[] value = new int[1];
        Cuda.check(JCudaDriver.cuDeviceGetAttribute(value, attribute, device), "asking for a device attribute");
        return value[0];
    }

    String description() {
        return description;
    }

    CUstream stream() {
        return stream;
    }

    /** Binds the context to the calling thread where another thread called last. */
    void makeCurrent() {
        Thread thread = Thread.currentThread();
        if (current != thread) {
            Cuda.check(JCudaDriver.cuCtxSetCurrent(context), "making the CUDA context current");
            current = thread;
        }
    }

    /** Returns new memory with every byte zero. */
    Address allocate(long bytes) {
        Address address = new Address();
        int result = JCudaDriver.cuMemAlloc(address, bytes);
        if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
            long[] free = new long[1];
            long[] total = new long[1];
            JCudaDriver.cuMemGetInfo(free, total);
            throw new BackendException("out of device memory: " + bytes + " bytes were asked for, " + free[0] / MEBIBYTE
                    + " of " + total[0] / MEBIBYTE + " MiB are free");
        }
        Cuda.check(result, "allocating " + bytes + " bytes of device memory");
        allocations++;
        Cuda.check(JCudaDriver.cuMemsetD8Async(address, (byte) 0, bytes, stream), "clearing device memory");
        return address;
    }

    void free(Address address) {
        makeCurrent();
        Cuda.check(JCudaDriver.cuMemFree(address), "freeing device memory");
        allocations--;
    }

    /** Returns how many allocations were not freed. */
    int allocations() {
        return allocations;
    }

    void synchronize() {
        Cuda.check(JCudaDriver.cuStreamSynchronize(stream), "waiting for the device");
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            makeCurrent();
            JCudaDriver.cuStreamDestroy(stream);
            JCudaDriver.cuDevicePrimaryCtxRelease(device);
        }
    }
}
