// The device, its primary context and error codes.
#include "emulator.h"
#include <atomic>
#include <cstdio>
#include <cstring>

namespace {
int the_context;
bool initialized;
std::atomic<int> sticky{SUCCESS};
thread_local void* current;

const char* describe(int result) {
    switch (result) {
        case SUCCESS: return "no error";
        case INVALID_VALUE: return "invalid argument";
        case OUT_OF_MEMORY: return "out of memory";
        case NOT_INITIALIZED: return "initialization error";
        case INVALID_CONTEXT: return "invalid device context";
        case INVALID_HANDLE: return "invalid resource handle";
        case NOT_FOUND: return "named symbol not found";
        case ILLEGAL_ADDRESS: return "an illegal memory access was encountered";
        case LAUNCH_FAILED: return "unspecified launch failure";
        case NOT_SUPPORTED: return "operation not supported";
        case CAPTURE_UNSUPPORTED: return "operation not permitted when stream is capturing";
        case CAPTURE_INVALIDATED: return "operation failed due to a previous error during capture";
        case CAPTURE_IMPLICIT: return "operation would make the legacy stream depend on a capturing blocking stream";
        default: return nullptr;
    }
}
} // namespace

int usable() {
    if (!initialized) return NOT_INITIALIZED;
    if (sticky != SUCCESS) return sticky;
    return current ? SUCCESS : INVALID_CONTEXT;
}

int stick(int result) {
    sticky = result;
    return result;
}

void complain(const std::string& what) { std::fprintf(stderr, "emulated CUDA: %s\n", what.c_str()); }

// A new context after a sticky error; a process on a real device has to end instead.
EXPORT void emulator_reset() { sticky = SUCCESS; }

EXPORT int cuInit(unsigned) {
    initialized = true;
    return SUCCESS;
}
EXPORT int cuDriverGetVersion(int* version) {
    *version = 12060;
    return SUCCESS;
}
EXPORT int cuDeviceGetCount(int* count) {
    *count = 1;
    return initialized ? SUCCESS : NOT_INITIALIZED;
}
EXPORT int cuDeviceGet(int* device, int ordinal) {
    *device = 0;
    return ordinal == 0 ? SUCCESS : 101;
}
EXPORT int cuDeviceGetName(char* name, int length, int) {
    std::snprintf(name, length, "emulated driver");
    return SUCCESS;
}
EXPORT int cuDeviceTotalMem_v2(size_t* bytes, int) {
    *bytes = size_t(8) << 30;
    return SUCCESS;
}
EXPORT int cuDeviceGetAttribute(int* value, int attribute, int) {
    switch (attribute) {
        case 1: *value = 1024; return SUCCESS;     // threads a block
        case 16: *value = 4; return SUCCESS;       // multiprocessors
        case 75: *value = 7; return SUCCESS;       // compute capability
        case 76: *value = 5; return SUCCESS;
        default: *value = 0; return NOT_SUPPORTED;
    }
}
EXPORT int cuDevicePrimaryCtxRetain(void** context, int) {
    *context = &the_context;
    return initialized ? SUCCESS : NOT_INITIALIZED;
}
EXPORT int cuDevicePrimaryCtxRelease_v2(int) { return SUCCESS; }
EXPORT int cuCtxSetCurrent(void* context) {
    current = context;
    return SUCCESS;
}
EXPORT int cuCtxGetCurrent(void** context) {
    *context = current;
    return SUCCESS;
}
EXPORT int cuCtxSynchronize() {
    if (int result = usable()) return result;
    if (int result = forbid_while_capturing(CAPTURE_UNSUPPORTED)) return result;
    return finish_all();
}
EXPORT int cuGetErrorString(int result, const char** text) {
    *text = describe(result);
    return *text ? SUCCESS : INVALID_VALUE;
}
EXPORT int cuGetErrorName(int result, const char** text) { return cuGetErrorString(result, text); }
