// Stacks of their own for the threads of a block, which run by turns on one host thread.
#pragma once
#include <cstddef>

struct Fiber {
    char* stack = nullptr;
    void* pointer = nullptr; // where it was left
    void* kept = nullptr;    // for AddressSanitizer
};

void fiber_prepare(Fiber& fiber, void (*body)()); // body ends with fiber_end
void fiber_run(Fiber& fiber);                     // until it waits or ends
void fiber_wait(Fiber& running);                  // back to whoever ran it, until it is run again
[[noreturn]] void fiber_end();                    // likewise, for good; what is on its stack is dropped
