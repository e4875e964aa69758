// cuBLAS: products of column-major matrices, summed in double precision.
#include "emulator.h"

EXPORT int emulator_submit(Stream* stream, const Work& work);
EXPORT bool emulator_on_device(uint64_t address, size_t bytes);

namespace {
enum Status { OK = 0, NOT_READY = 1, INVALID = 7, FAILED = 13, UNSUPPORTED = 15 };

struct Handle {
    Stream* stream = nullptr;
    bool scalars_on_device = false;
};

struct Product {
    bool transpose_a, transpose_b;
    int m, n, k;
    const float *alpha, *a;
    int lda;
    const float* b;
    int ldb;
    const float *beta;
    float* c;
    int ldc;
};

size_t bytes(int leading, int columns) { return sizeof(float) * size_t(leading) * columns; }
uint64_t number(const void* pointer) { return reinterpret_cast<uint64_t>(pointer); }

bool inside(const Product& p) {
    return emulator_on_device(number(p.a), bytes(p.lda, p.transpose_a ? p.m : p.k))
        && emulator_on_device(number(p.b), bytes(p.ldb, p.transpose_b ? p.k : p.n))
        && emulator_on_device(number(p.c), bytes(p.ldc, p.n));
}

void multiply(const Product& p, float alpha, float beta) {
    for (int j = 0; j < p.n; j++)
        for (int i = 0; i < p.m; i++) {
            double sum = 0;
            for (int l = 0; l < p.k; l++) {
                const float a = p.transpose_a ? p.a[l + size_t(i) * p.lda] : p.a[i + size_t(l) * p.lda];
                const float b = p.transpose_b ? p.b[j + size_t(l) * p.ldb] : p.b[l + size_t(j) * p.ldb];
                sum += double(a) * b;
            }
            float& c = p.c[i + size_t(j) * p.ldc];
            c = float(alpha * sum + (beta == 0 ? 0.0 : double(beta) * c));
        }
}
} // namespace

EXPORT int cublasCreate_v2(Handle** handle) {
    *handle = new Handle;
    return OK;
}
EXPORT int cublasDestroy_v2(Handle* handle) {
    delete handle;
    return OK;
}
EXPORT int cublasGetVersion_v2(Handle*, int* version) {
    *version = 120600;
    return OK;
}
EXPORT int cublasSetStream_v2(Handle* handle, Stream* stream) {
    handle->stream = stream;
    return OK;
}
EXPORT int cublasSetWorkspace_v2(Handle*, void* workspace, size_t size) {
    return number(workspace) % 16 == 0 && emulator_on_device(number(workspace), size) ? OK : INVALID;
}
EXPORT int cublasSetPointerMode_v2(Handle* handle, int mode) {
    handle->scalars_on_device = mode == 1;
    return OK;
}
EXPORT int cublasSetMathMode(Handle*, int) { return OK; }
EXPORT const char* cublasGetStatusName(int status) {
    return status == OK ? "CUBLAS_STATUS_SUCCESS"
         : status == INVALID ? "CUBLAS_STATUS_INVALID_VALUE"
         : status == UNSUPPORTED ? "CUBLAS_STATUS_NOT_SUPPORTED"
                                 : "CUBLAS_STATUS_EXECUTION_FAILED";
}
EXPORT const char* cublasGetStatusString(int status) { return cublasGetStatusName(status); }

EXPORT int cublasSgemm_v2(Handle* handle, int transpose_a, int transpose_b, int m, int n, int k, const float* alpha,
                          const float* a, int lda, const float* b, int ldb, const float* beta, float* c, int ldc) {
    const Product p{transpose_a != 0, transpose_b != 0, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc};
    if (m < 0 || n < 0 || k < 0 || lda < (p.transpose_a ? k : m) || ldb < (p.transpose_b ? n : k) || ldc < m) return INVALID;
    if (!inside(p)) {
        return INVALID;
    }
    if (handle->scalars_on_device) {
        if (!emulator_on_device(number(alpha), 4) || !emulator_on_device(number(beta), 4)) return INVALID;
        return emulator_submit(handle->stream, [p] {
            multiply(p, *p.alpha, *p.beta);
            return int(SUCCESS);
        }) ? FAILED : OK;
    }
    const float alpha_now = *alpha, beta_now = *beta;
    return emulator_submit(handle->stream, [=] {
        multiply(p, alpha_now, beta_now);
        return int(SUCCESS);
    }) ? FAILED : OK;
}
