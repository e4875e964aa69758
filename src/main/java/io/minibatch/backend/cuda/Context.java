package io.minibatch.backend.cuda;

import io.minibatch.backend.BackendException;
import io.minibatch.backend.ExclusiveUse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jcuda.driver.CUcontext;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** The first device, its primary context and the one stream on which everything runs. Counts its allocations. */
final class Context implements AutoCloseable {
    private static final long MEBIBYTE = 1 << 20;

    /** CUDA_ERROR_TENSOR_MEMORY_LEAK, which came after CUDA 12.6: JCuda has no name for it. */
    private static final int TENSOR_MEMORY_LEAK = 721;

    /**
     * Errors of kernels while they run; every call after such a one returns it. An unknown error may have another
     * cause, but is mostly one of these.
     */
    private static final Set<Integer> OF_EARLIER_LAUNCHES = Set.of(
            CUresult.CUDA_ERROR_ECC_UNCORRECTABLE,
            CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
            CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
            CUresult.CUDA_ERROR_ASSERT,
            CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
            CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
            CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
            CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
            CUresult.CUDA_ERROR_INVALID_PC,
            CUresult.CUDA_ERROR_LAUNCH_FAILED,
            TENSOR_MEMORY_LEAK,
            CUresult.CUDA_ERROR_UNKNOWN);

    private final Device device;
    private final CUcontext context = new CUcontext();
    private final CUstream stream = new CUstream();
    private final String description;
    /** Launches that the device may not have finished, each once; a failure is reported only later. */
    private final Set<Launch> launches = new LinkedHashSet<>();

    private final ExclusiveUse use = new ExclusiveUse(CudaBackend.NAME);
    private @Nullable Thread current;
    private int allocations;
    private boolean closed;

    Context() {
        Cuda.check(JCudaDriver.cuInit(0), "starting CUDA");
        device = Device.of(0);
        Cuda.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device.handle()), "opening the CUDA context");
        description = device.description() + ", driver for CUDA " + Device.version(Device.driverVersion());
        try {
            makeCurrent();
            Cuda.check(
                    JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
                    "creating a CUDA stream");
        } catch (BackendException failure) {
            JCudaDriver.cuDevicePrimaryCtxRelease(device.handle());
            throw failure;
        }
    }

    Device device() {
        return device;
    }

    String description() {
        return description;
    }

    /** Returns the guard of every operation of the backend. */
    ExclusiveUse use() {
        return use;
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
            throw new BackendException("out of device memory: " + bytes + " bytes were requested, " + free[0] / MEBIBYTE
                    + " of " + total[0] / MEBIBYTE + " MiB are free");
        }
        Cuda.check(result, "allocating " + bytes + " bytes of device memory");
        allocations++;
        Cuda.check(JCudaDriver.cuMemsetD8Async(address, (byte) 0, bytes, stream), "clearing device memory");
        return address;
    }

    void free(Address address) {
        makeCurrent();
        allocations--;
        check(JCudaDriver.cuMemFree(address), "freeing device memory");
    }

    /** Returns how many allocations were not freed. */
    int allocations() {
        return allocations;
    }

    /** Notes what was launched or captured. */
    void launched(Launch launch) {
        launches.add(launch);
    }

    /** Returns what was launched since the device was last waited for, and forgets it. */
    List<Launch> takeLaunches() {
        List<Launch> taken = List.copyOf(launches);
        launches.clear();
        return taken;
    }

    void synchronize() {
        check(JCudaDriver.cuStreamSynchronize(stream), "waiting for the device");
        launches.clear();
    }

    /** Throws if a call failed; if a launch caused the failure, the message names the candidates. */
    void check(int result, Object operation) {
        if (OF_EARLIER_LAUNCHES.contains(result) && !launches.isEmpty()) {
            String suspects = launches.stream().map(Launch::toString).collect(Collectors.joining("; "));
            throw new BackendException(operation + " failed: " + Cuda.describe(result)
                    + "; launched since the device was last waited for: " + suspects);
        }
        Cuda.check(result, operation);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            makeCurrent();
            JCudaDriver.cuStreamDestroy(stream);
            JCudaDriver.cuDevicePrimaryCtxRelease(device.handle());
        }
    }
}
