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
void* scheduler;
void* scheduler_kept;
const void* scheduler_stack;
size_t scheduler_bytes;
void (*start)();

void enter() {
    on_stack(nullptr, &scheduler_stack, &scheduler_bytes);
    start();
    std::abort();
}
} // namespace

void fiber_prepare(Fiber& fiber, void (*body)()) {
    if (!fiber.stack) {
        fiber.stack = static_cast<char*>(
            mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
        if (fiber.stack == MAP_FAILED) std::abort();
        mprotect(fiber.stack, sysconf(_SC_PAGESIZE), PROT_NONE); // where it would overflow
    }
    unpoison(fiber.stack, STACK); // what an earlier body left behind
    start = body;
    void** top = reinterpret_cast<void**>(fiber.stack + STACK - 64);
    *--top = nullptr; // where body would return to, and what keeps its stack aligned
    *--top = reinterpret_cast<void*>(enter);
    fiber.pointer = top - 6;
    fiber.kept = nullptr;
}

void fiber_run(Fiber& fiber) {
    leaving_stack(&scheduler_kept, fiber.stack, STACK);
    emulated_switch(&scheduler, fiber.pointer);
    on_stack(scheduler_kept, nullptr, nullptr);
}

void fiber_wait(Fiber& running) {
    leaving_stack(&running.kept, scheduler_stack, scheduler_bytes);
    emulated_switch(&running.pointer, scheduler);
    on_stack(running.kept, &scheduler_stack, &scheduler_bytes);
}

void fiber_end() {
    void* unused;
    leaving_stack(nullptr, scheduler_stack, scheduler_bytes);
    emulated_switch(&unused, scheduler);
    std::abort();
}
