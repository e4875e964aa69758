// A launch: its blocks one after another, their shared memory, and what a thread does that it must not.
#include "blocks.h"
#include "cuda_emulation.h"
#include "sanitizer.h"
#include "shared.h"
#undef threadIdx
#undef blockIdx
#undef blockDim
#undef gridDim
#include <csignal>
#include <cstdlib>
#include <ucontext.h>

namespace {
struct sigaction previous;

// A fault of a kernel ends its launch; any other is the JVM's, which lives by them.
void on_fault(int signal, siginfo_t* info, void* context) {
    if (in_kernel()) {
#ifdef __SANITIZE_ADDRESS__
        // Further off than the poisoned page: a report all the same, with the line that did it.
        const greg_t* registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
        __asan_report_error(reinterpret_cast<void*>(registers[REG_RIP]), reinterpret_cast<void*>(registers[REG_RBP]),
                            reinterpret_cast<void*>(registers[REG_RSP]), info->si_addr, registers[REG_ERR] >> 1 & 1, 1);
#endif
        const uint64_t address = reinterpret_cast<uint64_t>(info->si_addr);
        const int ended = closed_shared(address);
        if (ended >= 0)
            fail(ILLEGAL_ADDRESS, "touched the shared memory of block " + std::to_string(ended)
                 + " of its cluster, which has ended");
        fail(ILLEGAL_ADDRESS, "touched memory that is not its own, " + describe(address));
    }
    if (previous.sa_flags & SA_SIGINFO) previous.sa_sigaction(signal, info, context);
    else std::abort();
}
} // namespace

void* emulated_dynamic_shared() { return dynamic_shared(emulated_cluster_rank()); }

// Runs the blocks of a cluster together; a kernel without clusters has one in each.
static int run_cluster(unsigned x, unsigned y, unsigned z) {
    std::vector<EmulatedIndex> blocks;
    for (unsigned rank = 0; rank < launched->cluster; rank++) blocks.push_back({x + rank, y, z});
    clear_shared(launched->cluster, launched->shared);
    const unsigned* size = launched->block;
    if (int result = run_blocks(blocks.data(), launched->cluster, size[0] * size[1] * size[2])) return result;
    open_shared();
    for (unsigned rank = 0; rank < launched->cluster; rank++) {
        if (!shared_is_overrun(rank)) continue;
        complain(launched->name + ": somebody wrote beside the " + std::to_string(launched->shared)
                 + " bytes of dynamic shared memory of block " + text(blocks[rank]));
        return ILLEGAL_ADDRESS;
    }
    return SUCCESS;
}

int run_kernel(const Launch& launch) {
    launched = &launch;
    emulated_block_size = {launch.block[0], launch.block[1], launch.block[2]};
    emulated_grid = {launch.grid[0], launch.grid[1], launch.grid[2]};
#ifdef __SANITIZE_ADDRESS__
    __asan_set_error_report_callback([](const char*) {
        if (in_kernel()) complain(who() + " did what AddressSanitizer reports");
    });
#endif
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
    sigaction(SIGSEGV, &action, &previous);
    int result = SUCCESS;
    for (unsigned z = 0; z < launch.grid[2] && !result; z++)
        for (unsigned y = 0; y < launch.grid[1] && !result; y++)
            for (unsigned x = 0; x < launch.grid[0] && !result; x += launch.cluster) result = run_cluster(x, y, z);
    sigaction(SIGSEGV, &previous, nullptr);
    return result ? stick(result) : SUCCESS;
}

// What g++'s -fsanitize=alignment calls in a kernel, with the layout that it gives.
namespace {
struct Place {
    const char* file;
    uint32_t line, column;
};
struct Type {
    uint16_t kind, info;
    char name[1];
};
struct Mismatch {
    Place place;
    const Type* type;
    unsigned char log_alignment, access;
};
} // namespace
extern "C" void __ubsan_handle_type_mismatch_v1(Mismatch* mismatch, void* pointer) {
    const std::string file = mismatch->place.file;
    fail(MISALIGNED_ADDRESS, "takes address " + std::to_string(reinterpret_cast<uint64_t>(pointer)) + " for "
         + mismatch->type->name + ", which begins at multiples of " + std::to_string(1 << mismatch->log_alignment) + " ("
         + file.substr(file.rfind('/') + 1) + ":" + std::to_string(mismatch->place.line) + ")");
}
