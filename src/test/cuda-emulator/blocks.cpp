// Runs the threads of a block, or of the blocks of a cluster, as fibers: in a random order until all wait or have ended, then
// those whose barrier or warp function is complete. Says which barrier is not reached by all.
#include "blocks.h"
#include "cuda_emulation.h"
#include "fibers.h"
#include "meetings.h"
#include "shared.h"
#undef threadIdx
#undef blockIdx
#undef blockDim
#undef gridDim
#include <cstdlib>
#include <utility>

EmulatedIndex emulated_thread, emulated_block, emulated_block_size, emulated_grid;

const Launch* launched;

namespace {
enum State : uint8_t { READY, AT_BARRIER, AT_CLUSTER_BARRIER, IN_WARP, DONE };

struct Thread {
    Fiber fiber;
    EmulatedIndex index;
    uint16_t block;
    State state;
    Place place; // where it waits
};
struct Block {
    EmulatedIndex index;
    unsigned alive;
    Barrier barrier;
    unsigned votes, counted; // at the barrier that some wait at, and at the one before
};

std::vector<Thread> threads; // a block's begin with a warp of their own
std::vector<Warp> warps;
std::vector<Block> blocks;
std::vector<unsigned> turns, woken, complete; // threads that run until all wait, threads that run then, warps to look at
std::vector<std::vector<unsigned>> behind;    // threads that run when no other can, those of the last barrier first
size_t turn;
unsigned block_threads, alive;
Barrier whole_cluster;
Thread* running;
Fiber host;
std::thread::id host_thread;
int failure;
std::vector<void*> arguments;

uint64_t random_state = [] {
    const char* seed = std::getenv("MINIBATCH_EMULATOR_SEED");
    return seed ? std::strtoull(seed, nullptr, 10) : 1;
}();

// Knuth's linear congruential generator; its high half is random enough for an order.
unsigned random_below(size_t end) {
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return unsigned((random_state >> 32) * end >> 32);
}

// The new one changes places with any, which makes each order as probable as every other.
void wake(unsigned t, std::vector<unsigned>& list = woken) {
    threads[t].state = READY;
    list.push_back(t);
    std::swap(list.back(), list[random_below(list.size())]);
}

void release_warp(unsigned w) {
    const unsigned lanes = warps[w].release();
    for (unsigned lane = 0; lane < WARP; lane++)
        if (lanes >> lane & 1) wake(w * WARP + lane);
}

unsigned first_thread(unsigned block) { return block * ((block_threads + WARP - 1) / WARP * WARP); }

unsigned all_threads() { return unsigned(blocks.size()) * block_threads; }

// About half of the warps stay behind. Otherwise the warp functions would keep all warps in step, like barriers.
void wake_block(unsigned b, bool all_stay = false) {
    const unsigned first = first_thread(b);
    std::vector<unsigned> later;
    bool stays = false;
    for (unsigned t = first; t < first + block_threads; t++) {
        if (t % WARP == 0) stays = all_stay || random_below(2);
        wake(t, stays ? later : woken);
    }
    if (!later.empty()) behind.push_back(std::move(later));
}

void release_barrier(unsigned b) {
    Block& block = blocks[b];
    block.barrier.release();
    block.counted = block.votes;
    block.votes = 0;
    wake_block(b);
}

void release_cluster_barrier() {
    whole_cluster.release();
    for (unsigned b = 0; b < blocks.size(); b++) wake_block(b, random_below(2));
}

std::string text(const Thread& thread) {
    return "thread " + text(thread.index) + " of block " + text(blocks[thread.block].index);
}

int diverged(const Thread& thread, const std::string& how) {
    complain(launched->name + ": " + text(thread) + " waits at " + thread.place.what + " (" + text(thread.place) + ") "
             + how);
    return LAUNCH_FAILED;
}

// Why the threads of a block, all of which wait or have ended, cannot go on. A barrier wants all threads of the block or
// cluster; a device of today would let those go that have ended. `one`: the first that waits at the cluster's barrier.
int diagnose(unsigned b, const Thread*& one) {
    const Thread* first = nullptr;
    for (unsigned t = first_thread(b); t < first_thread(b) + block_threads; t++) {
        const Thread& thread = threads[t];
        if (thread.state == DONE) continue;
        if (thread.state == IN_WARP) return diverged(thread, "for lanes that never come");
        if (!first) first = &thread;
        if (!same(first->place, thread.place))
            return diverged(*first, "and thread " + text(thread.index) + " at " + text(thread.place));
    }
    if (!first) return SUCCESS;
    if (first->state == AT_BARRIER)
        return diverged(*first, "that " + std::to_string(blocks[b].barrier.missing(block_threads))
                                    + " threads of its block never reach");
    if (!one) one = first;
    if (!same(one->place, first->place)) return diverged(*one, "and " + text(*first) + " at " + text(first->place));
    return SUCCESS;
}

int diagnose() {
    const Thread* one = nullptr;
    for (unsigned b = 0; b < blocks.size(); b++)
        if (int result = diagnose(b, one)) return result;
    return diverged(*one, "that " + std::to_string(whole_cluster.missing(all_threads()))
                              + " threads of its cluster never reach");
}

// All threads that could run have run.
void release() {
    for (unsigned warp : complete) release_warp(warp);
    complete.clear();
    for (unsigned b = 0; b < blocks.size(); b++)
        if (blocks[b].barrier.complete(block_threads)) release_barrier(b);
    if (whole_cluster.complete(all_threads())) release_cluster_barrier();
    turns.swap(woken);
    woken.clear();
    if (turns.empty() && !behind.empty()) {
        turns.swap(behind.back());
        behind.pop_back();
    }
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

// Other blocks of a cluster must not touch the memory of one that has ended.
void end_thread(unsigned t) {
    Thread& thread = threads[t];
    thread.state = DONE;
    alive--;
    if (--blocks[thread.block].alive == 0 && alive) close_shared(thread.block);
    if (warps[t / WARP].end(t % WARP)) complete.push_back(t / WARP);
}

void body() {
    launched->function(arguments.data());
    Thread* self = running;
    end_thread(unsigned(self - threads.data()));
    fiber_end(self->fiber, next());
}

void prepare(unsigned b, const EmulatedIndex& index) {
    blocks[b] = {index, block_threads, Barrier(), 0, 0};
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
    for (size_t w = 0; w < slots / WARP; w++) warps[w].prepare();
    arguments.clear();
    for (const uint64_t& argument : launched->arguments) arguments.push_back(const_cast<uint64_t*>(&argument));
    woken.clear();
    behind.clear();
    complete.clear();
    whole_cluster = Barrier();
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

std::string text(const EmulatedIndex& i) {
    if (!i.y && !i.z) return std::to_string(i.x);
    return "(" + std::to_string(i.x) + ", " + std::to_string(i.y) + ", " + std::to_string(i.z) + ")";
}

std::string who() { return launched->name + ": " + text(*running); }

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
    block.barrier.arrive(place);
    block.votes += vote;
    wait(AT_BARRIER, place);
    return block.counted;
}

void emulated_cluster_barrier(const char* file, int line) {
    const Place place = {"cluster_barrier", file, line};
    whole_cluster.arrive(place);
    wait(AT_CLUSTER_BARRIER, place);
}

unsigned emulated_cluster_rank() { return running->block; }
unsigned emulated_cluster_size() { return unsigned(blocks.size()); }

const void* emulated_cluster_shared(const void* pointer, unsigned rank, const char* file, int line) {
    const ptrdiff_t offset = static_cast<const char*>(pointer) - dynamic_shared(running->block);
    const auto where = [&] { return " (" + text(Place{"cluster_shared", file, line}) + ")"; };
    if (rank >= blocks.size())
        fail(ILLEGAL_ADDRESS, "asks for memory of block " + std::to_string(rank) + " in a cluster of "
             + std::to_string(blocks.size()) + where());
    if (offset < 0 || offset > ptrdiff_t(launched->shared))
        fail(ILLEGAL_ADDRESS, "maps an address that is not in its dynamic shared memory" + where());
    return dynamic_shared(rank) + offset;
}

const uint64_t* emulated_exchange(uint64_t sent, unsigned mask, const char* what, const char* file, int line) {
    const unsigned t = unsigned(running - threads.data()), lane = t % WARP;
    const Place place = {what, file, line};
    if (!(mask >> lane & 1))
        fail(LAUNCH_FAILED, "is not in the mask of its own " + std::string(what) + " (" + text(place) + ")");
    Warp& warp = warps[t / WARP];
    if (warp.arrive(lane, sent, mask, what)) complete.push_back(t / WARP);
    wait(IN_WARP, place);
    return warp.values();
}
