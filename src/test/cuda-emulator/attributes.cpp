// Attributes of the device by its compute capability, after the programming guide's table.
#include "emulator.h"
#include <map>
#include <mutex>

namespace {
struct Generation {
    int capability, shared_optin, shared_multiprocessor, threads_multiprocessor;
};
constexpr Generation GENERATIONS[] = {
    {75, 65536, 65536, 1024},    {80, 166912, 167936, 2048},  {86, 101376, 102400, 1536},  {87, 166912, 167936, 1536},
    {89, 101376, 102400, 1536},  {90, 232448, 233472, 2048},  {100, 232448, 233472, 2048}, {103, 232448, 233472, 2048},
    {120, 101376, 102400, 1536}, {121, 101376, 102400, 1536},
};
std::map<int, int> pretended;
std::mutex mutex;

// The newest that is no newer than the device; else the oldest.
const Generation& generation() {
    const Generation* found = GENERATIONS;
    const int capability = device_capability();
    for (const Generation& each : GENERATIONS)
        if (each.capability <= capability) found = &each;
    return *found;
}

int usual(int attribute) {
    switch (attribute) {
        case THREADS_PER_BLOCK: return 1024;
        case SHARED_PER_BLOCK: return 48 << 10;
        case THREADS_PER_WARP: return 32;
        case REGISTERS_PER_BLOCK: return 64 << 10;
        case MULTIPROCESSORS: return int(setting("MULTIPROCESSORS", 4));
        case THREADS_PER_MULTIPROCESSOR: return generation().threads_multiprocessor;
        case CAPABILITY_MAJOR: return device_capability() / 10;
        case CAPABILITY_MINOR: return device_capability() % 10;
        case SHARED_PER_MULTIPROCESSOR: return generation().shared_multiprocessor;
        case REGISTERS_PER_MULTIPROCESSOR: return 64 << 10;
        case SHARED_PER_BLOCK_OPTIN: return int(setting("OPTIN", generation().shared_optin));
        default: return NO_ATTRIBUTE;
    }
}

int override_of(int attribute) {
    std::lock_guard<std::mutex> lock(mutex);
    auto found = pretended.find(attribute);
    return found == pretended.end() ? NO_ATTRIBUTE : found->second;
}
} // namespace

int device_capability() {
    const int capability = override_of(CAPABILITY_MAJOR);
    return capability == NO_ATTRIBUTE ? int(setting("CAPABILITY", 75)) : capability;
}

int device_attribute(int attribute) {
    const int value = attribute == CAPABILITY_MAJOR ? NO_ATTRIBUTE : override_of(attribute);
    return value == NO_ATTRIBUTE ? usual(attribute) : value;
}

void forget_attributes() {
    std::lock_guard<std::mutex> lock(mutex);
    pretended.clear();
}

EXPORT int cuDeviceGetAttribute(int* value, int attribute, int) {
    *value = device_attribute(attribute);
    if (*value != NO_ATTRIBUTE) return SUCCESS;
    *value = 0;
    return NOT_SUPPORTED;
}

// Limits below zero are the emulator's own, and need no context: until one is reset, the attribute of that number, without
// the sign, has that value; -1 gives it its usual one. With CAPABILITY_MAJOR it is the whole capability, 90 for 9.0, and the
// other attributes follow it.
EXPORT int cuCtxSetLimit(int limit, size_t value) {
    if (limit >= 0) return NOT_SUPPORTED;
    std::lock_guard<std::mutex> lock(mutex);
    pretended[-limit] = int(value);
    return SUCCESS;
}
