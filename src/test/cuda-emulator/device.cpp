// The device, its primary context and error codes.
#include "emulator.h"
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <cstring>

namespace {
constexpr int LAST_COMPLAINT = -1, ONLY_WHEN_ASKED = -2;
int the_context;
std::atomic<bool> initialized;
std::atomic<int> sticky{SUCCESS};
std::atomic<int> retained;
thread_local void* current;
std::mutex mutex;
bool quiet;

// Its own, so that what is said while the process ends has somewhere to go.
std::string& last_complaint() {
    static std::string* const text = new std::string;
    return *text;
}

const char* describe(int result) {
    switch (result) {
        case SUCCESS: return "no error";
        case INVALID_VALUE: return "invalid argument";
        case OUT_OF_MEMORY: return "out of memory";
        case NOT_INITIALIZED: return "initialization error";
        case INVALID_DEVICE: return "invalid device ordinal";
        case INVALID_IMAGE: return "device kernel image is invalid";
        case NO_DEVICE: return "no CUDA-capable device is detected";
        case NO_BINARY_FOR_GPU: return "no kernel image is available for execution on the device";
        case INVALID_PTX: return "a PTX JIT compilation failed";
        case JIT_COMPILER_NOT_FOUND: return "PTX JIT compiler library not found";
        case UNSUPPORTED_PTX_VERSION: return "the provided PTX was compiled with an unsupported toolchain.";
        case JIT_COMPILATION_DISABLED: return "PTX JIT compilation was disabled";
        case INVALID_CONTEXT: return "invalid device context";
        case INVALID_HANDLE: return "invalid resource handle";
        case ILLEGAL_STATE: return "the operation cannot be performed in the present state";
        case NOT_FOUND: return "named symbol not found";
        case NOT_READY: return "device not ready";
        case ILLEGAL_ADDRESS: return "an illegal memory access was encountered";
        case CONTEXT_IS_DESTROYED: return "context is destroyed";
        case MISALIGNED_ADDRESS: return "misaligned address";
        case OUT_OF_RESOURCES: return "too many resources requested for launch";
        case LAUNCH_FAILED: return "unspecified launch failure";
        case NOT_SUPPORTED: return "operation not supported";
        case CAPTURE_UNSUPPORTED: return "operation not permitted when stream is capturing";
        case CAPTURE_INVALIDATED: return "operation failed due to a previous error during capture";
        case CAPTURE_IMPLICIT: return "operation would make the legacy stream depend on a capturing blocking stream";
        case CAPTURE_WRONG_THREAD: return "attempt to terminate a thread-local capture sequence from another thread";
        case INVALID_CLUSTER_SIZE: return "cluster misconfiguration";
        default: return nullptr;
    }
}

void forget_everything() {
    forget_streams();
    forget_memory();
}
} // namespace

long setting(const char* name, long usual) {
    const char* value = std::getenv((std::string("MINIBATCH_EMULATOR_") + name).c_str());
    return value ? std::atol(value) : usual;
}

int usable() {
    if (!initialized) return NOT_INITIALIZED;
    if (sticky != SUCCESS) return sticky;
    if (!current) return INVALID_CONTEXT;
    return retained ? SUCCESS : CONTEXT_IS_DESTROYED;
}

int stick(int result) {
    sticky = result;
    return result;
}

void complain(const std::string& what) {
    std::lock_guard<std::mutex> lock(mutex);
    last_complaint() = what;
    if (!quiet) std::fprintf(stderr, "emulated CUDA: %s\n", what.c_str());
}

bool no_op() {
    static const bool set = std::getenv("MINIBATCH_EMULATOR_NOOP") != nullptr;
    return set;
}

EXPORT int cuInit(unsigned flags) {
    if (flags) return INVALID_VALUE;
    if (setting("DEVICES", 1) == 0) return NO_DEVICE;
    initialized = true;
    return SUCCESS;
}
EXPORT int cuDriverGetVersion(int* version) {
    *version = setting("VERSION", 12060);
    return SUCCESS;
}
EXPORT int cuDeviceGetCount(int* count) {
    *count = setting("DEVICES", 1);
    return initialized ? SUCCESS : NOT_INITIALIZED;
}
EXPORT int cuDeviceGet(int* device, int ordinal) {
    if (!initialized) return NOT_INITIALIZED;
    *device = 0;
    return ordinal < setting("DEVICES", 1) ? SUCCESS : INVALID_DEVICE;
}
EXPORT int cuDeviceGetName(char* name, int length, int) {
    std::snprintf(name, length, "emulated driver");
    return SUCCESS;
}
EXPORT int cuDeviceTotalMem_v2(size_t* bytes, int) {
    *bytes = size_t(setting("MEMORY", 8192)) << 20;
    return SUCCESS;
}
EXPORT int cuDevicePrimaryCtxRetain(void** context, int) {
    if (!initialized) return NOT_INITIALIZED;
    *context = &the_context;
    retained++;
    return SUCCESS;
}
// The last release destroys what the context has; nothing that was not freed may be left then.
EXPORT int cuDevicePrimaryCtxRelease_v2(int) {
    if (!retained) return INVALID_CONTEXT;
    if (--retained) return SUCCESS;
    report_leaks();
    forget_everything();
    return SUCCESS;
}
EXPORT int cuDevicePrimaryCtxGetState(int, unsigned* flags, int* active) {
    *flags = 0;
    *active = retained > 0;
    return initialized ? SUCCESS : NOT_INITIALIZED;
}
// Also takes away a sticky error, where NVIDIA's pages say that a real process has to end: tests go on here.
EXPORT int cuDevicePrimaryCtxReset_v2(int) {
    forget_everything();
    forget_attributes();
    sticky = SUCCESS;
    quiet = false;
    return SUCCESS;
}
EXPORT int cuCtxSetCurrent(void* context) {
    if (!initialized) return NOT_INITIALIZED;
    current = context;
    return SUCCESS;
}
EXPORT int cuCtxGetCurrent(void** context) {
    *context = current;
    return SUCCESS;
}
// Two numbers are the emulator's own. -1: what it last complained of, once. -2: until the context is reset, stderr is
// spared complaints, because the caller asks for them.
EXPORT int cuGetErrorString(int result, const char** text) {
    if (result == ONLY_WHEN_ASKED) quiet = true;
    if (result == LAST_COMPLAINT || result == ONLY_WHEN_ASKED) {
        static thread_local std::string asked;
        std::lock_guard<std::mutex> lock(mutex);
        asked.clear();
        asked.swap(last_complaint());
        *text = asked.c_str();
        return SUCCESS;
    }
    *text = describe(result);
    return *text ? SUCCESS : INVALID_VALUE;
}
EXPORT int cuGetErrorName(int result, const char** text) { return cuGetErrorString(result, text); }

// For cuBLAS, which is a library of its own.
EXPORT int emulator_submit(Stream* stream, const Work& work) {
    if (int result = usable()) return result;
    return submit(stream, work);
}
EXPORT int emulator_usable() { return usable(); }
EXPORT bool emulator_on_device(uint64_t address, size_t bytes) { return on_device(address, bytes); }
EXPORT bool emulator_capturing(const Stream* stream) { return stream && stream->capturing; }
EXPORT bool emulator_no_op() { return no_op(); }
EXPORT int emulator_unsafe_call() { return unsafe_call(); }
EXPORT void emulator_complain(const char* what) { complain(what); }
