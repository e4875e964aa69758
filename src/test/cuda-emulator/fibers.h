// Stacks of their own for the threads of a block, which run by turns on one host thread.
#pragma once
#include <cstddef>

struct Fiber {
    void* pointer = nullptr;     // where it was left
    const void* stack = nullptr; // its lowest address
    size_t bytes = 0;            // of its stack
    void* kept = nullptr;        // for AddressSanitizer
};

void fiber_prepare(Fiber& fiber, unsigned number, void (*body)()); // body ends with fiber_end
void fiber_switch(Fiber& running, Fiber& next);                    // until `running` is switched to again
[[noreturn]] void fiber_end(Fiber& running, Fiber& next);          // for good; what is on its stack is dropped
