/*
 * The functions of output layers by their codes, for kernels that are not made for one of them.
 */
#pragma once

#include "functions.cuh"

enum { OUTPUT_SOFTMAX = FUNCTION_COUNT };

/* By the code of a function that outputs may have; the softmax does not come here. */
static __device__ float output_value(float z, int function) {
#define OUTPUT_VALUE(NAME, F)                                                                                          \
    case F:                                                                                                            \
        return FunctionOf<F>::value(z);
    switch (function) {
        OUTPUT_FUNCTIONS(OUTPUT_VALUE)
        default:
            return z;
    }
}

static __device__ float output_derivative(float a, int function) {
#define OUTPUT_DERIVATIVE(NAME, F)                                                                                     \
    case F:                                                                                                            \
        return FunctionOf<F>::derivative(a);
    switch (function) {
        OUTPUT_FUNCTIONS(OUTPUT_DERIVATIVE)
        default:
            return 1.0f;
    }
}

/* Over the lanes that have a column, in the order of the kernel softmax. */
static __device__ float output_softmax(float z, bool has_column) {
    float most = has_column ? z : -INFINITY;
    for (int distance = 16; distance > 0; distance /= 2) {
        most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, distance));
    }
    const float power = has_column ? expf(z - most) : 0.0f;
    float sum = power;
    for (int distance = 16; distance > 0; distance /= 2) {
        sum += __shfl_xor_sync(0xffffffffu, sum, distance);
    }
    return power / sum;
}
