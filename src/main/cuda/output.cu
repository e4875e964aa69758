/*
 * The output layer: its activations and delta, its costs, correct answers and errors.
 *
 * Equations, with e = order[start + row], y = values[e], or y = on at labels[e] and off elsewhere, w = weights[e] or 1, and
 * m = valid:
 *   output_delta   delta[row][j] = (a[row][j] - y[j]) w / m for row < m, else 0
 *   output_layer   z[row][j] = a[row][j], a = f(z + bias) or softmax(z + bias) by rows; delta as output_delta has it, times
 *                  g'; bias_gradient[j] = sum over row of delta[row][j]; bias[j] += rate[0] bias_gradient[j] where rate is
 *                  not null. f and g by their codes in functions.cuh, FUNCTION_COUNT for softmax
 *   tally_rows     loss 0: cost = w/2 |f(z) - y|^2, f by its code in functions.cuh
 *                  loss 1: cost = w (sum over j of max(z, 0) - z y + ln(1 + exp(-|z|)))
 *                  loss 2: cost = w (most + ln sum over j of exp(z - most) - sum over j of y z)
 *                  labels: correct = the first largest z stands at the label
 *                  values: correct = (a >= 0.5) = (y >= 0.5) for every j, a = f(z) or softmax(z);
 *                  errors[0][row] = sum over j of |a - y|, errors[1][row] = sum over j of (a - y)^2
 *                  where there is a NaN, correct is never set
 *   tally_add      cost += sum of costs; counts[0] += sum of correct; counts[1] += m; error_sums[i] += sum of errors[i]
 *
 * Layout:        z, delta, activations, logits [rows, columns] float; bias, bias_gradient [columns]; rate [1]; parts and
 *                tickets: see sums.cuh; costs [rows] double; correct [rows]; labels, values, weights
 *                and order: see desired.cuh; errors [2, capacity] double, null where there are labels; error_sums [2]
 *                double; state as in batch.cu; row-major, natural alignment.
 * Geometry:      output_delta: blocks of 256, grid ceil(rows * columns / 256). output_layer: blocks of 512, any grid, a warp
 *                for each row and a lane for each of at most 32 columns. tally_rows: blocks of 128, grid
 *                ceil(rows / 4), a warp for each row. Smaller grids are only slower. tally_add: one block of 256.
 * Determinism:   every sum is taken in an order that depends on the sizes and the grid alone. Threads of output_delta and
 *                output_layer may store first_non_finite at the same time, and all store the same number.
 */
#include <float.h>

#include "desired.cuh"
#include "functions.cuh"
#include "kernel.cuh"
#include "outputs.cuh"
#include "sums.cuh"

/* Block 256, grid ceil(rows * columns / 256). */
KERNEL(256) output_delta(float* __restrict__ delta, int* state, const float* __restrict__ activations,
        DESIRED_PARAMETERS, int rows, int columns) {
    const Desired desired = DESIRED_ARGUMENT;
    const int start = state[0];
    const int valid = state[1];
    const float scale = valid > 0 ? 1.0f / (float) valid : 0.0f;
    const unsigned size = (unsigned) rows * (unsigned) columns;
    for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < size; i += gridDim.x * blockDim.x) {
        const int row = (int) (i / (unsigned) columns);
        const int column = (int) (i % (unsigned) columns);
        if (row >= valid) {
            delta[i] = 0.0f;
            continue;
        }
        const float a = activations[i];
        const int example = order[start + row];
        delta[i] = (a - desired.at(example, column, columns)) * (scale * desired.weight(example));
        if (!(fabsf(a) <= FLT_MAX) && state[3] == 0) {
            state[3] = state[2];
        }
    }
}

enum { OUTPUT_COLUMNS = 32, OUTPUT_THREADS = 512, OUTPUT_WARPS = OUTPUT_THREADS / 32 };

/* Returns, in the first warp, the sum of what the warps' lanes have; called by all threads. */
static __device__ float output_sum_warps(float (*sums)[OUTPUT_COLUMNS], float sum) {
    const int lane = (int) (threadIdx.x % 32);
    sums[threadIdx.x / 32][lane] = sum;
    __syncthreads();
    float total = 0;
    for (int warp = 0; threadIdx.x < 32 && warp < OUTPUT_WARPS; warp++) {
        total += sums[warp][lane];
    }
    __syncthreads(); /* before the next call overwrites the sums */
    return total;
}

/* Block 512 exactly, at most 32 columns; for more than one block, parts of grid * columns floats and one ticket. */
KERNEL(OUTPUT_THREADS) output_layer(float* __restrict__ z, float* __restrict__ delta, BIAS_GRADIENT_PARAMETERS,
        int* state, DESIRED_PARAMETERS, int rows, int columns, int function, int gradient) {
    const Desired desired = DESIRED_ARGUMENT;
    __shared__ float sums[OUTPUT_WARPS][OUTPUT_COLUMNS];
    __shared__ int last;
    const int lane = (int) (threadIdx.x % 32);
    const int warp = (int) (threadIdx.x / 32);
    const int start = state[0];
    const int valid = state[1];
    const float scale = valid > 0 ? 1.0f / (float) valid : 0.0f;
    const bool has_column = lane < columns;
    const float offset = has_column ? bias[lane] : 0.0f;
    float sum = 0;
    /* The same number of turns for all lanes of a warp, so that all of them meet in the shuffles. */
    for (int row = (int) blockIdx.x * OUTPUT_WARPS + warp; row < rows; row += (int) gridDim.x * OUTPUT_WARPS) {
        const size_t i = (size_t) row * columns + lane;
        const float weighted = has_column ? z[i] + offset : 0.0f;
        const float a = function == OUTPUT_SOFTMAX ? output_softmax(weighted, has_column) : output_value(weighted, function);
        if (!has_column) {
            continue;
        }
        float d = 0;
        if (row < valid) {
            const int example = order[start + row];
            d = (a - desired.at(example, lane, columns)) * (scale * desired.weight(example))
                    * output_derivative(a, gradient);
            if (!(fabsf(a) <= FLT_MAX) && state[3] == 0) {
                state[3] = state[2];
            }
        }
        z[i] = a;
        delta[i] = d;
        sum += d;
    }
    sum = output_sum_warps(sums, sum);
    if (gridDim.x > 1) {
        if (warp == 0 && has_column) {
            parts[blockIdx.x * columns + lane] = sum;
        }
        if (!is_last_block(tickets, gridDim.x, &last)) {
            return;
        }
        const volatile float* const stored = parts;
        sum = 0;
        for (unsigned part = (unsigned) warp; has_column && part < gridDim.x; part += OUTPUT_WARPS) {
            sum += stored[part * columns + lane];
        }
        sum = output_sum_warps(sums, sum);
    }
    if (warp == 0 && has_column) {
        bias_gradient_store(BIAS_GRADIENT_ARGUMENT, lane, sum);
    }
}

enum { TALLY_NONE = 0x7fffffff, TALLY_NAN = -1 };

/* f(z) in double precision. */
static __device__ double tally_value(double z, int function) {
#define TALLY_VALUE(NAME, F)                                                                                           \
    case F:                                                                                                            \
        return FunctionOf<F>::exact(z);
    switch (function) {
        OUTPUT_FUNCTIONS(TALLY_VALUE)
        default:
            return z;
    }
}

/* The cost of one logit, but for the logarithm of loss 2. Infinite logits and NaN give what the formula gives. */
static __device__ double tally_cost(double z, double target, int loss, int function, double most) {
    if (loss == 1) {
        return (z > 0 ? z : 0) - target * z + log1p(exp(-fabs(z)));
    }
    if (loss == 2) {
        return -target * (z - most);
    }
    const double difference = tally_value(z, function) - target;
    return 0.5 * difference * difference;
}

struct TallyErrors {
    double absolute, squared;
    bool correct;
};

/*
 * Compares the activations of a row with desired values; called by the lanes of a warp, which all get the result. A comparison
 * with NaN is false, so that the answer is wrong.
 */
static __device__ TallyErrors tally_compare(
        const float* z, const float* y, int columns, int function, double most, double powers) {
    TallyErrors errors = {0, 0, true};
    for (int j = (int) (threadIdx.x % 32); j < columns; j += 32) {
        const double a = function == OUTPUT_SOFTMAX ? exp((double) z[j] - most) / powers : tally_value(z[j], function);
        const double difference = a - y[j];
        errors.absolute += fabs(difference);
        errors.squared += difference * difference;
        errors.correct = errors.correct && (a >= 0.5 ? y[j] >= 0.5f : a < 0.5 && y[j] < 0.5f);
    }
    for (int distance = 16; distance > 0; distance /= 2) {
        errors.absolute += __shfl_xor_sync(0xffffffffu, errors.absolute, distance);
        errors.squared += __shfl_xor_sync(0xffffffffu, errors.squared, distance);
        errors.correct = __shfl_xor_sync(0xffffffffu, errors.correct ? 1 : 0, distance) && errors.correct;
    }
    return errors;
}

/* Block 128 (any multiple of 32), grid ceil(rows / 4): the lanes of a warp share one row. */
KERNEL(128) tally_rows(double* __restrict__ costs, int* __restrict__ correct, double* __restrict__ errors, int capacity,
        const float* __restrict__ logits, DESIRED_PARAMETERS, const int* __restrict__ state, int rows, int columns, int loss,
        int function) {
    const Desired desired = DESIRED_ARGUMENT;
    const int lane = (int) (threadIdx.x % 32);
    const int warp = (int) ((blockIdx.x * blockDim.x + threadIdx.x) / 32);
    const int warps = (int) (gridDim.x * blockDim.x / 32);
    const int start = state[0];
    const int valid = state[1] < rows ? state[1] : rows;
    /* The same number of turns for all lanes of a warp, so that all of them meet in the shuffles. */
    for (int row = warp; row < valid; row += warps) {
        const float* z = logits + (size_t) row * columns;
        const int example = order[start + row];
        double most = -INFINITY;
        double powers = 0; /* Loss 2 only: the sum of exp(z - most). */
        if (loss == 2) {
            for (int j = lane; j < columns; j += 32) {
                most = fmax(most, (double) z[j]);
            }
            for (int distance = 16; distance > 0; distance /= 2) {
                most = fmax(most, __shfl_xor_sync(0xffffffffu, most, distance));
            }
        }
        double cost = 0;
        float best = 0;
        int place = TALLY_NONE;
        for (int j = lane; j < columns; j += 32) {
            const float value = z[j];
            cost += tally_cost(value, desired.at(example, j, columns), loss, function, most);
            powers += loss == 2 ? exp((double) value - most) : 0;
            if (value != value) {
                place = TALLY_NAN;
            } else if (place == TALLY_NONE || (place != TALLY_NAN && value > best)) {
                best = value;
                place = j;
            }
        }
        for (int distance = 16; distance > 0; distance /= 2) {
            const double other_cost = __shfl_xor_sync(0xffffffffu, cost, distance);
            const float other_best = __shfl_xor_sync(0xffffffffu, best, distance);
            const int other_place = __shfl_xor_sync(0xffffffffu, place, distance);
            cost += other_cost;
            powers += __shfl_xor_sync(0xffffffffu, powers, distance);
            if (place == TALLY_NAN || other_place == TALLY_NONE) {
                continue;
            }
            if (other_place == TALLY_NAN || place == TALLY_NONE || other_best > best
                    || (other_best == best && other_place < place)) {
                best = other_best;
                place = other_place;
            }
        }
        if (lane == 0) {
            costs[row] = desired.weight(example) * (loss == 2 ? cost + log(powers) : cost);
            correct[row] = !values && place == labels[example] ? 1 : 0;
        }
        if (values) {
            const TallyErrors found = tally_compare(
                    z, values + (size_t) example * columns, columns, loss == 2 ? OUTPUT_SOFTMAX : function, most, powers);
            if (lane == 0) {
                correct[row] = found.correct ? 1 : 0;
                errors[row] = found.absolute;
                errors[capacity + row] = found.squared;
            }
        }
    }
}

enum { TALLY_THREADS = 256 };

/*
 * Leaves in the first thread, at the places 0 of both arrays, the sums over the valid rows; called by all threads. A thread adds
 * every 256th row, then the threads' sums meet pair by pair.
 */
template <typename Term>
static __device__ void tally_sum(
        double* sums, Term* other_sums, const double* terms, const Term* other_terms, int valid) {
    const int thread = (int) threadIdx.x;
    double sum = 0;
    Term other_sum = 0;
    for (int row = thread; row < valid; row += TALLY_THREADS) {
        sum += terms[row];
        other_sum += other_terms[row];
    }
    sums[thread] = sum;
    other_sums[thread] = other_sum;
    __syncthreads();
    for (int half = TALLY_THREADS / 2; half > 0; half /= 2) {
        if (thread < half) {
            sums[thread] += sums[thread + half];
            other_sums[thread] += other_sums[thread + half];
        }
        __syncthreads();
    }
}

/* Block 256 exactly, grid 1. */
KERNEL(TALLY_THREADS) tally_add(double* __restrict__ cost, long long* __restrict__ counts,
        double* __restrict__ error_sums, const double* __restrict__ costs, const int* __restrict__ correct,
        const double* __restrict__ errors, int capacity, const int* __restrict__ state) {
    __shared__ double cost_sums[TALLY_THREADS];
    __shared__ int correct_sums[TALLY_THREADS];
    __shared__ double absolute_sums[TALLY_THREADS];
    __shared__ double squared_sums[TALLY_THREADS];
    const int valid = state[1];
    tally_sum(cost_sums, correct_sums, costs, correct, valid);
    if (errors) {
        tally_sum(absolute_sums, squared_sums, errors, errors + capacity, valid);
    }
    if (threadIdx.x == 0) {
        *cost += cost_sums[0];
        counts[0] += correct_sums[0];
        counts[1] += valid;
        if (errors) {
            error_sums[0] += absolute_sums[0];
            error_sums[1] += squared_sums[0];
        }
    }
}
