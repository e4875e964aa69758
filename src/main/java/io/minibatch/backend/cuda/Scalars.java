package io.minibatch.backend.cuda;

import java.util.HashMap;
import java.util.Map;

/** The pairs of alpha and beta that the host gave, once each in device memory, where cuBLAS reads all of them. */
final class Scalars {
    private final CudaBackend backend;
    private final Map<Long, CudaMatrix> pairs = new HashMap<>();

    Scalars(CudaBackend backend) {
        this.backend = backend;
    }

    /** Returns a pair that was asked for before; a pair cannot be made while a step is captured. */
    Address known(float alpha, float beta) {
        CudaMatrix pair = pairs.get(key(alpha, beta));
        if (pair == null) {
            throw new IllegalStateException("alpha and beta differ between two runs of the same recorded operations");
        }
        return pair.address();
    }

    Address of(float alpha, float beta) {
        return pairs.computeIfAbsent(key(alpha, beta), key -> make(alpha, beta)).address();
    }

    private CudaMatrix make(float alpha, float beta) {
        CudaMatrix pair = new CudaMatrix(backend, 1, 2);
        backend.stage(new float[] {alpha, beta}, pair);
        return pair;
    }

    private static long key(float alpha, float beta) {
        return ((long) Float.floatToRawIntBits(alpha) << 32) | (Float.floatToRawIntBits(beta) & 0xFFFFFFFFL);
    }
}
