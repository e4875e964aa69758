// Allocations that trap what lies beside them. transfers.cpp copies.
#include "emulator.h"
#include "sanitizer.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <sys/mman.h>
#include <unistd.h>

namespace {
constexpr size_t ALIGNMENT = 16;
constexpr size_t GAP = 64 << 20; // between two allocations, for what misses its own by far; takes addresses only
constexpr unsigned char CANARY = 0xA5;
constexpr unsigned char NOT_A_NUMBER = 0xFF;
const size_t TOTAL = size_t(setting("MEMORY", 8192)) << 20;
constexpr size_t KEPT = 10000; // freed allocations whose addresses are not given out again

struct Allocation {
    uint64_t address;
    size_t bytes;
    char* pages; // between two gaps
    size_t page_bytes;
    uint64_t end() const { return address + bytes; }
};
std::map<uint64_t, Allocation> allocations;
std::deque<Allocation> freed;
std::map<void*, size_t> pinned;
std::mutex mutex;
size_t used;

size_t page() { return sysconf(_SC_PAGESIZE); }
size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

// The bytes of the pages that no caller was given.
bool canaries_live(const Allocation& a) {
    unpoison(a.pages, a.page_bytes);
    char* start = reinterpret_cast<char*>(a.address);
    const auto live = [](char byte) { return (unsigned char) byte == CANARY; };
    return std::all_of(a.pages, start, live) && std::all_of(start + a.bytes, a.pages + a.page_bytes, live);
}

const Allocation* allocation_before(uint64_t address) {
    auto after = allocations.upper_bound(address);
    return after == allocations.begin() ? nullptr : &std::prev(after)->second;
}

// What is freed cannot be touched any more, nor is it given out again soon.
void retire(const Allocation& a) {
    mprotect(a.pages, a.page_bytes, PROT_NONE);
    madvise(a.pages, a.page_bytes, MADV_DONTNEED);
    poison(a.pages, a.page_bytes);
    used -= a.bytes;
    freed.push_back(a);
    if (freed.size() > KEPT) {
        const Allocation& oldest = freed.front();
        unpoison(oldest.pages - page(), oldest.page_bytes + 2 * page());
        munmap(oldest.pages - GAP, oldest.page_bytes + 2 * GAP);
        freed.pop_front();
    }
}

std::string bytes_text(size_t bytes) { return std::to_string(bytes) + " bytes"; }
} // namespace

bool on_device(uint64_t address, size_t bytes) {
    std::lock_guard<std::mutex> lock(mutex);
    const Allocation* a = allocation_before(address);
    return a && bytes <= a->bytes && address - a->address <= a->bytes - bytes;
}

bool is_pinned(const void* pointer, size_t bytes) {
    std::lock_guard<std::mutex> lock(mutex);
    auto after = pinned.upper_bound(const_cast<void*>(pointer));
    if (after == pinned.begin()) return false;
    auto found = std::prev(after);
    return static_cast<const char*>(pointer) + bytes <= static_cast<char*>(found->first) + found->second;
}

std::string describe(uint64_t address) {
    std::lock_guard<std::mutex> lock(mutex);
    for (const Allocation& a : freed)
        if (a.address <= address && address < a.end()) return "in " + bytes_text(a.bytes) + " that were freed";
    if (const Allocation* a = allocation_before(address))
        if (address - a->end() < GAP)
            return bytes_text(address - a->end()) + " after the end of " + bytes_text(a->bytes);
    auto after = allocations.upper_bound(address);
    if (after != allocations.end() && after->first - address < GAP)
        return bytes_text(after->first - address) + " before " + bytes_text(after->second.bytes);
    return "nowhere near an allocation";
}

// On a real device nothing says so; the memory is gone with the context.
void report_leaks() {
    std::lock_guard<std::mutex> lock(mutex);
    if (!allocations.empty())
        complain(std::to_string(allocations.size()) + " allocations were never freed, one of them of "
                 + bytes_text(allocations.begin()->second.bytes));
    if (!pinned.empty()) complain(std::to_string(pinned.size()) + " page-locked blocks were never freed");
}

namespace {
struct AtExit {
    ~AtExit() { report_leaks(); }
} at_exit; // after all that it reads, so that it goes first
} // namespace

void forget_memory() {
    std::lock_guard<std::mutex> lock(mutex);
    for (const auto& allocation : allocations) retire(allocation.second);
    for (const auto& block : pinned) free(block.first);
    allocations.clear();
    pinned.clear();
}

EXPORT int cuMemAlloc_v2(uint64_t* address, size_t bytes) {
    if (int result = usable()) return result;
    if (int result = unsafe_call()) return result;
    if (bytes == 0) return INVALID_VALUE;
    std::lock_guard<std::mutex> lock(mutex);
    if (bytes > TOTAL - used) return OUT_OF_MEMORY;
    const size_t page_bytes = round_up(bytes, page());
    void* mapped = mmap(nullptr, page_bytes + 2 * GAP, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) return OUT_OF_MEMORY;
    char* pages = static_cast<char*>(mapped) + GAP;
    mprotect(pages, page_bytes, PROT_READ | PROT_WRITE);
    char* start = pages + page_bytes - round_up(bytes, ALIGNMENT);
    unpoison(pages - page(), page_bytes + 2 * page());
    memset(pages, CANARY, page_bytes);
    memset(start, NOT_A_NUMBER, bytes);
    poison(pages - page(), start - (pages - page()));
    poison(start + bytes, pages + page_bytes + page() - (start + bytes));
    *address = reinterpret_cast<uint64_t>(start);
    allocations[*address] = {*address, bytes, pages, page_bytes};
    used += bytes;
    return SUCCESS;
}

EXPORT int cuMemFree_v2(uint64_t address) {
    if (int result = usable()) return result;
    if (int result = unsafe_call()) return result;
    if (int result = finish_all()) return result; // as the real driver waits before it frees
    std::lock_guard<std::mutex> lock(mutex);
    auto found = allocations.find(address);
    if (found == allocations.end()) {
        const bool again = std::any_of(freed.begin(), freed.end(), [&](const Allocation& a) { return a.address == address; });
        complain(again ? "free of an address that was freed before" : "free of an address that was not allocated");
        return INVALID_VALUE;
    }
    const Allocation a = found->second;
    const bool live = canaries_live(a);
    allocations.erase(found);
    retire(a);
    if (live) return SUCCESS;
    complain("somebody wrote beside an allocation of " + bytes_text(a.bytes));
    return stick(ILLEGAL_ADDRESS);
}

EXPORT int cuMemGetInfo_v2(size_t* free, size_t* total) {
    if (int result = usable()) return result;
    std::lock_guard<std::mutex> lock(mutex);
    *free = TOTAL - used;
    *total = TOTAL;
    return SUCCESS;
}

EXPORT int cuMemAllocHost_v2(void** pointer, size_t bytes) {
    if (int result = usable()) return result;
    if (int result = unsafe_call()) return result;
    if (posix_memalign(pointer, page(), bytes)) return OUT_OF_MEMORY;
    memset(*pointer, NOT_A_NUMBER, bytes);
    std::lock_guard<std::mutex> lock(mutex);
    pinned[*pointer] = bytes;
    return SUCCESS;
}
EXPORT int cuMemHostAlloc(void** pointer, size_t bytes, unsigned) { return cuMemAllocHost_v2(pointer, bytes); }

EXPORT int cuMemFreeHost(void* pointer) {
    if (int result = usable()) return result;
    if (int result = unsafe_call()) return result;
    if (int result = finish_all()) return result;
    std::lock_guard<std::mutex> lock(mutex);
    if (!pinned.erase(pointer)) return INVALID_VALUE;
    free(pointer);
    return SUCCESS;
}
