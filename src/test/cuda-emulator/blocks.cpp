// Runs the threads of a block, or of the blocks of a cluster, as fibers: in a random order until all wait or have ended, then
// those whose barrier or warp function is complete. Says which barrier is not reached by all.
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

EmulatedIndex emulated_thread, emulated_block, emulated_block_size, emulated_grid;

const Launch* launched;

namespace {
constexpr unsigned WARP = 32;
enum State : uint8_t { READY, AT_BARRIER, IN_WARP, DONE };

struct Place {
    const char *what, *file;
    int line;
};
struct Thread {
    Fiber fiber;
    EmulatedIndex index;
    uint16_t block;
    State state;
    Place place; // where it waits
};
struct Meeting { // of lanes that named the same mask in the same function
    const char* what;
    unsigned mask, arrived;
};
struct Warp {
    uint64_t sent[WARP], received[WARP];
    unsigned ended; // lanes
    unsigned meeting_count;
    Meeting meetings[WARP];
};
struct Block {
    EmulatedIndex index;
    unsigned waiting, votes, counted; // at its barrier; with a vote there, and at the barrier before
    Place place;                      // of the first that waits
    bool apart;                       // whether another waits elsewhere
};

std::vector<Thread> threads; // a block's begin with a warp of their own
std::vector<Warp> warps;
std::vector<Block> blocks;
std::vector<unsigned> turns, woken, complete; // threads that run until all wait, threads that run then, warps to look at
size_t turn;
unsigned block_threads, alive;
Thread* running;
Fiber host;
std::thread::id host_thread;
int failure;
void* arguments[32];

uint64_t random_state = [] {
    const char* seed = std::getenv("MINIBATCH_EMULATOR_SEED");
    return seed ? std::strtoull(seed, nullptr, 10) : 1;
}();

// Knuth's linear congruential generator; its high half is random enough for an order.
unsigned random_below(size_t end) {
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return unsigned((random_state >> 32) * end >> 32);
}

std::string text(const Place& place) {
    const char* slash = std::strrchr(place.file, '/');
    return std::string(slash ? slash + 1 : place.file) + ":" + std::to_string(place.line);
}

bool same(const char* one, const char* other) { return one == other || !std::strcmp(one, other); }

bool same(const Place& one, const Place& other) { return one.line == other.line && same(one.file, other.file); }

// The new one changes places with any, which makes each order as probable as every other.
void wake(unsigned t) {
    threads[t].state = READY;
    woken.push_back(t);
    std::swap(woken.back(), woken[random_below(woken.size())]);
}

// Whether all lanes that are named have come to where those that are named meet. One that has ended need not.
bool is_complete(const Warp& warp, const Meeting& meeting) {
    return (meeting.mask & ~(meeting.arrived | warp.ended)) == 0;
}

void release_warp(unsigned w) {
    Warp& warp = warps[w];
    for (unsigned m = warp.meeting_count; m-- > 0;) {
        const Meeting meeting = warp.meetings[m];
        if (!is_complete(warp, meeting)) continue;
        warp.meetings[m] = warp.meetings[--warp.meeting_count];
        for (unsigned lane = 0; lane < WARP; lane++) {
            const bool arrived = meeting.arrived >> lane & 1;
            if (meeting.mask >> lane & 1) warp.received[lane] = arrived ? warp.sent[lane] : ~uint64_t(0);
            if (arrived) wake(w * WARP + lane);
        }
    }
}

unsigned first_thread(unsigned block) { return block * ((block_threads + WARP - 1) / WARP * WARP); }

void release_barrier(unsigned b) {
    Block& block = blocks[b];
    block.counted = block.votes;
    block.waiting = block.votes = 0;
    const unsigned first = first_thread(b);
    for (unsigned t = first; t < first + block_threads; t++) wake(t);
}

int diverged(const Thread& thread, const std::string& how) {
    complain(launched->name + ": thread " + text(thread.index) + " of block " + text(blocks[thread.block].index)
             + " waits at " + thread.place.what + " (" + text(thread.place) + ") " + how);
    return LAUNCH_FAILED;
}

// Why the threads of a block cannot go on, all of which wait or have ended. A barrier wants all threads of the block; a
// device of today would let those go that have ended.
int diagnose(unsigned b) {
    const Thread* one = nullptr;
    const unsigned first = first_thread(b);
    for (unsigned t = first; t < first + block_threads; t++) {
        const Thread& thread = threads[t];
        if (thread.state == IN_WARP) return diverged(thread, "for lanes that never come");
        if (thread.state != AT_BARRIER) continue;
        if (!one) one = &thread;
        if (!same(one->place, thread.place))
            return diverged(*one, "and thread " + text(thread.index) + " at " + text(thread.place));
    }
    if (!one) return SUCCESS;
    return diverged(*one, "that " + std::to_string(block_threads - blocks[b].waiting) + " threads of its block never reach");
}

int diagnose() {
    for (unsigned b = 0; b < blocks.size(); b++)
        if (int result = diagnose(b)) return result;
    return SUCCESS;
}

// All threads that could run have run.
void release() {
    for (unsigned warp : complete) release_warp(warp);
    complete.clear();
    for (unsigned b = 0; b < blocks.size(); b++)
        if (blocks[b].waiting == block_threads && !blocks[b].apart) release_barrier(b);
    turns.swap(woken);
    woken.clear();
    turn = 0;
    if (turns.empty() && alive) failure = diagnose();
}

// The fiber whose turn it is; the host's when all have ended or one has failed.
Fiber& next() {
    if (turn == turns.size() && !failure) release();
    if (failure || turns.empty()) {
        running = nullptr;
        return host;
    }
    running = &threads[turns[turn++]];
    emulated_thread = running->index;
    emulated_block = blocks[running->block].index;
    return running->fiber;
}

void wait(State state, const Place& place) {
    Thread* self = running;
    self->state = state;
    self->place = place;
    Fiber& fiber = next();
    if (running != self) fiber_switch(self->fiber, fiber);
}

void body() {
    launched->function(arguments);
    Thread* self = running;
    self->state = DONE;
    alive--;
    const unsigned t = unsigned(self - threads.data());
    warps[t / WARP].ended |= 1u << t % WARP;
    if (warps[t / WARP].meeting_count) complete.push_back(t / WARP);
    fiber_end(self->fiber, next());
}

void prepare(unsigned b, const EmulatedIndex& index) {
    blocks[b] = {index, 0, 0, 0, {}, false};
    const unsigned* size = launched->block;
    unsigned t = first_thread(b);
    for (unsigned z = 0; z < size[2]; z++)
        for (unsigned y = 0; y < size[1]; y++)
            for (unsigned x = 0; x < size[0]; x++, t++) {
                Thread& thread = threads[t];
                thread.index = {x, y, z};
                thread.block = uint16_t(b);
                fiber_prepare(thread.fiber, t, body);
                wake(t);
            }
}
} // namespace

int run_blocks(const EmulatedIndex* indices, unsigned count, unsigned threads_each) {
    block_threads = threads_each;
    alive = count * block_threads;
    blocks.resize(count);
    const size_t slots = first_thread(count);
    if (threads.size() < slots) threads.resize(slots);
    if (warps.size() < slots / WARP) warps.resize(slots / WARP);
    for (size_t w = 0; w < slots / WARP; w++) warps[w].ended = warps[w].meeting_count = 0;
    for (size_t i = 0; i < launched->arguments.size(); i++)
        arguments[i] = const_cast<uint64_t*>(&launched->arguments[i]);
    woken.clear();
    complete.clear();
    for (unsigned b = 0; b < count; b++) prepare(b, indices[b]);
    turns.swap(woken);
    woken.clear();
    turn = 0;
    host_thread = std::this_thread::get_id();
    failure = SUCCESS;
    fiber_switch(host, next());
    return failure;
}

bool in_kernel() { return running && std::this_thread::get_id() == host_thread; }

unsigned block_number() { return running->block; }

std::string text(const EmulatedIndex& i) {
    if (!i.y && !i.z) return std::to_string(i.x);
    return "(" + std::to_string(i.x) + ", " + std::to_string(i.y) + ", " + std::to_string(i.z) + ")";
}

std::string who() {
    return launched->name + ": thread " + text(emulated_thread) + " of block " + text(emulated_block);
}

void fail(int result, const std::string& what) {
    complain(who() + " " + what);
    failure = result;
    Thread* self = running;
    fiber_end(self->fiber, next());
}

unsigned emulated_lane() { return unsigned(running - threads.data()) % WARP; }

unsigned emulated_barrier(bool vote, const char* file, int line) {
    const Place place = {"__syncthreads", file, line};
    Block& block = blocks[running->block];
    if (!block.waiting++) block.place = place;
    else block.apart |= !same(block.place, place);
    block.votes += vote;
    wait(AT_BARRIER, place);
    return block.counted;
}

const uint64_t* emulated_exchange(uint64_t sent, unsigned mask, const char* what, const char* file, int line) {
    const unsigned t = unsigned(running - threads.data()), lane = t % WARP;
    const Place place = {what, file, line};
    if (!(mask >> lane & 1))
        fail(LAUNCH_FAILED, "is not in the mask of its own " + std::string(what) + " (" + text(place) + ")");
    Warp& warp = warps[t / WARP];
    warp.sent[lane] = sent;
    Meeting* const end = warp.meetings + warp.meeting_count;
    Meeting* meeting = std::find_if(warp.meetings, end, [&](const Meeting& m) { return m.mask == mask && same(m.what, what); });
    if (meeting == end) {
        *meeting = {what, mask, 0};
        warp.meeting_count++;
    }
    meeting->arrived |= 1u << lane;
    if (is_complete(warp, *meeting)) complete.push_back(t / WARP);
    wait(IN_WARP, place);
    return warp.received;
}
