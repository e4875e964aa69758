// Runs the blocks of a launch one after another, and the threads of a block as fibers, in a random order between barriers.
#include "emulator.h"
#include "cuda_emulation.h"
#undef threadIdx
#undef blockIdx
#undef blockDim
#undef gridDim
#include <algorithm>
#include <csetjmp>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <random>
#include <sys/mman.h>

EmulatedIndex emulated_thread, emulated_block, emulated_block_size, emulated_grid;
char* emulated_dynamic_shared;
extern char __start_emulated_shared[] __attribute__((weak));
extern char __stop_emulated_shared[] __attribute__((weak));

// Saves the callee-saved registers and the stack pointer to *from, and goes on where `to` was saved.
extern "C" void emulated_switch(void** from, void* to);
asm(R"(
.text
.globl emulated_switch
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
constexpr size_t STACK = 64 << 10;
constexpr size_t MOST_SHARED = 48 << 10;

enum State { READY, WAITING, DONE };
struct Fiber {
    char* stack;
    void* pointer;
    State state;
    EmulatedIndex thread;
    const char* where;
};
std::vector<Fiber> fibers;
Fiber* running;
void* scheduler;
const Launch* launched;
uint64_t exchange[1024];
std::mt19937 order;
sigjmp_buf escape;
volatile sig_atomic_t in_kernel;
struct sigaction previous;

void body() {
    void* pointers[32];
    uint64_t values[32];
    for (size_t i = 0; i < launched->arguments.size(); i++) {
        values[i] = launched->arguments[i];
        pointers[i] = &values[i];
    }
    launched->function(pointers);
    running->state = DONE;
    void* unused;
    emulated_switch(&unused, scheduler);
}

void prepare(Fiber& fiber) {
    if (!fiber.stack)
        fiber.stack = static_cast<char*>(
            mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    void** top = reinterpret_cast<void**>(fiber.stack + STACK - 64);
    *--top = nullptr; // where body would return to, and what keeps its stack aligned
    *--top = reinterpret_cast<void*>(body);
    top -= 6;
    fiber.pointer = top;
    fiber.state = READY;
}

void on_fault(int signal, siginfo_t* info, void* context) {
    if (in_kernel) siglongjmp(escape, 1);
    if (previous.sa_flags & SA_SIGINFO) previous.sa_sigaction(signal, info, context);
    else std::abort();
}

// Runs every thread that is ready until it waits or ends; returns how many wait.
unsigned round(std::vector<unsigned>& threads) {
    std::shuffle(threads.begin(), threads.end(), order);
    unsigned waiting = 0;
    for (unsigned t : threads) {
        running = &fibers[t];
        if (running->state == DONE) continue;
        running->state = READY;
        emulated_thread = running->thread;
        emulated_switch(&scheduler, running->pointer);
        waiting += running->state == WAITING;
    }
    return waiting;
}

// Before a guard page, so that a kernel which uses more than was asked for in the launch traps.
char* dynamic_shared(size_t bytes) {
    static char* const end = [] {
        char* pages = static_cast<char*>(mmap(nullptr, MOST_SHARED + 4096, PROT_READ | PROT_WRITE,
                                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
        mprotect(pages + MOST_SHARED, 4096, PROT_NONE);
        return pages + MOST_SHARED;
    }();
    return end - (bytes + 15) / 16 * 16;
}

int run_block(unsigned count) {
    std::vector<unsigned> threads(count);
    for (unsigned t = 0; t < count; t++) {
        threads[t] = t;
        fibers[t].thread = {t % launched->block[0], t / launched->block[0] % launched->block[1],
                            t / launched->block[0] / launched->block[1]};
        prepare(fibers[t]);
    }
    if (__start_emulated_shared)
        memset(__start_emulated_shared, 0xFF, __stop_emulated_shared - __start_emulated_shared);
    memset(emulated_dynamic_shared, 0xFF, launched->shared);
    unsigned alive = count;
    while (unsigned waiting = round(threads)) {
        // A barrier wants all threads of the block that have not ended; a shuffle only those of a warp.
        for (unsigned t = 0; t < count && waiting != alive; t++)
            if (fibers[t].state == WAITING && !strcmp(fibers[t].where, "__syncthreads")) {
                complain(launched->name + ": thread " + std::to_string(t) + " waits at a barrier that "
                         + std::to_string(alive - waiting) + " threads of its block never reach");
                return LAUNCH_FAILED;
            }
        alive = waiting;
    }
    return SUCCESS;
}
} // namespace

void emulated_barrier(const char* where) {
    Fiber* fiber = running;
    fiber->state = WAITING;
    fiber->where = where;
    emulated_switch(&fiber->pointer, scheduler);
}

void* emulated_exchange(unsigned thread) { return &exchange[thread]; }

int run_kernel(const Launch& launch) {
    static const bool seeded = [] {
        const char* seed = std::getenv("MINIBATCH_EMULATOR_SEED");
        order.seed(seed ? std::strtoul(seed, nullptr, 10) : 1);
        return true;
    }();
    (void) seeded;
    const unsigned count = launch.block[0] * launch.block[1] * launch.block[2];
    if (fibers.size() < count) fibers.resize(count);
    launched = &launch;
    emulated_dynamic_shared = dynamic_shared(launch.shared);
    emulated_block_size = {launch.block[0], launch.block[1], launch.block[2]};
    emulated_grid = {launch.grid[0], launch.grid[1], launch.grid[2]};
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
    sigaction(SIGSEGV, &action, &previous);
    int result = SUCCESS;
    if (sigsetjmp(escape, 1)) {
        result = ILLEGAL_ADDRESS;
        complain(launch.name + ": thread " + std::to_string(emulated_thread.x) + " of block "
                 + std::to_string(emulated_block.x) + " touched memory that is not its own");
    } else {
        in_kernel = 1;
        for (unsigned z = 0; z < launch.grid[2] && !result; z++)
            for (unsigned y = 0; y < launch.grid[1] && !result; y++)
                for (unsigned x = 0; x < launch.grid[0] && !result; x++) {
                    emulated_block = {x, y, z};
                    result = run_block(count);
                }
    }
    in_kernel = 0;
    sigaction(SIGSEGV, &previous, nullptr);
    return result ? stick(result) : SUCCESS;
}
