// Copies between host and device.
#include "emulator.h"
#include <cstring>

bool is_pinned(const void* pointer, size_t bytes); // memory.cpp

namespace {
int copy(Stream* stream, void* to, const void* from, size_t bytes, uint64_t device, const void* host) {
    if (int result = usable()) return result;
    if (!on_device(device, bytes)) {
        complain("a transfer of " + std::to_string(bytes) + " bytes does not lie inside an allocation");
        return INVALID_VALUE;
    }
    // The emulator's own rule: NVIDIA's pages do not say what becomes of a captured copy of other memory.
    if (stream && stream->capturing && !is_pinned(host, bytes)) {
        complain("a transfer that is captured needs page-locked memory");
        return break_capture(stream, CAPTURE_UNSUPPORTED);
    }
    return submit(stream, [=] {
        memcpy(to, from, bytes);
        return int(SUCCESS);
    });
}
} // namespace

EXPORT int cuMemcpyHtoDAsync_v2(uint64_t to, const void* from, size_t bytes, Stream* stream) {
    return copy(stream, reinterpret_cast<void*>(to), from, bytes, to, from);
}
EXPORT int cuMemcpyDtoHAsync_v2(void* to, uint64_t from, size_t bytes, Stream* stream) {
    return copy(stream, to, reinterpret_cast<void*>(from), bytes, from, to);
}
// These go to the legacy stream, which waits for blocking streams only; where none of those captures, they are allowed
// beside a capture, and not captured.
EXPORT int cuMemcpyHtoD_v2(uint64_t to, const void* from, size_t bytes) {
    return copy(nullptr, reinterpret_cast<void*>(to), from, bytes, to, from);
}
EXPORT int cuMemcpyDtoH_v2(void* to, uint64_t from, size_t bytes) {
    return copy(nullptr, to, reinterpret_cast<void*>(from), bytes, from, to);
}
EXPORT int cuMemsetD8Async(uint64_t address, unsigned char value, size_t bytes, Stream* stream) {
    if (int result = usable()) return result;
    if (!on_device(address, bytes)) return INVALID_VALUE;
    return submit(stream, [=] {
        memset(reinterpret_cast<void*>(address), value, bytes);
        return int(SUCCESS);
    });
}
