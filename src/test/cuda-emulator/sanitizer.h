// What the build under AddressSanitizer does besides; nothing in the other.
#pragma once
#include <cstddef>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

inline void poison(const void* start, size_t bytes) { __asan_poison_memory_region(start, bytes); }
inline void unpoison(const void* start, size_t bytes) { __asan_unpoison_memory_region(start, bytes); }
// Before and after a change of stacks, so that it knows on which one it is. `kept` is where the stack that is left keeps
// what it needs to come back; null where it never does.
inline void leaving_stack(void** kept, const void* to, size_t bytes) { __sanitizer_start_switch_fiber(kept, to, bytes); }
inline void on_stack(void* kept, const void** from, size_t* bytes) { __sanitizer_finish_switch_fiber(kept, from, bytes); }

#else
inline void poison(const void*, size_t) {}
inline void unpoison(const void*, size_t) {}
inline void leaving_stack(void**, const void*, size_t) {}
inline void on_stack(void*, const void**, size_t*) {}
#endif
