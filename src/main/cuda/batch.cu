/*
 * The order of the examples, the place in it, and the mini-batch made from both.
 *
 * Equations:
 *   shuffle   order[i] = π(i), π the Feistel permutation of io.minibatch.random.Permutation, bit for bit
 *   rewind    order[i] = i; both: state = {0, 0, 0, 0, epoch, seed, 0}
 *   gather    start += valid; valid = min(rows, size - start); gathered += 1; then
 *             x[row][j] = images[order[start + row]][j] / 255, or numbers[order[start + row]][j], for row < valid, else 0
 *   check_finite   first_non_finite = max(1, gathered) where it was 0 and one of the values is not finite
 *
 * Layout:        order [size]; state {start, valid, gathered, first_non_finite, epoch,
 *                seed_low, seed_high, ticket}; images [size, features] bytes,
 *                or numbers [size, features]; x [rows, features]; all row-major. x, images and numbers may start anywhere.
 * Geometry:      shuffle, rewind: blocks of 256, grid ceil(size / 256). gather: blocks of 256, grid
 *                (ceil(features / 1024), min(rows, 2048)), see window.cuh. check_finite: blocks of 256, grid ceil(n / 1024).
 *                A smaller grid than that is only slower.
 * Determinism:   each element is written by one thread and depends on no other. check_finite's threads may store
 *                first_non_finite at the same time, and all store the same number.
 */
#include <float.h>

#include "kernel.cuh"
#include "pixels.cuh"
#include "window.cuh"

/* MurmurHash3's 32-bit finaliser. */
static __device__ unsigned permutation_mix(unsigned h) {
    h ^= h >> 16;
    h *= 0x85ebca6bu;
    h ^= h >> 13;
    h *= 0xc2b2ae35u;
    h ^= h >> 16;
    return h;
}

/* Puts the window before the first mini-batch; the thread that does it is the only one that writes the state. */
static __device__ void batch_restart(int* state, int epoch, int seed_low, int seed_high) {
    if (blockIdx.x == 0 && threadIdx.x == 0) {
        state[0] = state[1] = state[2] = state[3] = state[WINDOW_TICKET] = 0;
        state[4] = epoch;
        state[5] = seed_low;
        state[6] = seed_high;
    }
}

/* Block 256, grid ceil(size / 256). size is at most 2^30 and half_bits at most 15, so nothing overflows. */
KERNEL(256) batch_shuffle(int* __restrict__ order, int* __restrict__ state, int size, int epoch,
        int seed_low, int seed_high, int half_bits, unsigned k0, unsigned k1, unsigned k2, unsigned k3, unsigned k4,
        unsigned k5, unsigned k6, unsigned k7) {
    batch_restart(state, epoch, seed_low, seed_high);
    const unsigned keys[8] = {k0, k1, k2, k3, k4, k5, k6, k7};
    const unsigned mask = (1u << half_bits) - 1;
    for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < (unsigned) size; i += gridDim.x * blockDim.x) {
        unsigned value = i;
        do { /* Cycle walking: fewer than four turns on average. */
            unsigned left = value >> half_bits;
            unsigned right = value & mask;
#pragma unroll
            for (int round = 0; round < 8; round++) {
                const unsigned mixed = left ^ (permutation_mix(right ^ keys[round]) & mask);
                left = right;
                right = mixed;
            }
            value = left << half_bits | right;
        } while (value >= (unsigned) size);
        order[i] = (int) value;
    }
}

/* Block 256, grid ceil(size / 256). */
KERNEL(256) batch_rewind(int* __restrict__ order, int* __restrict__ state, int size, int epoch, int seed_low,
        int seed_high) {
    batch_restart(state, epoch, seed_low, seed_high);
    for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < (unsigned) size; i += gridDim.x * blockDim.x) {
        order[i] = (int) i;
    }
}

/*
 * Block 256, grid (ceil(features / 1024), min(rows, 2048)): a row of blocks for each row of x, as far as a device can work
 * on them at once.
 *
 * Four pixels a thread where features and both addresses allow it: a warp then reads 128 bytes and writes 512, each in
 * one piece. (Sixteen pixels a thread would read in wider pieces, but scatter the writes, four fifths of the traffic.)
 */
KERNEL(256) gather_u8(float* __restrict__ x, const unsigned char* __restrict__ images,
        const int* __restrict__ order, int* state, int size, int rows, int features) {
    const unsigned first = blockIdx.x * blockDim.x + threadIdx.x;
    const unsigned step = gridDim.x * blockDim.x;
    const Window window = next_window(state, size, rows);
    const bool aligned = features % 4 == 0 && (size_t) x % 16 == 0 && (size_t) images % 4 == 0;
    for (int row = (int) blockIdx.y; row < rows; row += (int) gridDim.y) {
        float* target = x + (size_t) row * features;
        const unsigned char* source = row < window.valid ? images + (size_t) order[window.start + row] * features : 0;
        if (aligned) {
            for (unsigned i = first; i < (unsigned) features / 4; i += step) {
                const unsigned word = source ? ((const unsigned*) source)[i] : 0;
                const float4 four = {pixel_value(word & 0xff), pixel_value(word >> 8 & 0xff),
                        pixel_value(word >> 16 & 0xff), pixel_value(word >> 24)};
                ((float4*) target)[i] = four;
            }
        } else {
            for (unsigned i = first; i < (unsigned) features; i += step) {
                target[i] = source ? pixel_value(source[i]) : 0.0f;
            }
        }
    }
}

/* As gather_u8, four floats a thread where features and both addresses allow it. */
KERNEL(256) gather_f32(float* __restrict__ x, const float* __restrict__ numbers, const int* __restrict__ order, int* state,
        int size, int rows, int features) {
    const unsigned first = blockIdx.x * blockDim.x + threadIdx.x;
    const unsigned step = gridDim.x * blockDim.x;
    const Window window = next_window(state, size, rows);
    const bool aligned = features % 4 == 0 && (size_t) x % 16 == 0 && (size_t) numbers % 16 == 0;
    const float4 zeros = {0.0f, 0.0f, 0.0f, 0.0f};
    for (int row = (int) blockIdx.y; row < rows; row += (int) gridDim.y) {
        float* target = x + (size_t) row * features;
        const float* source = row < window.valid ? numbers + (size_t) order[window.start + row] * features : 0;
        if (aligned) {
            for (unsigned i = first; i < (unsigned) features / 4; i += step) {
                ((float4*) target)[i] = source ? ((const float4*) source)[i] : zeros;
            }
        } else {
            for (unsigned i = first; i < (unsigned) features; i += step) {
                target[i] = source ? source[i] : 0.0f;
            }
        }
    }
}

/* Block 256, grid ceil(n / 1024). */
KERNEL(256) check_finite(int* state, const float* __restrict__ values, int n) {
    bool finite = true;
    for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < (unsigned) n; i += gridDim.x * blockDim.x) {
        finite = finite && fabsf(values[i]) <= FLT_MAX;
    }
    if (!finite && state[3] == 0) {
        state[3] = state[2] > 0 ? state[2] : 1;
    }
}
