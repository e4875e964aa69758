// Products of column-major matrices, summed in double precision. Where TF32 or bfloat16 is asked for, the factors are
// rounded to it first: the error is then of the size that a device's has, though not the same. (The documentation says
// of these types that they may be used, not that they are, nor how the factors are rounded. Here they always are, to
// nearest, on a device that reports compute capability 7.5 too.)
#include "cublas.h"
#include <cstdlib>
#include <cstring>

namespace {
enum Type { FLOAT = 0, BFLOAT16 = 14 };
enum Compute { PLAIN = 68, PEDANTIC = 69, FAST_BFLOAT16 = 75, FAST_TF32 = 77 };
enum Dropped { NONE = 0, TO_TF32 = 13, TO_BFLOAT16 = 16 }; // bits of a float's fraction

struct Matrix {
    const void* data;
    Type type;
    int leading;
    size_t bytes(int columns) const { return size_t(leading) * columns * (type == FLOAT ? 4 : 2); }
    bool on_device(int columns) const { return emulator_on_device(number(data), bytes(columns)); }
};

struct Product {
    bool transpose_a, transpose_b;
    int m, n, k;
    const float *alpha, *beta;
    Matrix a, b, c;
    Dropped dropped;
};

// To the nearest, ties to even.
float rounded(float value, Dropped dropped) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    if (dropped == NONE || (bits & 0x7f800000) == 0x7f800000) return value;
    bits += (1u << (dropped - 1)) - 1 + (bits >> dropped & 1);
    bits &= ~((1u << dropped) - 1);
    memcpy(&value, &bits, sizeof(value));
    return value;
}

float load(const Matrix& matrix, size_t i) {
    if (matrix.type == FLOAT) return static_cast<const float*>(matrix.data)[i];
    const uint32_t bits = uint32_t(static_cast<const uint16_t*>(matrix.data)[i]) << 16;
    float value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

void store(const Matrix& matrix, size_t i, float value) {
    void* data = const_cast<void*>(matrix.data);
    if (matrix.type == FLOAT) {
        static_cast<float*>(data)[i] = value;
        return;
    }
    value = rounded(value, TO_BFLOAT16);
    uint32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    static_cast<uint16_t*>(data)[i] = uint16_t(bits >> 16);
}

// The rows of op(A), or the columns of op(B), each in one piece.
std::vector<float> lines(const Matrix& matrix, bool along, int count, int depth, Dropped dropped) {
    std::vector<float> values(size_t(count) * depth);
    for (int i = 0; i < count; i++)
        for (int l = 0; l < depth; l++) {
            const size_t at = along ? l + size_t(i) * matrix.leading : i + size_t(l) * matrix.leading;
            values[size_t(i) * depth + l] = rounded(load(matrix, at), dropped);
        }
    return values;
}

void multiply(const Product& p, float alpha, float beta) {
    const std::vector<float> rows = lines(p.a, p.transpose_a, p.m, p.k, p.dropped);
    const std::vector<float> columns = lines(p.b, !p.transpose_b, p.n, p.k, p.dropped);
    for (int j = 0; j < p.n; j++)
        for (int i = 0; i < p.m; i++) {
            const float *a = rows.data() + size_t(i) * p.k, *b = columns.data() + size_t(j) * p.k;
            double sum = 0;
            for (int l = 0; l < p.k; l++) sum += double(a[l]) * b[l];
            const size_t at = i + size_t(j) * p.c.leading;
            store(p.c, at, float(alpha * sum + (beta == 0 ? 0.0 : double(beta) * load(p.c, at))));
        }
}

int run(const Handle* handle, const Product& p) {
    if (p.m < 0 || p.n < 0 || p.k < 0 || p.a.leading < (p.transpose_a ? p.k : p.m)
        || p.b.leading < (p.transpose_b ? p.n : p.k) || p.c.leading < p.m)
        return INVALID;
    if (!p.a.on_device(p.transpose_a ? p.m : p.k) || !p.b.on_device(p.transpose_b ? p.k : p.n) || !p.c.on_device(p.n))
        return INVALID;
    if (!handle->own_workspace && emulator_capturing(handle->stream))
        emulator_complain("a product is captured without a workspace of the caller's, so that its graph allocates one");
    static const bool allocates = std::getenv("MINIBATCH_EMULATOR_ALLOCATES") != nullptr;
    if (allocates && emulator_unsafe_call()) return ALLOCATION_FAILED;
    if (handle->scalars_on_device) {
        if (!emulator_on_device(number(p.alpha), 4) || !emulator_on_device(number(p.beta), 4)) return INVALID;
        return emulator_submit(handle->stream, [p] {
            multiply(p, *p.alpha, *p.beta);
            return int(SUCCESS);
        }) ? FAILED : OK;
    }
    const float alpha = *p.alpha, beta = *p.beta;
    return emulator_submit(handle->stream, [=] {
        multiply(p, alpha, beta);
        return int(SUCCESS);
    }) ? FAILED : OK;
}

// What the math mode lets a product of floats do.
Dropped dropped_by_mode(const Handle* handle) {
    return (handle->math & ~NO_REDUCED_REDUCTION) == TF32_MATH ? TO_TF32 : NONE;
}
} // namespace

EXPORT int cublasSgemm_v2(Handle* handle, int transpose_a, int transpose_b, int m, int n, int k, const float* alpha,
                          const float* a, int lda, const float* b, int ldb, const float* beta, float* c, int ldc) {
    if (emulator_no_op()) return OK;
    return run(handle, {transpose_a != 0, transpose_b != 0, m, n, k, alpha, beta, {a, FLOAT, lda}, {b, FLOAT, ldb},
                        {c, FLOAT, ldc}, dropped_by_mode(handle)});
}

// Of its table, what computes in float: floats, with every compute type but half precision's, and bfloat16 factors.
EXPORT int cublasGemmEx(Handle* handle, int transpose_a, int transpose_b, int m, int n, int k, const void* alpha,
                        const void* a, int type_a, int lda, const void* b, int type_b, int ldb, const void* beta, void* c,
                        int type_c, int ldc, int compute, int) {
    if (emulator_no_op()) return OK;
    const bool floats = type_a == FLOAT && type_b == FLOAT && type_c == FLOAT;
    const bool bfloats = type_a == BFLOAT16 && type_b == BFLOAT16 && (type_c == BFLOAT16 || type_c == FLOAT);
    Dropped dropped = NONE;
    if (compute == FAST_TF32 && floats) dropped = TO_TF32;
    else if (compute == FAST_BFLOAT16 && floats) dropped = TO_BFLOAT16;
    else if (compute == PLAIN && floats) dropped = dropped_by_mode(handle);
    else if ((compute != PLAIN && compute != PEDANTIC) || (!floats && !bfloats)) return UNSUPPORTED;
    return run(handle, {transpose_a != 0, transpose_b != 0, m, n, k, static_cast<const float*>(alpha),
                        static_cast<const float*>(beta), {a, Type(type_a), lda}, {b, Type(type_b), ldb},
                        {c, Type(type_c), ldc}, dropped});
}
