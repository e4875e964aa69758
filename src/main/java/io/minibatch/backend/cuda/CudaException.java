package io.minibatch.backend.cuda;

import io.minibatch.backend.BackendException;
import java.io.Serial;

/** A call of the CUDA driver that failed. */
final class CudaException extends BackendException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int result;

    CudaException(Object operation, int result) {
        super(operation + " failed: " + Cuda.describe(result));
        this.result = result;
    }

    /** Returns the driver's status code. */
    int result() {
        return result;
    }
}
