/*
 * Arithmetic on whole blocks of numbers.
 *
 * Equations:
 *   axpy         y[i] += alpha[0] x[i]
 *   scale        x[i] = alpha[0] x[i]; 0 for alpha 0, whatever x was
 *   multiply     z[i] = x[i] y[i]; z may be x or y
 *   dot_blocks   blocks[b] = sum of x[i] y[i] over 4096 b <= i < min(n, 4096 (b + 1)), in double
 *
 * Layout:        x, y [n] float at any 4-byte address; alpha [1]; blocks [ceil(n / 4096)] double.
 * Geometry:      axpy, scale, multiply: blocks of 256, grid ceil(n / 1024). dot_blocks: blocks of 256, grid ceil(n / 4096).
 *                Smaller grids are only slower.
 * Determinism:   axpy, scale and multiply write each element from its own inputs only. dot_blocks takes each sum in one block, in an order
 *                that depends on n alone and not on the addresses; whoever adds the blocks does so in their order.
 */
#include "kernel.cuh"

/* Block 256, grid ceil(n / 1024). */
KERNEL(256) axpy(
        float* __restrict__ y, const float* __restrict__ alpha, const float* __restrict__ x, int n) {
    const unsigned first = blockIdx.x * blockDim.x + threadIdx.x;
    const unsigned step = gridDim.x * blockDim.x;
    const float factor = alpha[0];
    unsigned done = 0;
    if ((size_t) x % 16 == 0 && (size_t) y % 16 == 0) {
        done = (unsigned) n / 4 * 4;
        for (unsigned i = first; i < done / 4; i += step) {
            const float4 a = ((const float4*) x)[i];
            float4 b = ((const float4*) y)[i];
            b.x += factor * a.x;
            b.y += factor * a.y;
            b.z += factor * a.z;
            b.w += factor * a.w;
            ((float4*) y)[i] = b;
        }
    }
    for (unsigned i = done + first; i < (unsigned) n; i += step) {
        y[i] += factor * x[i];
    }
}

/* Block 256, grid ceil(n / 1024). */
KERNEL(256) scale(float* __restrict__ x, const float* __restrict__ alpha, int n) {
    const float factor = alpha[0];
    for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < (unsigned) n; i += gridDim.x * blockDim.x) {
        x[i] = factor == 0.0f ? 0.0f : factor * x[i];
    }
}

/* Block 256, grid ceil(n / 1024). */
KERNEL(256) multiply(float* z, const float* x, const float* y, int n) {
    for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < (unsigned) n; i += gridDim.x * blockDim.x) {
        z[i] = x[i] * y[i];
    }
}

enum { DOT_THREADS = 256, DOT_BLOCK = 4096 };

/* Block 256 exactly, grid ceil(n / 4096). Products of two floats are exact in double. */
KERNEL(DOT_THREADS) dot_blocks(
        double* __restrict__ blocks, const float* __restrict__ x, const float* __restrict__ y, int n) {
    __shared__ double sums[DOT_THREADS];
    const unsigned thread = threadIdx.x;
    const unsigned size = (unsigned) n;
    const unsigned count = (size + DOT_BLOCK - 1) / DOT_BLOCK;
    for (unsigned block = blockIdx.x; block < count; block += gridDim.x) {
        double sum = 0;
#pragma unroll 8
        for (unsigned k = 0; k < DOT_BLOCK; k += DOT_THREADS) {
            const unsigned i = block * DOT_BLOCK + k + thread;
            const float a = i < size ? x[i] : 0.0f;
            const float b = i < size ? y[i] : 0.0f;
            sum += (double) a * b;
        }
        sums[thread] = sum;
        __syncthreads();
        for (unsigned half = DOT_THREADS / 2; half > 0; half /= 2) {
            if (thread < half) {
                sums[thread] += sums[thread + half];
            }
            __syncthreads();
        }
        /* No barrier before the next block: sums[0] is all that is left to be read, and only thread 0 overwrites it. */
        if (thread == 0) {
            blocks[block] = sums[0];
        }
    }
}
