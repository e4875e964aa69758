/*
 * A network that one block trains for many steps, its weights in registers and shared memory; see fused.cu.
 */
#pragma once

#include <float.h>

#include "functions.cuh"
#include "outputs.cuh"
#include "pixels.cuh"
#include "random.cuh"
#include "rates.cuh"

/* What a block trains; io.minibatch.backend.cuda.FusedStep packs the same fields. */
struct FusedNetwork {
    float* values;   /* weights of all layers, then biases of all layers */
    float* velocity; /* laid out like values; not read by plain gradient descent */
    const float* rates;
    int* state; /* of the batch, see batch.cu */
    const int* order;
    const unsigned char* images;
    const unsigned char* labels;
    int size;  /* examples */
    int steps; /* of this run */
    int nesterov;
    int function;         /* of the hidden layer, as all functions by its code in functions.cuh */
    int output, gradient; /* see output_layer in output.cu */
    int input_threshold, hidden_threshold; /* of dropout, of 65536 */
    float on, off;
};

/* What all networks of a launch have in common. */
struct FusedShape {
    int inputs;
    int width;    /* outputs of the first layer */
    int classes;  /* outputs of the second; 0 where there is none */
    int capacity; /* rows of a mini-batch */
    int pairs;    /* of images in a tile, which is what shared memory holds unpacked at once */
};

/* How a network is shared out. */
struct FusedShare {
    int lanes; /* that share an input */
    int warps;
    bool momentum;
    int blocks; /* that share the inputs */
};

enum {
    FUSED_NEURONS = 4, /* of a thread, for each of its inputs */
    FUSED_WORD = 4,    /* pixels of 4 bytes, which are unpacked at once */
    FUSED_CLASSES = 32,
    FUSED_CAPACITY = 64
};

/* Rounded up to what float4 needs. */
static __device__ int fused_aligned(int floats) {
    return (floats + 3) / 4 * 4;
}

/*
 * Sizes and places in shared memory, in floats from its start; FusedShape of the backend computes the same end.
 *
 *   x         the tile: pixel 4 j + c of the images 2 q, 2 q + 1 at x[q][c][j]. plane, the room for j, is odd, so that
 *             threads that read different c do not meet in a bank
 *   partial   [warps][pairs][padded][2], sums of a warp's inputs
 *   activation, delta   of the first layer, [rows][padded]
 *   output    delta of the output layer, [capacity][32]
 *   weights   of the second layer, [width][pitch], pitch odd; bias1 [padded]; bias2 [32]; with momentum, behind them in
 *             the same order what belongs to velocity
 *   active    [pairs][ballots] words: bit j % 32 of word j / 32 says whether word j of a pair has a pixel that is not zero
 *   rows, labels   of this mini-batch and the next
 */
struct FusedLayout {
    int padded, words, ballots, plane, tiles, rows, pitch, outputs;
    int partial, activation, delta, output, weights, bias1, bias2, velocity, active, row, label, end;

    __device__ void lay(const FusedShape& shape, const FusedShare& share) {
        padded = share.lanes * FUSED_NEURONS;
        words = (shape.inputs + FUSED_WORD * share.blocks - 1) / (FUSED_WORD * share.blocks);
        ballots = (words + 31) / 32;
        plane = words | 1;
        tiles = (shape.capacity + 2 * shape.pairs - 1) / (2 * shape.pairs);
        rows = tiles * shape.pairs * 2;
        pitch = shape.classes | 1;
        outputs = shape.classes > 0 ? shape.classes : shape.width;
        partial = shape.pairs * FUSED_WORD * plane * 2;
        activation = partial + share.warps * shape.pairs * padded * 2;
        delta = activation + rows * padded;
        output = delta + rows * padded;
        weights = output + shape.capacity * FUSED_CLASSES;
        bias1 = weights + (shape.classes > 0 ? fused_aligned(shape.width * pitch) : 0);
        bias2 = bias1 + padded;
        velocity = bias2 + FUSED_CLASSES - weights; /* from a parameter to its velocity */
        active = weights + (share.momentum ? 2 : 1) * velocity;
        row = active + shape.pairs * ballots;
        label = row + 2 * FUSED_CAPACITY;
        end = label + 2 * FUSED_CAPACITY;
    }
};

/* Where a mini-batch lies in the order, as in the state of a batch. */
struct FusedWindow {
    int start, valid, step;

    __device__ FusedWindow next(int size, int capacity) const {
        return {start + valid, min(size - start - valid, capacity), step + 1};
    }
};

/* What all threads of a block read, in shared memory so that no thread keeps it in registers. */
struct FusedFacts {
    FusedNetwork network;
    FusedLayout layout;
    Rates rates;
    float decay; /* of plain gradient descent, 1 - eta l2 */
    int rank; /* of the block in its cluster */
    int first_non_finite;
    int steps;              /* of this launch */
    FusedWindow windows[2]; /* of this step and the next, by turns */

    /* Called by one thread, as begin. */
    __device__ void gather(const FusedNetwork& given, const FusedShape& shape, const FusedShare& share) {
        network = given;
        layout.lay(shape, share);
        rates = descend_rates(network.rates);
        decay = network.rates[8] - rates.shrink;
        first_non_finite = network.state[3];
    }

    __device__ void begin(const FusedShape& shape, int count) {
        steps = count;
        const FusedWindow before = {network.state[0], network.state[1], network.state[2]};
        windows[steps & 1] = before.next(network.size, shape.capacity);
    }
};

/* Room for the facts, before what FusedLayout lays out, in 16 bytes. */
enum { FUSED_FACTS = 16 };
static_assert(sizeof(FusedFacts) <= 16 * FUSED_FACTS, "more facts than room for them");

/* One step for a parameter that lies in shared memory, as descent.cu has it; v is not looked at without momentum. */
template <bool MOMENTUM>
static __device__ void fused_descend(const Rates& r, bool nesterov, float* w, float* v, float g, bool weight) {
    float keep;
    const float old = *w;
    const float change = r.eta * descend_gradient(r, old, g, weight, &keep);
    if constexpr (MOMENTUM) {
        const float velocity = r.mu * *v - change;
        *v = velocity;
        *w = keep * old + (nesterov ? r.mu * velocity - change : velocity);
    } else {
        *w = keep * old - change;
    }
}
