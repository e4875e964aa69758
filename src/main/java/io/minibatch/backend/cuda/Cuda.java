package io.minibatch.backend.cuda;

import io.minibatch.backend.BackendException;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;

/** Turns the status codes of CUDA and cuBLAS into exceptions. */
final class Cuda {
    private Cuda() {}

    /**
     * Throws where a driver call failed.
     *
     * @param operation what was tried; its text is for the message
     */
    static void check(int result, Object operation) {
        if (result != CUresult.CUDA_SUCCESS) {
            throw new BackendException(operation + " failed: " + describe(result));
        }
    }

    /** Throws where a cuBLAS call failed. */
    static void checkBlas(int status, Object operation) {
        if (status != 0) {
            throw new BackendException(operation + " failed: " + JCublas2.cublasGetStatusName(status));
        }
    }

    static String describe(int result) {
        String[] text = new String[1];
        JCudaDriver.cuGetErrorString(result, text);
        // Newer drivers return codes that JCuda has no name for.
        String known = CUresult.stringFor(result);
        String name = known.startsWith("CUDA") ? known : "CUDA error " + result;
        return text[0] == null ? name : name + ", " + text[0];
    }
}
