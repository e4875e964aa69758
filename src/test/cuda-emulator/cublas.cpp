// cuBLAS's handle and what is set on it.
#include "cublas.h"

EXPORT int cublasCreate_v2(Handle** handle) {
    if (emulator_usable()) return NOT_READY_YET;
    *handle = new Handle;
    return OK;
}
EXPORT int cublasDestroy_v2(Handle* handle) {
    delete handle;
    return OK;
}
EXPORT int cublasGetVersion_v2(Handle*, int* version) {
    *version = CUBLAS_VERSION * 10000 + 600;
    return OK;
}
EXPORT int cublasGetProperty(int type, int* value) { // major version, minor version, patch level
    *value = type == 0 ? CUBLAS_VERSION : type == 1 ? 6 : 0;
    return OK;
}
// Takes back the workspace that the caller gave, as its page says; so does the real one.
EXPORT int cublasSetStream_v2(Handle* handle, Stream* stream) {
    handle->stream = stream;
    handle->own_workspace = false;
    return OK;
}
EXPORT int cublasSetWorkspace_v2(Handle* handle, void* workspace, size_t size) {
    if (number(workspace) % 256 || !emulator_on_device(number(workspace), size)) return INVALID;
    handle->own_workspace = true;
    return OK;
}
EXPORT int cublasSetPointerMode_v2(Handle* handle, int mode) {
    if (mode != 0 && mode != 1) return INVALID;
    handle->scalars_on_device = mode == 1;
    return OK;
}
EXPORT int cublasGetPointerMode_v2(Handle* handle, int* mode) {
    *mode = handle->scalars_on_device;
    return OK;
}
EXPORT int cublasSetMathMode(Handle* handle, int mode) {
    const int kind = mode & ~NO_REDUCED_REDUCTION;
    if (kind < DEFAULT_MATH || kind > TF32_MATH) return INVALID;
    handle->math = mode;
    return OK;
}
EXPORT int cublasGetMathMode(Handle* handle, int* mode) {
    *mode = handle->math;
    return OK;
}
EXPORT const char* cublasGetStatusName(int status) {
    switch (status) {
        case OK: return "CUBLAS_STATUS_SUCCESS";
        case NOT_READY_YET: return "CUBLAS_STATUS_NOT_INITIALIZED";
        case ALLOCATION_FAILED: return "CUBLAS_STATUS_ALLOC_FAILED";
        case INVALID: return "CUBLAS_STATUS_INVALID_VALUE";
        case UNSUPPORTED: return "CUBLAS_STATUS_NOT_SUPPORTED";
        default: return "CUBLAS_STATUS_EXECUTION_FAILED";
    }
}
EXPORT const char* cublasGetStatusString(int status) { return cublasGetStatusName(status); }
