// Static variables lie in a section of their own. Dynamic memory of a block ends, but for its alignment, where a page begins
// that cannot be touched; what lies close on both sides of it is NaN too, and looked at when the block has ended.
#include "shared.h"
#include "sanitizer.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <vector>

extern char __start_emulated_shared[] __attribute__((weak));
extern char __stop_emulated_shared[] __attribute__((weak));

namespace {
constexpr size_t ALIGNMENT = 16, MARGIN = 4096;
constexpr size_t GAP = 1 << 20; // behind each block's memory; takes addresses only
constexpr unsigned char NOT_A_NUMBER = 0xFF;
struct Dynamic {
    char* end;
    bool closed;
    char* pages() const { return end - MARGIN - MOST_DYNAMIC; }
};
std::vector<Dynamic> dynamics; // of each block
size_t dynamic_bytes;

// Not by memset, which AddressSanitizer would not let write between the variables.
void fill_with_nan(char* start, char* end) {
    size_t bytes = end - start;
    asm volatile("rep stosb" : "+D"(start), "+c"(bytes) : "a"(NOT_A_NUMBER) : "memory");
}

char* map_pages() {
    constexpr size_t BYTES = MARGIN + MOST_DYNAMIC;
    void* pages = mmap(nullptr, BYTES + GAP, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) std::abort();
    mprotect(pages, BYTES, PROT_READ | PROT_WRITE);
    return static_cast<char*>(pages) + BYTES;
}
} // namespace

char* dynamic_shared(unsigned block) { return dynamics[block].end - (dynamic_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

void clear_shared(unsigned blocks, size_t bytes) {
    if (__start_emulated_shared) fill_with_nan(__start_emulated_shared, __stop_emulated_shared);
    dynamic_bytes = bytes;
    while (dynamics.size() < blocks) dynamics.push_back({map_pages(), false});
    open_shared();
    for (unsigned block = 0; block < blocks; block++) {
        char* start = dynamic_shared(block);
        poison(dynamics[block].pages(), MARGIN + MOST_DYNAMIC);
        fill_with_nan(start - MARGIN, dynamics[block].end);
        unpoison(start, bytes);
    }
}

void close_shared(unsigned block) {
    mprotect(dynamics[block].pages(), MARGIN + MOST_DYNAMIC, PROT_NONE);
    dynamics[block].closed = true;
}

void open_shared() {
    for (Dynamic& dynamic : dynamics)
        if (dynamic.closed) {
            mprotect(dynamic.pages(), MARGIN + MOST_DYNAMIC, PROT_READ | PROT_WRITE);
            dynamic.closed = false;
        }
}

int closed_shared(uint64_t address) {
    for (size_t block = 0; block < dynamics.size(); block++)
        if (dynamics[block].closed && address - reinterpret_cast<uint64_t>(dynamics[block].pages()) < MARGIN + MOST_DYNAMIC)
            return int(block);
    return -1;
}

bool shared_is_overrun(unsigned block) {
#ifdef __SANITIZE_ADDRESS__
    (void) block; // which it has reported
    return false;
#else
    const char* start = dynamic_shared(block);
    const auto written = [](char byte) { return (unsigned char) byte != NOT_A_NUMBER; };
    return std::any_of(start - MARGIN, start, written)
        || std::any_of(start + dynamic_bytes, static_cast<const char*>(dynamics[block].end), written);
#endif
}
