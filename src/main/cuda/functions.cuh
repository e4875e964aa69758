/*
 * The functions of io.minibatch.backend.Elementwise and their derivatives.
 */
#pragma once

/*
 * The functions in the order there, X(name in the kernels' names, constant); kernels and codes follow from these lists.
 * First those that outputs may have.
 */
#define OUTPUT_FUNCTIONS(X)                                                                                            \
    X(identity, IDENTITY)                                                                                              \
    X(sigmoid, SIGMOID)                                                                                                \
    X(tanh, TANH)                                                                                                      \
    X(relu, RELU)                                                                                                      \
    X(leaky_relu, LEAKY_RELU)                                                                                          \
    X(softplus, SOFTPLUS)                                                                                              \
    X(elu, ELU)

/* And those whose f' is computed from z, which no output has. */
#define FUNCTIONS(X)                                                                                                   \
    OUTPUT_FUNCTIONS(X)                                                                                                \
    X(gelu, GELU)

#define FUNCTION_CODE(NAME, F) F,
/* The codes; FUNCTION_COUNT is that of the softmax, which works on rows. */
enum Function { FUNCTIONS(FUNCTION_CODE) FUNCTION_COUNT };

/* What f' is computed from. Dropout scales f(z), and leaves its sign. */
enum Given { GIVEN_NOTHING, GIVEN_SIGN, GIVEN_VALUE, GIVEN_INPUT };

/*
 * A function: value in single precision; exact in double precision, for OUTPUT_FUNCTIONS;
 * and derivative, f' from what is given. Without a default, so that a function of the
 * list without its own does not compile.
 */
template <Function F>
struct FunctionOf;

template <>
struct FunctionOf<IDENTITY> {
    static constexpr Given given = GIVEN_NOTHING;
    static __device__ float value(float z) {
        return z;
    }
    static __device__ double exact(double z) {
        return z;
    }
    static __device__ float derivative(float) {
        return 1.0f;
    }
};

template <>
struct FunctionOf<SIGMOID> {
    static constexpr Given given = GIVEN_VALUE;
    /* Within 1e-6 for every z: where exp(-z) overflows, the quotient is the limit, 0. NaN stays NaN. */
    static __device__ float value(float z) {
        return 1.0f / (1.0f + expf(-z));
    }
    static __device__ double exact(double z) {
        return 1 / (1 + exp(-z));
    }
    static __device__ float derivative(float a) {
        return a * (1.0f - a);
    }
};

template <>
struct FunctionOf<TANH> {
    static constexpr Given given = GIVEN_VALUE;
    static __device__ float value(float z) {
        return tanhf(z);
    }
    static __device__ double exact(double z) {
        return tanh(z);
    }
    static __device__ float derivative(float a) {
        return 1.0f - a * a;
    }
};

template <>
struct FunctionOf<RELU> {
    static constexpr Given given = GIVEN_SIGN;
    /* NaN stays NaN, which fmaxf would hide. */
    static __device__ float value(float z) {
        return z < 0.0f ? 0.0f : z;
    }
    static __device__ double exact(double z) {
        return z < 0 ? 0 : z;
    }
    static __device__ float derivative(float a) {
        return a > 0.0f ? 1.0f : 0.0f;
    }
};

#define LEAK 0.01f

template <>
struct FunctionOf<LEAKY_RELU> {
    static constexpr Given given = GIVEN_SIGN;
    static __device__ float value(float z) {
        return z > 0.0f ? z : LEAK * z;
    }
    static __device__ double exact(double z) {
        return z > 0 ? z : (double) LEAK * z;
    }
    static __device__ float derivative(float a) {
        return a > 0.0f ? 1.0f : LEAK;
    }
};

template <>
struct FunctionOf<SOFTPLUS> {
    static constexpr Given given = GIVEN_VALUE;
    /* NaN stays NaN, which fmaxf hides, by the logarithm. */
    static __device__ float value(float z) {
        return fmaxf(z, 0.0f) + log1pf(expf(-fabsf(z)));
    }
    static __device__ double exact(double z) {
        return (z > 0 ? z : 0) + log1p(exp(-fabs(z)));
    }
    static __device__ float derivative(float a) {
        return -expm1f(-a);
    }
};

template <>
struct FunctionOf<ELU> {
    static constexpr Given given = GIVEN_VALUE;
    static __device__ float value(float z) {
        return z > 0.0f ? z : expm1f(z);
    }
    static __device__ double exact(double z) {
        return z > 0 ? z : expm1(z);
    }
    static __device__ float derivative(float a) {
        return a > 0.0f ? 1.0f : a + 1.0f;
    }
};

#define GELU_ROOT 0.7978845608028654f
#define GELU_CUBE 0.044715f

template <>
struct FunctionOf<GELU> {
    static constexpr Given given = GIVEN_INPUT;
    static __device__ float value(float z) {
        return 0.5f * z * (1.0f + tanhf(GELU_ROOT * (z + GELU_CUBE * z * z * z)));
    }
    static __device__ float derivative(float z) {
        const float t = tanhf(GELU_ROOT * (z + GELU_CUBE * z * z * z));
        return 0.5f * (1.0f + t) + 0.5f * z * (1.0f - t * t) * GELU_ROOT * (1.0f + 3.0f * GELU_CUBE * z * z);
    }
};
