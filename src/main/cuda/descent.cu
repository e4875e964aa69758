/*
 * One step of an optimiser over all parameters at once; what the rules mean is said at io.minibatch.backend.Descent.
 *
 * Equations, for weights (i < weights) with g' = g + l2 w + l1 sgn(w) and keep = 1 - shrink, for biases g' = g, keep = 1:
 *   descend_sgd        w = keep w - eta g'
 *   descend_momentum   v = mu v - eta g';  w = keep w + v
 *   descend_nesterov   v = mu v - eta g';  w = keep w + mu v - eta g'
 *   descend_adam       m = b1 m + (1 - b1) g';  v = b2 v + (1 - b2) g'^2;
 *                      w = keep w - eta/(1 - b1^t) m / (sqrt(v/(1 - b2^t)) + eps);  t = epoch * batches + gathered
 *   descend_rmsprop    v = b2 v + (1 - b2) g'^2;  w = keep w - eta g' / (sqrt(v) + eps)
 *   descend_lion       w = keep w - eta sgn(b1 m + (1 - b1) g');  m = b2 m + (1 - b2) g'
 *   descend_adagrad    s = s + g'^2;  w = keep w - eta g' / (sqrt(s) + eps)
 *   limit_norms        w[i][j] *= min(1, limit / sqrt(sum over i of w[i][j]^2))
 *
 * Layout:        w, gradient [n]; state [1 or 2, n]; rates {eta, mu or b1, b2, eps, l2, l1, shrink, 0}; batch as in
 *                batch.cu; weights of limit_norms [rows, columns], row-major. Any 4-byte address.
 * Geometry:      descend: blocks of 256, grid ceil(n / 1024). limit_norms: blocks of 512 exactly, grid
 *                ceil(columns / 8), sixty-four threads a column as in activation.cu.
 * Determinism:   each element is written by one thread; limit_norms sums a column in an order that depends on rows alone.
 */
#include "kernel.cuh"
#include "rates.cuh"

/* 1 - beta^t without cancellation; beta - 1 is exact for beta above 1/2. */
static __device__ float descend_correction(float beta, float t) {
    return beta > 0.0f ? -expm1f(t * log1pf(beta - 1.0f)) : 1.0f;
}

#define DESCENT_PARAMETERS                                                                                             \
    float *__restrict__ values, const float *__restrict__ gradient, float *__restrict__ state,                         \
            const float *__restrict__ rates, const int *__restrict__ batch, int n, int weights, int batches
#define DESCENT_ELEMENTS                                                                                               \
    (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < (unsigned) n; i += gridDim.x * blockDim.x)

/* Block 256, grid ceil(n / 1024), as those of the other rules. state, batch and batches are not looked at. */
KERNEL(256) descend_sgd(DESCENT_PARAMETERS) {
    const Rates r = descend_rates(rates);
    for DESCENT_ELEMENTS {
        float keep;
        const float w = values[i];
        const float g = descend_gradient(r, w, gradient[i], i < (unsigned) weights, &keep);
        values[i] = keep * w - r.eta * g;
    }
}

KERNEL(256) descend_momentum(DESCENT_PARAMETERS) {
    const Rates r = descend_rates(rates);
    for DESCENT_ELEMENTS {
        float keep;
        const float w = values[i];
        const float g = descend_gradient(r, w, gradient[i], i < (unsigned) weights, &keep);
        const float v = r.mu * state[i] - r.eta * g;
        state[i] = v;
        values[i] = keep * w + v;
    }
}

KERNEL(256) descend_nesterov(DESCENT_PARAMETERS) {
    const Rates r = descend_rates(rates);
    for DESCENT_ELEMENTS {
        float keep;
        const float w = values[i];
        const float g = descend_gradient(r, w, gradient[i], i < (unsigned) weights, &keep);
        const float v = r.mu * state[i] - r.eta * g;
        state[i] = v;
        values[i] = keep * w + r.mu * v - r.eta * g;
    }
}

KERNEL(256) descend_adam(DESCENT_PARAMETERS) {
    const Rates r = descend_rates(rates);
    const float t = (float) batch[4] * (float) batches + (float) batch[2];
    const float step = r.eta / descend_correction(r.mu, t);
    const float correction = 1.0f / descend_correction(r.beta2, t);
    float* __restrict__ squares = state + n;
    for DESCENT_ELEMENTS {
        float keep;
        const float w = values[i];
        const float g = descend_gradient(r, w, gradient[i], i < (unsigned) weights, &keep);
        const float m = r.mu * state[i] + (1.0f - r.mu) * g;
        const float v = r.beta2 * squares[i] + (1.0f - r.beta2) * g * g;
        state[i] = m;
        squares[i] = v;
        values[i] = keep * w - step * m / (sqrtf(v * correction) + r.epsilon);
    }
}

KERNEL(256) descend_rmsprop(DESCENT_PARAMETERS) {
    const Rates r = descend_rates(rates);
    for DESCENT_ELEMENTS {
        float keep;
        const float w = values[i];
        const float g = descend_gradient(r, w, gradient[i], i < (unsigned) weights, &keep);
        const float v = r.beta2 * state[i] + (1.0f - r.beta2) * g * g;
        state[i] = v;
        values[i] = keep * w - r.eta * g / (sqrtf(v) + r.epsilon);
    }
}

KERNEL(256) descend_lion(DESCENT_PARAMETERS) {
    const Rates r = descend_rates(rates);
    for DESCENT_ELEMENTS {
        float keep;
        const float w = values[i];
        const float g = descend_gradient(r, w, gradient[i], i < (unsigned) weights, &keep);
        const float m = state[i];
        const float direction = r.mu * m + (1.0f - r.mu) * g;
        /* NaN stays NaN, so that a diverged run is noticed. */
        values[i] = keep * w - r.eta * (direction > 0.0f ? 1.0f : direction < 0.0f ? -1.0f : direction);
        state[i] = r.beta2 * m + (1.0f - r.beta2) * g;
    }
}

KERNEL(256) descend_adagrad(DESCENT_PARAMETERS) {
    const Rates r = descend_rates(rates);
    for DESCENT_ELEMENTS {
        float keep;
        const float w = values[i];
        const float g = descend_gradient(r, w, gradient[i], i < (unsigned) weights, &keep);
        const float s = state[i] + g * g;
        state[i] = s;
        values[i] = keep * w - r.eta * g / (sqrtf(s) + r.epsilon);
    }
}

enum { NORM_COLUMNS = 8, NORM_THREADS = 512, NORM_ROWS = NORM_THREADS / NORM_COLUMNS };

/* Block 512 exactly, grid ceil(columns / 8). */
KERNEL(NORM_THREADS) limit_norms(float* __restrict__ w, float limit, int rows, int columns) {
    __shared__ double sums[NORM_THREADS];
    const int thread = (int) threadIdx.x;
    for (int tile = (int) blockIdx.x * NORM_COLUMNS; tile < columns; tile += (int) gridDim.x * NORM_COLUMNS) {
        const int column = tile + thread % NORM_COLUMNS;
        double sum = 0;
        for (int row = thread / NORM_COLUMNS; row < rows && column < columns; row += NORM_ROWS) {
            const double value = w[(size_t) row * columns + column];
            sum += value * value;
        }
        sums[thread] = sum;
        __syncthreads();
        for (int half = NORM_THREADS / 2; half >= NORM_COLUMNS; half /= 2) {
            if (thread < half) {
                sums[thread] += sums[thread + half];
            }
            __syncthreads();
        }
        const double norm = sqrt(sums[thread % NORM_COLUMNS]);
        const float factor = norm > limit ? (float) (limit / norm) : 1.0f;
        for (int row = thread / NORM_COLUMNS; row < rows && column < columns && factor < 1.0f; row += NORM_ROWS) {
            w[(size_t) row * columns + column] *= factor;
        }
        __syncthreads(); /* All have read the sums before the next tile's overwrite them. */
    }
}
