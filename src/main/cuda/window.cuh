/*
 * The mini-batch as a window over the order of the examples, and how a kernel of many blocks moves it on: every block
 * computes the next window from the old state, and the block that is done last stores it. See batch.cu for the state.
 */
#pragma once

#include "sums.cuh"

enum { WINDOW_TICKET = 7 };

struct Window {
    int start, valid;
};

static __device__ Window next_window(const int* state, int size, int capacity) {
    const int start = state[0] + state[1];
    const int left = size - start;
    const Window window = {start, left < capacity ? left : capacity};
    return window;
}

/* Called by all threads, once; nothing may read the old state afterwards. */
static __device__ void move_window(int* state, Window window, int* shared) {
    const unsigned blocks = gridDim.x * gridDim.y;
    if (is_last_block((unsigned*) state + WINDOW_TICKET, blocks, shared) && threadIdx.x == 0) {
        state[0] = window.start;
        state[1] = window.valid;
        state[2] += 1;
    }
}
