/*
 * Arithmetic on whole blocks of numbers.
 *
 * Equations:
 *   axpy         y[i] += alpha[0] x[i]
 *   scale        x[i] = alpha[0] x[i]; 0 for alpha 0, whatever x was
 *   multiply     z[i] = x[i] y[i]; z may be x or y
 *   square_sums  parts[b] = sum of x[i]^2 over the i of block b, which strides over pieces of 4096, in double
 *   clip_norm    x[i] *= min(1, limit / sqrt(sum of parts)), the norm that square_sums took of x
 *   copy         y[i] = x[i]
 *   dot_blocks   blocks[b] = sum of x[i] y[i] over 4096 b <= i < min(n, 4096 (b + 1)), in double
 *   magnitude_blocks   blocks[b] = sum of |x[i]| over the same i, in double
 *   row_sums     sums[i] = sum over j of x[i][j]
 *
 * Layout:        x, y [n] float at any 4-byte address; alpha [1]; blocks [ceil(n / 4096)], parts [count] double. row_sums: x [rows, columns],
 *                row-major; sums [rows].
 * Geometry:      axpy, scale, multiply, copy, clip_norm: blocks of 256, grid ceil(n / 1024). dot_blocks, magnitude_blocks: blocks
 *                of 256, grid ceil(n / 4096). row_sums: blocks of 128, grid ceil(rows / 4), a warp a row. Smaller grids of these
 *                are only slower. square_sums: blocks of 256, grid count = min(1024, ceil(n / 4096)) exactly.
 * Determinism:   axpy, scale, multiply and copy write each element from its own inputs only. dot_blocks and magnitude_blocks
 *                take each sum in one block, in an order that depends on n alone and not on the addresses; whoever adds the
 *                blocks does so in their order. square_sums and clip_norm add in an order that depends on n alone. row_sums adds a row in an order that depends on columns alone.
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

/* Block 256, grid ceil(n / 1024). */
KERNEL(256) copy(float* __restrict__ y, const float* __restrict__ x, int n) {
    for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < (unsigned) n; i += gridDim.x * blockDim.x) {
        y[i] = x[i];
    }
}

enum { SUM_THREADS = 256, SUM_BLOCK = 4096 };

/* Leaves the sum over a block's threads in sums[0]. */
static __device__ void add_threads(double* sums, double sum) {
    const unsigned thread = threadIdx.x;
    sums[thread] = sum;
    __syncthreads();
    for (unsigned half = SUM_THREADS / 2; half > 0; half /= 2) {
        if (thread < half) {
            sums[thread] += sums[thread + half];
        }
        __syncthreads();
    }
}

/* Block 256 exactly, grid ceil(n / 4096). Products of two floats are exact in double. */
KERNEL(SUM_THREADS) dot_blocks(
        double* __restrict__ blocks, const float* __restrict__ x, const float* __restrict__ y, int n) {
    __shared__ double sums[SUM_THREADS];
    const unsigned size = (unsigned) n;
    const unsigned count = (size + SUM_BLOCK - 1) / SUM_BLOCK;
    for (unsigned block = blockIdx.x; block < count; block += gridDim.x) {
        double sum = 0;
#pragma unroll 8
        for (unsigned k = 0; k < SUM_BLOCK; k += SUM_THREADS) {
            const unsigned i = block * SUM_BLOCK + k + threadIdx.x;
            const float a = i < size ? x[i] : 0.0f;
            const float b = i < size ? y[i] : 0.0f;
            sum += (double) a * b;
        }
        add_threads(sums, sum);
        /* No barrier before the next block: sums[0] is all that is left to be read, and only thread 0 overwrites it. */
        if (threadIdx.x == 0) {
            blocks[block] = sums[0];
        }
    }
}

/* Block 256 exactly, grid ceil(n / 4096). */
KERNEL(SUM_THREADS) magnitude_blocks(double* __restrict__ blocks, const float* __restrict__ x, int n) {
    __shared__ double sums[SUM_THREADS];
    const unsigned size = (unsigned) n;
    const unsigned count = (size + SUM_BLOCK - 1) / SUM_BLOCK;
    for (unsigned block = blockIdx.x; block < count; block += gridDim.x) {
        double sum = 0;
#pragma unroll 8
        for (unsigned k = 0; k < SUM_BLOCK; k += SUM_THREADS) {
            const unsigned i = block * SUM_BLOCK + k + threadIdx.x;
            sum += fabs((double) (i < size ? x[i] : 0.0f));
        }
        add_threads(sums, sum);
        if (threadIdx.x == 0) {
            blocks[block] = sums[0];
        }
    }
}

/* Block 256 exactly, grid min(1024, ceil(n / 4096)) exactly. */
KERNEL(SUM_THREADS) square_sums(double* __restrict__ parts, const float* __restrict__ x, int n) {
    __shared__ double sums[SUM_THREADS];
    const unsigned size = (unsigned) n;
    double sum = 0;
    for (unsigned start = blockIdx.x * SUM_BLOCK; start < size; start += gridDim.x * SUM_BLOCK) {
#pragma unroll 8
        for (unsigned k = 0; k < SUM_BLOCK; k += SUM_THREADS) {
            const unsigned i = start + k + threadIdx.x;
            const double value = i < size ? x[i] : 0.0f;
            sum += value * value;
        }
    }
    add_threads(sums, sum);
    if (threadIdx.x == 0) {
        parts[blockIdx.x] = sums[0];
    }
}

/* Block 256 exactly, grid ceil(n / 1024). Each block adds all parts in the same order. */
KERNEL(SUM_THREADS) clip_norm(
        float* __restrict__ x, const double* __restrict__ parts, float limit, int count, int n) {
    __shared__ double sums[SUM_THREADS];
    double sum = 0;
    for (int part = (int) threadIdx.x; part < count; part += SUM_THREADS) {
        sum += parts[part];
    }
    add_threads(sums, sum);
    const double norm = sqrt(sums[0]);
    if (norm <= limit) {
        return;
    }
    const float factor = (float) (limit / norm); /* NaN for a NaN in x, 0 for an infinite element */
    for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < (unsigned) n; i += gridDim.x * blockDim.x) {
        x[i] *= factor;
    }
}

/* Block 128, grid ceil(rows / 4). */
KERNEL(128) row_sums(
        float* __restrict__ sums, const float* __restrict__ x, int rows, int columns) {
    const int lane = (int) (threadIdx.x % 32);
    const int warp = (int) ((blockIdx.x * blockDim.x + threadIdx.x) / 32);
    const int warps = (int) (gridDim.x * blockDim.x / 32);
    for (int row = warp; row < rows; row += warps) {
        float sum = 0.0f;
        for (int j = lane; j < columns; j += 32) {
            sum += x[(size_t) row * columns + j];
        }
#pragma unroll
        for (int distance = 16; distance > 0; distance /= 2) {
            sum += __shfl_xor_sync(0xffffffffu, sum, distance);
        }
        if (lane == 0) {
            sums[row] = sum;
        }
    }
}
