// Runs the threads of a block as fibers, in a random order between barriers, and says which barrier is not reached by all.
#include "blocks.h"
#include "cuda_emulation.h"
#include "fibers.h"
#undef threadIdx
#undef blockIdx
#undef blockDim
#undef gridDim
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <random>

EmulatedIndex emulated_thread, emulated_block, emulated_block_size, emulated_grid;

const Launch* launched;

namespace {
constexpr unsigned WARP = 32;
enum State { READY, AT_BARRIER, IN_WARP, DONE };

struct Thread {
    Fiber fiber;
    State state;
    EmulatedIndex index;
    const char *what, *file; // what it waits for, and where
    int line;
    unsigned mask;
    uint64_t sent;
    bool vote; // at a barrier
};
std::vector<Thread> threads;
std::vector<uint64_t> received;
Thread* running;
std::thread::id host_thread;
int failure;
unsigned votes; // of the threads that were at the last barrier
std::mt19937 order;

std::string index(const EmulatedIndex& i) {
    if (!i.y && !i.z) return std::to_string(i.x);
    return "(" + std::to_string(i.x) + ", " + std::to_string(i.y) + ", " + std::to_string(i.z) + ")";
}

std::string place(const char* file, int line) {
    const char* slash = std::strrchr(file, '/');
    return std::string(slash ? slash + 1 : file) + ":" + std::to_string(line);
}

void body() {
    void* pointers[32];
    uint64_t values[32];
    for (size_t i = 0; i < launched->arguments.size(); i++) {
        values[i] = launched->arguments[i];
        pointers[i] = &values[i];
    }
    launched->function(pointers);
    running->state = DONE;
    fiber_end();
}

void wait(State state, const char* what, const char* file, int line) {
    Thread* self = running;
    self->state = state;
    self->what = what;
    self->file = file;
    self->line = line;
    fiber_wait(self->fiber);
}

// Whether the thread has come to where the lanes of that warp meet. One that has ended need not.
bool meets(const Thread& other, const Thread& thread) {
    return other.state == DONE
        || (other.state == IN_WARP && other.mask == thread.mask && !std::strcmp(other.what, thread.what));
}

// Lets the lanes go on that all are where the mask of one of them says; returns whether there were such.
bool release_warp(unsigned first, unsigned end) {
    bool released = false;
    for (unsigned t = first; t < end; t++) {
        const Thread thread = threads[t];
        if (thread.state != IN_WARP) continue;
        std::vector<unsigned> lanes;
        for (unsigned other = first; other < end; other++)
            if (thread.mask >> (other - first) & 1) lanes.push_back(other);
        if (!std::all_of(lanes.begin(), lanes.end(), [&](unsigned o) { return meets(threads[o], thread); })) continue;
        for (unsigned other : lanes) {
            received[other] = threads[other].state == DONE ? ~uint64_t(0) : threads[other].sent;
            if (threads[other].state != DONE) threads[other].state = READY;
        }
        released = true;
    }
    return released;
}

int diverged(unsigned t, const std::string& how) {
    const Thread& thread = threads[t];
    complain(launched->name + ": thread " + index(thread.index) + " of block " + index(emulated_block) + " waits at "
             + thread.what + " (" + place(thread.file, thread.line) + ") " + how);
    return LAUNCH_FAILED;
}

// All that is left waits: at the same barrier, which is how it should be, or else for each other. A barrier wants all
// threads that had not ended at the one before; a device of today would let those go that end in between.
int release_barrier(unsigned count, unsigned& alive) {
    unsigned waiting = 0, first = count;
    for (unsigned t = 0; t < count; t++) {
        if (threads[t].state == IN_WARP) return diverged(t, "for lanes that never come");
        if (threads[t].state != AT_BARRIER) continue;
        waiting++;
        if (first == count) first = t;
        const Thread &one = threads[first], &other = threads[t];
        if (one.line != other.line || std::strcmp(one.file, other.file))
            return diverged(first, "and thread " + index(other.index) + " at " + place(other.file, other.line));
    }
    if (waiting && waiting != alive)
        return diverged(first, "that " + std::to_string(alive - waiting) + " threads of its block never reach");
    alive = waiting;
    votes = 0;
    for (unsigned t = 0; t < count; t++) {
        if (threads[t].state != AT_BARRIER) continue;
        threads[t].state = READY;
        votes += threads[t].vote;
    }
    return SUCCESS;
}

void run_ready(const std::vector<unsigned>& turns) {
    for (unsigned t : turns) {
        if (threads[t].state != READY || failure) continue;
        running = &threads[t];
        emulated_thread = running->index;
        fiber_run(running->fiber);
        running = nullptr;
    }
}
} // namespace

int run_block(unsigned count) {
    static const bool seeded = [] {
        const char* seed = std::getenv("MINIBATCH_EMULATOR_SEED");
        order.seed(seed ? std::strtoul(seed, nullptr, 10) : 1);
        return true;
    }();
    (void) seeded;
    if (threads.size() < count) threads.resize(count);
    received.assign((count + WARP - 1) / WARP * WARP, ~uint64_t(0));
    std::vector<unsigned> turns(count);
    const unsigned *size = launched->block;
    for (unsigned t = 0; t < count; t++) {
        turns[t] = t;
        threads[t].index = {t % size[0], t / size[0] % size[1], t / size[0] / size[1]};
        threads[t].state = READY;
        fiber_prepare(threads[t].fiber, body);
    }
    host_thread = std::this_thread::get_id();
    failure = SUCCESS;
    for (unsigned alive = count; alive && !failure;) {
        std::shuffle(turns.begin(), turns.end(), order);
        run_ready(turns);
        bool released = false;
        for (unsigned first = 0; first < count; first += WARP)
            released |= release_warp(first, std::min(first + WARP, count));
        if (!released && !failure) failure = release_barrier(count, alive);
    }
    return failure;
}

bool in_kernel() { return running && std::this_thread::get_id() == host_thread; }

std::string block_text() { return index(emulated_block); }

std::string who() { return launched->name + ": thread " + index(emulated_thread) + " of block " + block_text(); }

void fail(int result, const std::string& what) {
    complain(who() + " " + what);
    failure = result;
    running->state = DONE;
    fiber_end();
}

unsigned emulated_lane() { return unsigned(running - threads.data()) % WARP; }

unsigned emulated_barrier(bool vote, const char* file, int line) {
    running->vote = vote;
    wait(AT_BARRIER, "__syncthreads", file, line);
    return votes;
}

const uint64_t* emulated_exchange(uint64_t sent, unsigned mask, const char* what, const char* file, int line) {
    if (!(mask >> emulated_lane() & 1))
        fail(LAUNCH_FAILED, "is not in the mask of its own " + std::string(what) + " (" + place(file, line) + ")");
    Thread* self = running;
    self->sent = sent;
    self->mask = mask;
    wait(IN_WARP, what, file, line);
    return &received[unsigned(self - threads.data()) / WARP * WARP];
}
