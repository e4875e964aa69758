/*
 * The functions of io.minibatch.backend.Elementwise, by their place there, and their derivatives.
 */
#pragma once

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
