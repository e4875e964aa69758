package io.minibatch.backend.cuda;

import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** What the driver says about its devices. */
final class Devices {
    private Devices() {}

    /** Returns in one line why no device can be used, or null. */
    static @Nullable String obstacle() {
        int started = JCudaDriver.cuInit(0);
        if (started != CUresult.CUDA_SUCCESS) {
            return "the driver does not start: " + Cuda.describe(started);
        }
        int[] count = new int[1];
        int counted = JCudaDriver.cuDeviceGetCount(count);
        if (counted != CUresult.CUDA_SUCCESS) {
            return "the driver does not count its devices: " + Cuda.describe(counted);
        }
        return count[0] == 0 ? "the driver finds no device" : null;
    }
}
