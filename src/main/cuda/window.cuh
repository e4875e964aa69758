/*
 * The mini-batch as a window over the order of the examples, and how a kernel of many blocks moves it on: every block
 * computes the next window from the old state and draws a ticket; the block that draws the last one stores the window,
 * since all have read the old state by then. See batch.cu for the state.
 */
#pragma once

enum { WINDOW_TICKET = 7 };

struct Window {
    int start, valid;
};

/* Called by all threads of all blocks, once, before anything else reads start, valid or gathered. */
static __device__ Window next_window(int* state, int size, int capacity) {
    const int start = state[0] + state[1];
    const int left = size - start;
    const Window window = {start, left < capacity ? left : capacity};
    __syncthreads(); /* All threads of this block have read the state. */
    if (threadIdx.x == 0) {
        const unsigned most = gridDim.x * gridDim.y - 1;
        __threadfence();
        if (atomicInc((unsigned*) state + WINDOW_TICKET, most) == most) { /* after the last, the ticket is 0 again */
            state[0] = window.start;
            state[1] = window.valid;
            state[2] += 1;
        }
    }
    return window;
}
