/*
 * Bias and activation function, forwards and backwards.
 *
 * Equations:
 *   bias_activation       z[i][j] = f(z[i][j] + bias[j]);               f(z) = z or 1 / (1 + exp(-z))
 *   activation_gradient   delta[i][j] *= f'; bias_gradient[j] = sum over i of delta[i][j];   f' = 1 or a (1 - a)
 *
 * Layout:        z, delta, activations [rows, columns]; bias, bias_gradient [columns]; row-major, any 4-byte address.
 * Geometry:      bias_activation: blocks of 256, grid ceil(rows * columns / 1024); a smaller one is only slower.
 *                activation_gradient: blocks of 512, grid ceil(columns / 8).
 * Determinism:   bias_activation writes each element from its own inputs only. activation_gradient sums each column in
 *                one block, in an order that depends on rows alone.
 */

/* Within 1e-6 for every z: where exp(-z) overflows, the quotient is the limit, 0. NaN stays NaN. */
static __device__ float activation_sigmoid(float z) {
    return 1.0f / (1.0f + expf(-z));
}

template <bool SIGMOID>
static __device__ float activation_value(float z) {
    return SIGMOID ? activation_sigmoid(z) : z;
}

template <bool SIGMOID>
static __device__ void bias_activation(float* __restrict__ z, const float* __restrict__ bias, int rows, int columns) {
    const unsigned first = blockIdx.x * blockDim.x + threadIdx.x;
    const unsigned step = gridDim.x * blockDim.x;
    const unsigned size = (unsigned) rows * (unsigned) columns;
    if (columns % 4 == 0 && (size_t) z % 16 == 0 && (size_t) bias % 16 == 0) {
        const unsigned width = (unsigned) columns / 4;
        for (unsigned i = first; i < size / 4; i += step) {
            const float4 b = ((const float4*) bias)[i % width];
            float4 four = ((const float4*) z)[i];
            four.x = activation_value<SIGMOID>(four.x + b.x);
            four.y = activation_value<SIGMOID>(four.y + b.y);
            four.z = activation_value<SIGMOID>(four.z + b.z);
            four.w = activation_value<SIGMOID>(four.w + b.w);
            ((float4*) z)[i] = four;
        }
    } else {
        for (unsigned i = first; i < size; i += step) {
            z[i] = activation_value<SIGMOID>(z[i] + bias[i % (unsigned) columns]);
        }
    }
}

/* Block 256, grid ceil(rows * columns / 1024). */
extern "C" __global__ void bias_activation_identity(
        float* __restrict__ z, const float* __restrict__ bias, int rows, int columns) {
    bias_activation<false>(z, bias, rows, columns);
}

/* Block 256, grid ceil(rows * columns / 1024). */
extern "C" __global__ void bias_activation_sigmoid(
        float* __restrict__ z, const float* __restrict__ bias, int rows, int columns) {
    bias_activation<true>(z, bias, rows, columns);
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
template <bool SIGMOID, int COUNT>
static __device__ float activation_gradient_rows(
        float* __restrict__ delta, const float* __restrict__ activations, size_t step) {
    float d[COUNT];
    float a[COUNT];
#pragma unroll
    for (int k = 0; k < COUNT; k++) {
        d[k] = delta[k * step];
        a[k] = SIGMOID ? activations[k * step] : 0.0f;
    }
    float sum = 0;
#pragma unroll
    for (int k = 0; k < COUNT; k++) {
        if (SIGMOID) {
            d[k] *= a[k] * (1.0f - a[k]);
            delta[k * step] = d[k];
        }
        sum += d[k];
    }
    return sum;
}

template <bool SIGMOID>
static __device__ void activation_gradient(float* __restrict__ delta, float* __restrict__ bias_gradient,
        const float* __restrict__ activations, float* sums, int rows, int columns) {
    const int thread = (int) threadIdx.x;
    for (int tile = (int) blockIdx.x * GRADIENT_COLUMNS; tile < columns; tile += (int) gridDim.x * GRADIENT_COLUMNS) {
        const int column = tile + thread % GRADIENT_COLUMNS;
        float sum = 0;
        if (column < columns) {
            const size_t step = (size_t) GRADIENT_ROWS * columns;
            int row = thread / GRADIENT_COLUMNS;
            size_t i = (size_t) row * columns + column;
            for (; row + 3 * GRADIENT_ROWS < rows; row += 4 * GRADIENT_ROWS, i += 4 * step) {
                sum += activation_gradient_rows<SIGMOID, 4>(delta + i, activations + i, step);
            }
            for (; row < rows; row += GRADIENT_ROWS, i += step) {
                sum += activation_gradient_rows<SIGMOID, 1>(delta + i, activations + i, step);
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

/* Block 512 exactly, grid ceil(columns / 8). Neither reads activations nor writes delta. */
extern "C" __global__ void activation_gradient_identity(float* __restrict__ delta, float* __restrict__ bias_gradient,
        const float* __restrict__ activations, int rows, int columns) {
    __shared__ float sums[GRADIENT_THREADS];
    activation_gradient<false>(delta, bias_gradient, activations, sums, rows, columns);
}

/* Block 512 exactly, grid ceil(columns / 8). */
extern "C" __global__ void activation_gradient_sigmoid(float* __restrict__ delta, float* __restrict__ bias_gradient,
        const float* __restrict__ activations, int rows, int columns) {
    __shared__ float sums[GRADIENT_THREADS];
    activation_gradient<true>(delta, bias_gradient, activations, sums, rows, columns);
}
