// Static variables lie in a section of their own. Dynamic memory of a block ends, but for its alignment, where a page begins
// that cannot be touched; what lies on both sides of it is NaN too, and looked at when the block has ended.
#include "shared.h"
#include "sanitizer.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

extern char __start_emulated_shared[] __attribute__((weak));
extern char __stop_emulated_shared[] __attribute__((weak));

namespace {
constexpr size_t ALIGNMENT = 16, MARGIN = 4096;
constexpr unsigned char NOT_A_NUMBER = 0xFF;
std::vector<char*> ends; // of each block's dynamic memory
size_t dynamic_bytes;

// Not by memset, which AddressSanitizer would not let write between the variables.
void fill_with_nan(char* start, char* end) {
    size_t bytes = end - start;
    asm volatile("rep stosb" : "+D"(start), "+c"(bytes) : "a"(NOT_A_NUMBER) : "memory");
}

char* map_pages() {
    const size_t guard = sysconf(_SC_PAGESIZE), bytes = MARGIN + MOST_DYNAMIC;
    void* pages = mmap(nullptr, bytes + guard, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) std::abort();
    char* end = static_cast<char*>(pages) + bytes;
    mprotect(end, guard, PROT_NONE);
    return end;
}

bool untouched(const char* start, const char* end) {
    return std::all_of(start, end, [](char byte) { return (unsigned char) byte == NOT_A_NUMBER; });
}
} // namespace

char* dynamic_shared(unsigned block) { return ends[block] - (dynamic_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

void clear_shared(unsigned blocks, size_t bytes) {
    if (__start_emulated_shared) fill_with_nan(__start_emulated_shared, __stop_emulated_shared);
    dynamic_bytes = bytes;
    while (ends.size() < blocks) ends.push_back(map_pages());
    for (unsigned block = 0; block < blocks; block++) {
        char* start = dynamic_shared(block);
        poison(ends[block] - MOST_DYNAMIC - MARGIN, MOST_DYNAMIC + MARGIN);
        fill_with_nan(start - MARGIN, ends[block]);
        unpoison(start, bytes);
    }
}

bool shared_is_overrun(unsigned block) {
#ifdef __SANITIZE_ADDRESS__
    (void) block; // which it has reported
    return false;
#else
    const char* start = dynamic_shared(block);
    return !untouched(start - MARGIN, start) || !untouched(start + dynamic_bytes, ends[block]);
#endif
}
