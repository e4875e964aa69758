package io.minibatch.backend.cuda;

import java.nio.charset.StandardCharsets;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;

/**
 * A GPU as the driver describes it.
 *
 * @param major of its compute capability, with {@code minor}
 * @param bytes of all its memory
 * @param multiprocessors how many it has
 * @param sharedBytes shared memory that a block can have at most
 */
record Device(CUdevice handle, String name, int major, int minor, long bytes, int multiprocessors, int sharedBytes) {
    private static final int NAME_BYTES = 256;

    /** Returns how many there are; the driver must have been started. */
    static int count() {
        int[] count = new int[1];
        Cuda.check(JCudaDriver.cuDeviceGetCount(count), "counting the CUDA devices");
        return count[0];
    }

    static Device of(int ordinal) {
        CUdevice handle = new CUdevice();
        Cuda.check(JCudaDriver.cuDeviceGet(handle, ordinal), "opening CUDA device " + ordinal);
        byte[] name = new byte[NAME_BYTES];
        Cuda.check(JCudaDriver.cuDeviceGetName(name, name.length, handle), "asking for the device's name");
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        long[] bytes = new long[1];
        Cuda.check(JCudaDriver.cuDeviceTotalMem(bytes, handle), "asking for the device's memory");
        return new Device(
                handle,
                new String(name, 0, length, StandardCharsets.UTF_8),
                attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, handle),
                attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, handle),
                bytes[0],
                attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, handle),
                attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, handle));
    }

    private static int attribute(int attribute, CUdevice handle) {
        int[] value = new int[1];
        Cuda.check(JCudaDriver.cuDeviceGetAttribute(value, attribute, handle), "asking for a device attribute");
        return value[0];
    }

    /** Returns the newest CUDA that the driver knows, as {@code 1000·major + 10·minor}. */
    static int driverVersion() {
        int[] version = new int[1];
        Cuda.check(JCudaDriver.cuDriverGetVersion(version), "asking for the driver's version");
        return version[0];
    }

    /** Returns a version as NVIDIA writes it, 12.4 for 12040. */
    static String version(int number) {
        return number / 1000 + "." + number % 1000 / 10;
    }

    String description() {
        return name + ", compute capability " + major + "." + minor;
    }

    /** Returns how much memory is free, for which it opens the device and closes it again. */
    long freeBytes() {
        CUcontext before = new CUcontext();
        Cuda.check(JCudaDriver.cuCtxGetCurrent(before), "asking for the CUDA context");
        CUcontext context = new CUcontext();
        Cuda.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, handle), "opening the CUDA context");
        try {
            Cuda.check(JCudaDriver.cuCtxSetCurrent(context), "making the CUDA context current");
            long[] free = new long[1];
            long[] total = new long[1];
            Cuda.check(JCudaDriver.cuMemGetInfo(free, total), "asking for free device memory");
            return free[0];
        } finally {
            JCudaDriver.cuCtxSetCurrent(before);
            JCudaDriver.cuDevicePrimaryCtxRelease(handle);
        }
    }
}
