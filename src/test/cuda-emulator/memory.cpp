// Allocations that trap what lies beside them, and transfers.
#include "emulator.h"
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <sys/mman.h>
#include <unistd.h>

namespace {
constexpr size_t ALIGNMENT = 16;
constexpr unsigned char CANARY = 0xA5;
constexpr unsigned char NOT_A_NUMBER = 0xFF;
constexpr size_t TOTAL = size_t(8) << 30;

struct Allocation {
    size_t bytes;
    char* pages; // between two guard pages
    size_t page_bytes;
};
std::map<uint64_t, Allocation> allocations;
std::map<void*, size_t> pinned;
std::mutex mutex;
size_t used;

size_t page() { return sysconf(_SC_PAGESIZE); }
size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

// The bytes of the pages that no caller was given.
bool canaries_live(uint64_t address, const Allocation& a) {
    char* start = reinterpret_cast<char*>(address);
    for (char* p = a.pages; p < start; p++)
        if ((unsigned char) *p != CANARY) return false;
    for (char* p = start + a.bytes; p < a.pages + a.page_bytes; p++)
        if ((unsigned char) *p != CANARY) return false;
    return true;
}
} // namespace

bool on_device(uint64_t address, size_t bytes) {
    std::lock_guard<std::mutex> lock(mutex);
    auto after = allocations.upper_bound(address);
    if (after == allocations.begin()) return false;
    auto found = std::prev(after);
    return address + bytes <= found->first + found->second.bytes;
}

EXPORT int emulator_open_allocations() {
    std::lock_guard<std::mutex> lock(mutex);
    return (int) (allocations.size() + pinned.size());
}

EXPORT int cuMemAlloc_v2(uint64_t* address, size_t bytes) {
    if (int result = usable()) return result;
    if (int result = forbid_while_capturing(CAPTURE_UNSUPPORTED)) return result;
    if (bytes == 0) return INVALID_VALUE;
    std::lock_guard<std::mutex> lock(mutex);
    if (used + bytes > TOTAL) return OUT_OF_MEMORY;
    const size_t page_bytes = round_up(bytes, page());
    void* mapped = mmap(nullptr, page_bytes + 2 * page(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) return OUT_OF_MEMORY;
    char* pages = static_cast<char*>(mapped) + page();
    mprotect(pages, page_bytes, PROT_READ | PROT_WRITE);
    char* start = pages + page_bytes - round_up(bytes, ALIGNMENT);
    memset(pages, CANARY, page_bytes);
    memset(start, NOT_A_NUMBER, bytes);
    *address = reinterpret_cast<uint64_t>(start);
    allocations[*address] = {bytes, pages, page_bytes};
    used += bytes;
    return SUCCESS;
}

EXPORT int cuMemFree_v2(uint64_t address) {
    if (int result = usable()) return result;
    if (int result = forbid_while_capturing(CAPTURE_UNSUPPORTED)) return result;
    if (int result = finish_all()) return result; // as the real driver waits before it frees
    std::lock_guard<std::mutex> lock(mutex);
    auto found = allocations.find(address);
    if (found == allocations.end()) {
        complain("free of an address that was not allocated");
        return INVALID_VALUE;
    }
    const Allocation a = found->second;
    const bool live = canaries_live(address, a);
    // The addresses are never given out again, so that every use after this traps.
    mprotect(a.pages, a.page_bytes, PROT_NONE);
    madvise(a.pages, a.page_bytes, MADV_DONTNEED);
    used -= a.bytes;
    allocations.erase(found);
    if (!live) {
        complain("somebody wrote beside an allocation of " + std::to_string(a.bytes) + " bytes");
        return stick(ILLEGAL_ADDRESS);
    }
    return SUCCESS;
}

EXPORT int cuMemGetInfo_v2(size_t* free, size_t* total) {
    std::lock_guard<std::mutex> lock(mutex);
    *free = TOTAL - used;
    *total = TOTAL;
    return SUCCESS;
}

EXPORT int cuMemAllocHost_v2(void** pointer, size_t bytes) {
    if (int result = usable()) return result;
    if (int result = forbid_while_capturing(CAPTURE_UNSUPPORTED)) return result;
    if (posix_memalign(pointer, page(), bytes)) return OUT_OF_MEMORY;
    memset(*pointer, NOT_A_NUMBER, bytes);
    std::lock_guard<std::mutex> lock(mutex);
    pinned[*pointer] = bytes;
    return SUCCESS;
}
EXPORT int cuMemHostAlloc(void** pointer, size_t bytes, unsigned) { return cuMemAllocHost_v2(pointer, bytes); }

EXPORT int cuMemFreeHost(void* pointer) {
    if (int result = finish_all()) return result;
    std::lock_guard<std::mutex> lock(mutex);
    if (!pinned.erase(pointer)) return INVALID_VALUE;
    free(pointer);
    return SUCCESS;
}

namespace {
bool is_pinned(const void* pointer, size_t bytes) {
    std::lock_guard<std::mutex> lock(mutex);
    auto after = pinned.upper_bound(const_cast<void*>(pointer));
    if (after == pinned.begin()) return false;
    auto found = std::prev(after);
    return static_cast<const char*>(pointer) + bytes <= static_cast<char*>(found->first) + found->second;
}

int copy(Stream* stream, void* to, const void* from, size_t bytes, uint64_t device, const void* host) {
    if (int result = usable()) return result;
    if (!on_device(device, bytes)) {
        complain("a transfer of " + std::to_string(bytes) + " bytes does not lie inside an allocation");
        return INVALID_VALUE;
    }
    if (stream && stream->capturing && !is_pinned(host, bytes)) {
        complain("a transfer that is captured needs page-locked memory");
        return forbid_while_capturing(CAPTURE_UNSUPPORTED);
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
EXPORT int cuMemcpyHtoD_v2(uint64_t to, const void* from, size_t bytes) {
    if (int result = forbid_while_capturing(CAPTURE_IMPLICIT)) return result;
    return copy(nullptr, reinterpret_cast<void*>(to), from, bytes, to, from);
}
EXPORT int cuMemcpyDtoH_v2(void* to, uint64_t from, size_t bytes) {
    if (int result = forbid_while_capturing(CAPTURE_IMPLICIT)) return result;
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
