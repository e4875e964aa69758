/*
 * Bias and activation function, forwards and backwards, with dropout.
 *
 * Equations, F one of the functions of io.minibatch.backend.Elementwise:
 *   bias_activation_F       z[i][j] += bias[j]; a[i][j] = f(z[i][j]) mask
 *   activation_gradient_F   delta[i][j] *= f' mask; bias_gradient[j] = sum over i of delta[i][j];
 *                           bias[j] += rate[0] bias_gradient[j] where rate is not null
 *   softmax                 z[i][j] = exp(z[i][j] + bias[j] - most) / sum over k of exp(z[i][k] + bias[k] - most)
 * f' is computed from values: a, for gelu z. mask is 0 or 1/(1 - rate), rate threshold / 65536, 0 for no dropout: then
 * it is 1, and state and layer are not looked at. It is drawn again going backwards: 80 integer operations for four
 * elements are cheaper than a launch, and than memory for it.
 *
 * Layout:        z, a, delta, values [rows, columns]; bias, bias_gradient [columns]; rate [1]; state as in batch.cu;
 *                row-major, any 4-byte address. a may be z. parts and tickets: see sums.cuh.
 * Geometry:      bias_activation: blocks of 256, grid ceil(rows * columns / 1024); a smaller one is only slower.
 *                activation_gradient: blocks of 512, grid (ceil(columns / 8), blocks that share the rows). softmax: blocks
 *                of 128, grid ceil(rows / 4), a warp for each row.
 * Determinism:   bias_activation writes each element from its own inputs only. activation_gradient adds the sums of its
 *                blocks in their order, whichever comes last; softmax sums each row in one warp. So every order depends on
 *                the sizes and the grid alone.
 */
#include "functions.cuh"
#include "kernel.cuh"
#include "random.cuh"
#include "sums.cuh"

template <Function F>
static __device__ void bias_activation(float* a, float* z, const float* __restrict__ bias, int rows, int columns,
        const int* __restrict__ state, int layer, int threshold) {
    const unsigned first = blockIdx.x * blockDim.x + threadIdx.x;
    const unsigned step = gridDim.x * blockDim.x;
    const unsigned size = (unsigned) rows * (unsigned) columns;
    DropoutMask mask = {};
    if (threshold > 0) {
        mask = dropout_mask(state, state[2], layer, threshold);
    }
    if (columns % 4 == 0 && (size_t) z % 16 == 0 && (size_t) a % 16 == 0 && (size_t) bias % 16 == 0) {
        const unsigned width = (unsigned) columns / 4;
        for (unsigned i = first; i < size / 4; i += step) {
            const float4 b = ((const float4*) bias)[i % width];
            float4 four = ((const float4*) z)[i];
            four.x += b.x;
            four.y += b.y;
            four.z += b.z;
            four.w += b.w;
            if (a != z) {
                ((float4*) z)[i] = four;
            }
            four.x = FunctionOf<F>::value(four.x);
            four.y = FunctionOf<F>::value(four.y);
            four.z = FunctionOf<F>::value(four.z);
            four.w = FunctionOf<F>::value(four.w);
            if (threshold > 0) {
                const float4 factors = dropout_four(mask, i);
                four.x *= factors.x;
                four.y *= factors.y;
                four.z *= factors.z;
                four.w *= factors.w;
            }
            ((float4*) a)[i] = four;
        }
    } else {
        for (unsigned i = first; i < size; i += step) {
            const float weighted = z[i] + bias[i % (unsigned) columns];
            if (a != z) {
                z[i] = weighted;
            }
            const float value = FunctionOf<F>::value(weighted);
            a[i] = threshold > 0 ? value * dropout_factor(mask, i) : value;
        }
    }
}

/*
 * Eight columns a block, because eight floats are the 32 bytes that memory hands out at once: narrower would waste
 * bandwidth, wider would leave most of the device idle on the usual layers of a few dozen columns. The threads share the
 * rows; where there are many, so do blocks, blockIdx.y of gridDim.y.
 */
enum {
    GRADIENT_COLUMNS = 8,
    GRADIENT_THREADS = 512,
    GRADIENT_WARPS = GRADIENT_THREADS / 32
};

/* WIDTH neighbouring floats, 1 or 4; four are at a multiple of 16 bytes. */
template <int WIDTH>
static __device__ void load_neighbours(float* to, const float* from) {
    if constexpr (WIDTH == 4) {
        const float4 four = *(const float4*) from;
        to[0] = four.x;
        to[1] = four.y;
        to[2] = four.z;
        to[3] = four.w;
    } else {
        to[0] = from[0];
    }
}

template <int WIDTH>
static __device__ void store_neighbours(float* to, const float* from) {
    if constexpr (WIDTH == 4) {
        *(float4*) to = {from[0], from[1], from[2], from[3]};
    } else {
        to[0] = from[0];
    }
}

/* f' and the mask at WIDTH neighbours, the first of them element i; v is overwritten with their product. */
template <Function F, int WIDTH>
static __device__ void activation_gradient_factors(float* v, size_t i, DropoutMask mask) {
    float factors[WIDTH];
    if (mask.threshold > 0) {
        if constexpr (WIDTH == 4) {
            const float4 four = dropout_four(mask, (unsigned) (i / 4));
            load_neighbours<4>(factors, (const float*) &four);
        } else {
            factors[0] = dropout_factor(mask, (unsigned) i);
        }
    }
#pragma unroll
    for (int j = 0; j < WIDTH; j++) {
        if (mask.threshold > 0 && FunctionOf<F>::given == GIVEN_VALUE) {
            v[j] /= mask.scale; /* f' is that of the activation before it was scaled. */
        }
        v[j] = FunctionOf<F>::derivative(v[j]) * (mask.threshold > 0 ? factors[j] : 1.0f);
    }
}

/*
 * COUNT rows of WIDTH neighbouring columns, whose sums are added to sums. Loads all of them before it stores one, so that
 * a thread waits for memory once.
 */
template <Function F, int COUNT, int WIDTH>
static __device__ void activation_gradient_rows(float* __restrict__ delta, const float* __restrict__ values, size_t i,
        size_t step, DropoutMask mask, float* sums) {
    float d[COUNT][WIDTH];
    float v[COUNT][WIDTH] = {};
#pragma unroll
    for (int k = 0; k < COUNT; k++) {
        load_neighbours<WIDTH>(d[k], delta + i + k * step);
        if (FunctionOf<F>::given != GIVEN_NOTHING) {
            load_neighbours<WIDTH>(v[k], values + i + k * step);
        }
    }
#pragma unroll
    for (int k = 0; k < COUNT; k++) {
        if (FunctionOf<F>::given != GIVEN_NOTHING || mask.threshold > 0) {
            activation_gradient_factors<F, WIDTH>(v[k], i + k * step, mask);
#pragma unroll
            for (int j = 0; j < WIDTH; j++) {
                d[k][j] *= v[k][j];
            }
            store_neighbours<WIDTH>(delta + i + k * step, d[k]);
        }
#pragma unroll
        for (int j = 0; j < WIDTH; j++) {
            sums[j] += d[k][j];
        }
    }
}

/* The part of this block of the rows of one tile: leaves in warp_sums, for each warp, its sums of the tile's columns. */
template <Function F, int COUNT, int WIDTH>
static __device__ void activation_gradient_tile(float* __restrict__ delta, const float* __restrict__ values,
        float (*warp_sums)[GRADIENT_COLUMNS], int tile, int rows, int columns, DropoutMask mask) {
    constexpr int ACROSS = GRADIENT_COLUMNS / WIDTH;     /* threads that share a row */
    constexpr int AT_ONCE = GRADIENT_THREADS / ACROSS;   /* rows that a block takes at once */
    const int thread = (int) threadIdx.x;
    const int column = tile + thread % ACROSS * WIDTH;
    float sums[WIDTH] = {};
    if (column < columns) {
        const int stride = (int) gridDim.y * AT_ONCE;
        const size_t step = (size_t) stride * columns;
        int row = (int) blockIdx.y * AT_ONCE + thread / ACROSS;
        size_t i = (size_t) row * columns + column;
        for (; row + (COUNT - 1) * stride < rows; row += COUNT * stride, i += COUNT * step) {
            activation_gradient_rows<F, COUNT, WIDTH>(delta, values, i, step, mask, sums);
        }
        for (; row < rows; row += stride, i += step) {
            activation_gradient_rows<F, 1, WIDTH>(delta, values, i, step, mask, sums);
        }
    }
    for (int distance = 16; distance >= ACROSS; distance /= 2) {
#pragma unroll
        for (int j = 0; j < WIDTH; j++) {
            sums[j] += __shfl_xor_sync(0xffffffffu, sums[j], distance);
        }
    }
    if (thread % 32 < ACROSS) {
#pragma unroll
        for (int j = 0; j < WIDTH; j++) {
            warp_sums[thread / 32][thread % ACROSS * WIDTH + j] = sums[j];
        }
    }
}

/* Returns, in the first eight threads, the sums of what the threads have for their columns, thread % 8. */
static __device__ float activation_gradient_total(float (*warp_sums)[GRADIENT_COLUMNS], float value) {
    const int thread = (int) threadIdx.x;
    value += __shfl_xor_sync(0xffffffffu, value, 16);
    value += __shfl_xor_sync(0xffffffffu, value, 8);
    if (thread % 32 < GRADIENT_COLUMNS) {
        warp_sums[thread / 32][thread % 32] = value;
    }
    __syncthreads();
    float total = 0;
    for (int warp = 0; thread < GRADIENT_COLUMNS && warp < GRADIENT_WARPS; warp++) {
        total += warp_sums[warp][thread];
    }
    return total;
}

template <Function F>
static __device__ void activation_gradient(float* __restrict__ delta, BiasGradient bias, const float* __restrict__ values,
        float (*warp_sums)[GRADIENT_COLUMNS], int* last, int rows, int columns, DropoutMask mask) {
    const int thread = (int) threadIdx.x;
    const bool aligned = columns % 4 == 0 && (size_t) delta % 16 == 0 && (size_t) values % 16 == 0;
    for (int tile = (int) blockIdx.x * GRADIENT_COLUMNS; tile < columns; tile += (int) gridDim.x * GRADIENT_COLUMNS) {
        if (aligned) {
            activation_gradient_tile<F, 2, 4>(delta, values, warp_sums, tile, rows, columns, mask);
        } else {
            activation_gradient_tile<F, 4, 1>(delta, values, warp_sums, tile, rows, columns, mask);
        }
        __syncthreads();
        const int column = tile + thread;
        const bool has_column = thread < GRADIENT_COLUMNS && column < columns;
        float sum = 0;
        for (int warp = 0; has_column && warp < GRADIENT_WARPS; warp++) {
            sum += warp_sums[warp][thread];
        }
        if (gridDim.y > 1) {
            if (has_column) {
                bias.parts[blockIdx.y * columns + column] = sum;
            }
            if (!is_last_block(bias.tickets + tile / GRADIENT_COLUMNS, gridDim.y, last)) {
                continue;
            }
            const int shared_column = tile + thread % GRADIENT_COLUMNS;
            const volatile float* const stored = bias.parts + shared_column;
            sum = 0;
            for (unsigned part = (unsigned) thread / GRADIENT_COLUMNS; shared_column < columns && part < gridDim.y;
                    part += GRADIENT_THREADS / GRADIENT_COLUMNS) {
                sum += stored[part * columns];
            }
            sum = activation_gradient_total(warp_sums, sum);
        }
        if (has_column) {
            bias_gradient_store(bias, column, sum);
        }
        __syncthreads(); /* before the next tile overwrites the sums */
    }
}

/*
 * The two kernels of a function. Blocks of 256, grid ceil(rows * columns / 1024). Blocks of 512 exactly, grid
 * (ceil(columns / 8), any number); for more than one, parts of gridDim.y * columns floats and gridDim.x tickets.
 */
#define KERNELS_OF(NAME, F)                                                                                            \
    KERNEL(256) bias_activation_##NAME(float* a, float* z, const float* __restrict__ bias, int rows,                   \
            int columns, const int* __restrict__ state, int layer, int threshold) {                                    \
        bias_activation<F>(a, z, bias, rows, columns, state, layer, threshold);                                        \
    }                                                                                                                  \
    KERNEL(GRADIENT_THREADS) activation_gradient_##NAME(float* __restrict__ delta,                                     \
            BIAS_GRADIENT_PARAMETERS, const float* __restrict__ values, int rows, int columns,                         \
            const int* __restrict__ state, int layer, int threshold) {                                                 \
        __shared__ float warp_sums[GRADIENT_WARPS][GRADIENT_COLUMNS];                                                  \
        __shared__ int last;                                                                                           \
        DropoutMask mask = {};                                                                                         \
        if (threshold > 0) {                                                                                           \
            mask = dropout_mask(state, state[2], layer, threshold);                                                              \
        }                                                                                                              \
        activation_gradient<F>(                                                                                        \
                delta, BIAS_GRADIENT_ARGUMENT, values, warp_sums, &last, rows, columns, mask);                         \
    }

FUNCTIONS(KERNELS_OF)

/* Block 128 (any multiple of 32), grid ceil(rows / 4): the lanes of a warp share one row. */
KERNEL(128) softmax(float* __restrict__ z, const float* __restrict__ bias, int rows, int columns) {
    const int lane = (int) (threadIdx.x % 32);
    const int warp = (int) ((blockIdx.x * blockDim.x + threadIdx.x) / 32);
    const int warps = (int) (gridDim.x * blockDim.x / 32);
    /* The same number of turns for all lanes of a warp, so that all of them meet in the shuffles. */
    for (int row = warp; row < rows; row += warps) {
        float* logits = z + (size_t) row * columns;
        float most = -INFINITY;
        for (int j = lane; j < columns; j += 32) {
            logits[j] += bias[j];
            most = fmaxf(most, logits[j]);
        }
        for (int distance = 16; distance > 0; distance /= 2) {
            most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, distance));
        }
        float sum = 0;
        for (int j = lane; j < columns; j += 32) {
            logits[j] = expf(logits[j] - most); /* A NaN among them, which fmaxf passes over, is met here. */
            sum += logits[j];
        }
        for (int distance = 16; distance > 0; distance /= 2) {
            sum += __shfl_xor_sync(0xffffffffu, sum, distance);
        }
        for (int j = lane; j < columns; j += 32) {
            logits[j] /= sum;
        }
    }
}
