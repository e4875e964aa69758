/*
 * Bias and activation function, forwards and backwards, with dropout.
 *
 * Equations, F one of the functions of io.minibatch.backend.Elementwise:
 *   bias_activation_F       z[i][j] += bias[j]; a[i][j] = f(z[i][j]) mask
 *   activation_gradient_F   delta[i][j] *= f' mask; bias_gradient[j] = sum over i of delta[i][j]
 *   softmax                 z[i][j] = exp(z[i][j] + bias[j] - most) / sum over k of exp(z[i][k] + bias[k] - most)
 * f' is computed from values: a, for gelu z. mask is 0 or 1/(1 - rate), rate threshold / 65536, 0 for no dropout: then
 * it is 1, and state and layer are not looked at. It is drawn again going backwards: 80 integer operations an element are
 * cheaper than a launch, and than memory for it.
 *
 * Layout:        z, a, delta, values [rows, columns]; bias, bias_gradient [columns]; state as in batch.cu; row-major, any
 *                4-byte address. a may be z.
 * Geometry:      bias_activation: blocks of 256, grid ceil(rows * columns / 1024); a smaller one is only slower.
 *                activation_gradient: blocks of 512, grid ceil(columns / 8). softmax: blocks of 128, grid ceil(rows / 4),
 *                a warp for each row.
 * Determinism:   bias_activation writes each element from its own inputs only. activation_gradient sums each column in
 *                one block, softmax each row in one warp, in an order that depends on the sizes alone.
 */
#include "random.cuh"

enum Function { IDENTITY, SIGMOID, TANH, RELU, LEAKY_RELU, GELU };

#define LEAK 0.01f
#define GELU_ROOT 0.7978845608028654f
#define GELU_CUBE 0.044715f

template <Function F>
static __device__ float activation_value(float z) {
    switch (F) {
        case SIGMOID: /* Within 1e-6 for every z: where exp(-z) overflows, the quotient is the limit, 0. NaN stays NaN. */
            return 1.0f / (1.0f + expf(-z));
        case TANH:
            return tanhf(z);
        case RELU: /* NaN stays NaN, which fmaxf would hide. */
            return z < 0.0f ? 0.0f : z;
        case LEAKY_RELU:
            return z > 0.0f ? z : LEAK * z;
        case GELU:
            return 0.5f * z * (1.0f + tanhf(GELU_ROOT * (z + GELU_CUBE * z * z * z)));
        default:
            return z;
    }
}

template <Function F>
static __device__ float activation_derivative(float value) {
    switch (F) {
        case SIGMOID:
            return value * (1.0f - value);
        case TANH:
            return 1.0f - value * value;
        case RELU:
            return value > 0.0f ? 1.0f : 0.0f;
        case LEAKY_RELU:
            return value > 0.0f ? 1.0f : LEAK;
        case GELU: {
            const float t = tanhf(GELU_ROOT * (value + GELU_CUBE * value * value * value));
            return 0.5f * (1.0f + t)
                    + 0.5f * value * (1.0f - t * t) * GELU_ROOT * (1.0f + 3.0f * GELU_CUBE * value * value);
        }
        default:
            return 1.0f;
    }
}

template <Function F>
static __device__ void bias_activation(float* a, float* z, const float* __restrict__ bias, int rows, int columns,
        const int* __restrict__ state, int layer, int threshold) {
    const unsigned first = blockIdx.x * blockDim.x + threadIdx.x;
    const unsigned step = gridDim.x * blockDim.x;
    const unsigned size = (unsigned) rows * (unsigned) columns;
    DropoutMask mask = {};
    if (threshold > 0) {
        mask = dropout_mask(state, layer, threshold);
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
            four.x = activation_value<F>(four.x);
            four.y = activation_value<F>(four.y);
            four.z = activation_value<F>(four.z);
            four.w = activation_value<F>(four.w);
            if (threshold > 0) {
                const PhiloxWords words = philox_words(mask.stream, i / 2);
                const unsigned low = i % 2 ? words.word[2] : words.word[0];
                const unsigned high = i % 2 ? words.word[3] : words.word[1];
                four.x *= dropout_half(mask, low & 0xffffu);
                four.y *= dropout_half(mask, low >> 16);
                four.z *= dropout_half(mask, high & 0xffffu);
                four.w *= dropout_half(mask, high >> 16);
            }
            ((float4*) a)[i] = four;
        }
    } else {
        for (unsigned i = first; i < size; i += step) {
            const float weighted = z[i] + bias[i % (unsigned) columns];
            if (a != z) {
                z[i] = weighted;
            }
            const float value = activation_value<F>(weighted);
            a[i] = threshold > 0 ? value * dropout_factor(mask, i) : value;
        }
    }
}

/*
 * Eight columns a block, because eight floats are the 32 bytes that memory hands out at once: narrower would waste
 * bandwidth, wider would leave most of the device idle on the usual layers of a few dozen columns. Sixty-four threads
 * share a column, each takes every sixty-fourth row; their sums meet in shared memory, pair by pair.
 */
enum {
    GRADIENT_COLUMNS = 8,
    GRADIENT_THREADS = 512,
    GRADIENT_ROWS = GRADIENT_THREADS / GRADIENT_COLUMNS
};

/* Returns the sum of COUNT elements; loads all of them before it stores one, so that a thread waits for memory once. */
template <Function F, int COUNT>
static __device__ float activation_gradient_rows(float* __restrict__ delta, const float* __restrict__ values, size_t i,
        size_t step, DropoutMask mask) {
    float d[COUNT];
    float v[COUNT];
#pragma unroll
    for (int k = 0; k < COUNT; k++) {
        d[k] = delta[i + k * step];
        v[k] = F == IDENTITY ? 0.0f : values[i + k * step];
    }
    float sum = 0;
#pragma unroll
    for (int k = 0; k < COUNT; k++) {
        float factor = 1.0f;
        if (mask.threshold > 0) {
            factor = dropout_factor(mask, (unsigned) (i + k * step));
            if (F == SIGMOID || F == TANH) { /* Their f' is that of the activation before it was scaled. */
                v[k] /= mask.scale;
            }
        }
        if (F != IDENTITY || mask.threshold > 0) {
            d[k] *= activation_derivative<F>(v[k]) * factor;
            delta[i + k * step] = d[k];
        }
        sum += d[k];
    }
    return sum;
}

template <Function F>
static __device__ void activation_gradient(float* __restrict__ delta, float* __restrict__ bias_gradient,
        const float* __restrict__ values, float* sums, int rows, int columns, DropoutMask mask) {
    const int thread = (int) threadIdx.x;
    for (int tile = (int) blockIdx.x * GRADIENT_COLUMNS; tile < columns; tile += (int) gridDim.x * GRADIENT_COLUMNS) {
        const int column = tile + thread % GRADIENT_COLUMNS;
        float sum = 0;
        if (column < columns) {
            const size_t step = (size_t) GRADIENT_ROWS * columns;
            int row = thread / GRADIENT_COLUMNS;
            size_t i = (size_t) row * columns + column;
            for (; row + 3 * GRADIENT_ROWS < rows; row += 4 * GRADIENT_ROWS, i += 4 * step) {
                sum += activation_gradient_rows<F, 4>(delta, values, i, step, mask);
            }
            for (; row < rows; row += GRADIENT_ROWS, i += step) {
                sum += activation_gradient_rows<F, 1>(delta, values, i, step, mask);
            }
        }
        sums[thread] = sum;
        __syncthreads();
        /* Halves are multiples of the tile's width, so a thread only ever adds sums of its own column. */
        for (int half = GRADIENT_THREADS / 2; half >= GRADIENT_COLUMNS; half /= 2) {
            if (thread < half) {
                sums[thread] += sums[thread + half];
            }
            __syncthreads();
        }
        /* No barrier before the next tile: what is left to be read here, only the same thread overwrites. */
        if (thread < GRADIENT_COLUMNS && column < columns) {
            bias_gradient[column] = sums[thread];
        }
    }
}

/* The two kernels of a function. Blocks of 256, grid ceil(rows * columns / 1024); of 512 exactly, grid ceil(columns / 8). */
#define KERNELS_OF(NAME, F)                                                                                            \
    extern "C" __global__ void bias_activation_##NAME(float* a, float* z, const float* __restrict__ bias, int rows,    \
            int columns, const int* __restrict__ state, int layer, int threshold) {                                    \
        bias_activation<F>(a, z, bias, rows, columns, state, layer, threshold);                                        \
    }                                                                                                                  \
    extern "C" __global__ void activation_gradient_##NAME(float* __restrict__ delta,                                   \
            float* __restrict__ bias_gradient, const float* __restrict__ values, int rows, int columns,                \
            const int* __restrict__ state, int layer, int threshold) {                                                 \
        __shared__ float sums[GRADIENT_THREADS];                                                                       \
        DropoutMask mask = {};                                                                                         \
        if (threshold > 0) {                                                                                           \
            mask = dropout_mask(state, layer, threshold);                                                              \
        }                                                                                                              \
        activation_gradient<F>(delta, bias_gradient, values, sums, rows, columns, mask);                               \
    }

KERNELS_OF(identity, IDENTITY)
KERNELS_OF(sigmoid, SIGMOID)
KERNELS_OF(tanh, TANH)
KERNELS_OF(relu, RELU)
KERNELS_OF(leaky_relu, LEAKY_RELU)
KERNELS_OF(gelu, GELU)

/* Block 128 (any multiple of 32), grid ceil(rows / 4): the lanes of a warp share one row. */
extern "C" __global__ void softmax(float* __restrict__ z, const float* __restrict__ bias, int rows, int columns) {
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
