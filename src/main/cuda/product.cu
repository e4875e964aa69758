/*
 * Products that are too small for cuBLAS to do well: few rows, or few terms in each sum.
 *
 * Equations, alpha and beta read from alpha_beta; with beta 0, c is overwritten whatever it held:
 *   product_few_rows    c = alpha a b + beta c      a [rows, depth], b [depth, columns]
 *   product_few_terms   c = alpha a b^T + beta c    a [rows, depth], b [columns, depth]
 *
 * Layout:        c [rows, columns]; alpha_beta [2]; row-major, any 4-byte address. c overlaps neither a nor b.
 * Geometry:      product_few_rows: blocks of 1024, grid (ceil(columns / 4), ceil(rows / 8)), none of it smaller.
 *                product_few_terms: blocks of 256, grid ceil(rows * columns / 256); a smaller one is only slower.
 * Determinism:   product_few_rows takes each sum in one block, in an order that depends on depth alone;
 *                product_few_terms in one thread.
 */
#include "kernel.cuh"

enum {
    FEW_ROWS = 8,      /* of a block */
    FEW_COLUMNS = 4,   /* of a block */
    ROWS_THREADS = 1024,
    ROWS_WARPS = ROWS_THREADS / 32,
    TERMS = 4          /* neighbours in the sum, which a thread takes at once */
};

static __device__ void store_product(float* to, const float* __restrict__ alpha_beta, float sum) {
    const float beta = alpha_beta[1];
    *to = beta == 0.0f ? alpha_beta[0] * sum : alpha_beta[0] * sum + beta * *to;
}

/* Adds a thread's terms to the sums of a block's rows. Aligned: every row of a is at a multiple of 16 bytes. */
template <bool ALIGNED>
static __device__ void add_terms(float* sums, const float* __restrict__ a, const float* __restrict__ b, int count,
        int column, int columns, int depth) {
    for (int k = (int) threadIdx.x / FEW_COLUMNS * TERMS; k < depth; k += ROWS_THREADS / FEW_COLUMNS * TERMS) {
        float w[TERMS];
#pragma unroll
        for (int j = 0; j < TERMS; j++) {
            w[j] = column < columns && k + j < depth ? b[(size_t) (k + j) * columns + column] : 0.0f;
        }
#pragma unroll
        for (int r = 0; r < FEW_ROWS; r++) {
            if (r < count) {
                const float* row = a + (size_t) r * depth + k;
                if constexpr (ALIGNED) {
                    const float4 x = *(const float4*) row;
                    sums[r] += x.x * w[0] + x.y * w[1] + x.z * w[2] + x.w * w[3];
                } else {
                    for (int j = 0; j < TERMS && k + j < depth; j++) {
                        sums[r] += row[j] * w[j];
                    }
                }
            }
        }
    }
}

/*
 * The threads of a block share the depth: lanes whose numbers differ by FEW_COLUMNS have the same column. Then they add
 * their sums in pairs, of which each keeps half of the rows, so that a warp exchanges 7 numbers a lane instead of 24.
 */
KERNEL_TWICE(ROWS_THREADS) product_few_rows(float* __restrict__ c,
        const float* __restrict__ alpha_beta, const float* __restrict__ a, const float* __restrict__ b, int rows,
        int columns, int depth) {
    __shared__ float parts[ROWS_WARPS][FEW_ROWS * FEW_COLUMNS];
    const int lane = threadIdx.x % 32;
    const int warp = threadIdx.x / 32;
    const int column = blockIdx.x * FEW_COLUMNS + threadIdx.x % FEW_COLUMNS;
    const int first = blockIdx.y * FEW_ROWS;
    const int count = min((int) FEW_ROWS, rows - first);
    float sums[FEW_ROWS] = {};
    a += (size_t) first * depth;
    if (depth % 4 == 0 && (size_t) a % 16 == 0) {
        add_terms<true>(sums, a, b, count, column, columns, depth);
    } else {
        add_terms<false>(sums, a, b, count, column, columns, depth);
    }
    int row = 0;
#pragma unroll
    for (int distance = 16, kept = FEW_ROWS / 2; distance >= FEW_COLUMNS; distance /= 2, kept /= 2) {
        const bool upper = (lane & distance) != 0;
#pragma unroll
        for (int r = 0; r < kept; r++) {
            const float give = upper ? sums[r] : sums[r + kept];
            const float keep = upper ? sums[r + kept] : sums[r];
            sums[r] = keep + __shfl_xor_sync(0xffffffffu, give, distance);
        }
        row += upper ? kept : 0;
    }
    parts[warp][row * FEW_COLUMNS + lane % FEW_COLUMNS] = sums[0];
    __syncthreads();
    const int element = threadIdx.x;
    const int to = blockIdx.x * FEW_COLUMNS + element % FEW_COLUMNS;
    if (element < FEW_ROWS * FEW_COLUMNS && element / FEW_COLUMNS < count && to < columns) {
        float sum = 0.0f;
        for (int w = 0; w < ROWS_WARPS; w++) {
            sum += parts[w][element];
        }
        store_product(c + (size_t) (first + element / FEW_COLUMNS) * columns + to, alpha_beta, sum);
    }
}

/* A thread takes one element: so few terms are not worth a share in shared memory. */
KERNEL(256) product_few_terms(float* __restrict__ c, const float* __restrict__ alpha_beta,
        const float* __restrict__ a, const float* __restrict__ b, int rows, int columns, int depth) {
    const unsigned size = (unsigned) rows * (unsigned) columns;
    for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < size; i += gridDim.x * blockDim.x) {
        const float* __restrict__ left = a + (size_t) (i / columns) * depth;
        const float* __restrict__ right = b + (size_t) (i % columns) * depth;
        float sum = 0.0f;
        for (int k = 0; k < depth; k++) {
            sum += left[k] * right[k];
        }
        store_product(c + i, alpha_beta, sum);
    }
}
