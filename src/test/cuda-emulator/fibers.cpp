#include "fibers.h"
#include "sanitizer.h"
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

// Saves the callee-saved registers and the stack pointer to *from, and goes on where `to` was saved.
extern "C" void emulated_switch(void** from, void* to);
asm(R"(
.text
.globl emulated_switch
.hidden emulated_switch
emulated_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
)");

namespace {
constexpr size_t STACK = 256 << 10; // pages that are not touched cost nothing
// Stacks begin at different places in their pages. Otherwise all would compete for a few lines of the caches.
constexpr size_t OFFSET = 13 * 64, OFFSETS = 1024;
Fiber* left; // by the last switch
void (*start)();

void enter() {
    on_stack(nullptr, &left->stack, &left->bytes);
    start();
    std::abort();
}

char* new_stack() {
    void* pages = mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) std::abort();
    mprotect(pages, sysconf(_SC_PAGESIZE), PROT_NONE); // where it would overflow
    return static_cast<char*>(pages);
}
} // namespace

void fiber_prepare(Fiber& fiber, unsigned number, void (*body)()) {
    if (!fiber.stack) fiber = {nullptr, new_stack(), STACK, nullptr};
    char* stack = static_cast<char*>(const_cast<void*>(fiber.stack));
    unpoison(stack, STACK); // what an earlier body left behind
    start = body;
    void** top = reinterpret_cast<void**>(stack + STACK - 64 - number % OFFSETS * OFFSET % (OFFSETS * 64));
    *--top = nullptr; // where body would return to, and what keeps its stack aligned
    *--top = reinterpret_cast<void*>(enter);
    fiber.pointer = top - 6;
    fiber.kept = nullptr;
}

// From one thread to the next without the scheduler's stack in between, so that returns go where the processor predicts.
void fiber_switch(Fiber& running, Fiber& next) {
    left = &running;
    leaving_stack(&running.kept, next.stack, next.bytes);
    emulated_switch(&running.pointer, next.pointer);
    on_stack(running.kept, &left->stack, &left->bytes);
}

void fiber_end(Fiber& running, Fiber& next) {
    left = &running;
    leaving_stack(nullptr, next.stack, next.bytes);
    emulated_switch(&running.pointer, next.pointer);
    std::abort();
}
