/*
 * Steps of one network by the threads of a block, or of a cluster of blocks; see fused.cu for the equations.
 */
#pragma once

#include "fused.cuh"
#include "kernel.cuh"

/* What there are registers for: threads of a block, inputs of a thread, words of each image that it loads ahead. */
enum { SGD_THREADS = 512, SGD_SLICES = 16, SGD_AHEAD = 3 };
enum { MOMENTUM_THREADS = 256, MOMENTUM_SLICES = 25, MOMENTUM_AHEAD = 0 };

/* The blocks of a network: their number, this one's rank, a barrier, and the address in another of what is in this one. */
struct FusedAlone {
    enum { BLOCKS = 1 };
    static __device__ int rank() {
        return 0;
    }
    static __device__ void barrier() {}
    static __device__ float* other(float* mine, int) {
        return mine;
    }
};

/*
 * What a thread knows and does.
 *
 *   LANES    threads that share an input, each with 4 neurons of it
 *   SLICES   inputs of a thread
 *   AHEAD    words of each image that a thread loads before they are needed
 *   Team     the blocks that share the inputs: FusedAlone, or a cluster. Each has all other parameters and does the same
 *            with them
 */
template <int THREADS, int LANES, int SLICES, bool MOMENTUM, int AHEAD, class Team>
struct FusedBlock {
    enum {
        WARPS = THREADS / 32,
        NEURONS = FUSED_NEURONS,
        PADDED = LANES * NEURONS, /* neurons, rounded up */
        INPUTS = 32 / LANES,      /* that a warp holds in each slice */
        WORDS_APART = INPUTS * WARPS / FUSED_WORD /* from the inputs of a slice to those of the next */
    };
    using Blocks = Team;

    static __device__ FusedShare share() {
        return {LANES, WARPS, MOMENTUM, Team::BLOCKS};
    }

    const FusedShape shape;
    FusedFacts& facts;
    const FusedNetwork& net;
    const FusedLayout& at;
    const Rates& r;
    float* const shared;
    int thread, lane, warp;
    int left; /* steps to make, this one among them */
    float w[SLICES][NEURONS];
    float v[MOMENTUM ? SLICES : 1][NEURONS];
    unsigned ahead[AHEAD > 0 ? AHEAD : 1][2];

    __device__ FusedBlock(const FusedShape& shape, FusedFacts& facts, float* shared)
        : shape(shape), facts(facts), net(facts.network), at(facts.layout), r(facts.rates), shared(shared) {}

    /* Whether there is an input for a slice; of a cluster, each block has the inputs of as many words. */
    __device__ bool has_input(int slice) const {
        return block_input(slice) < FUSED_WORD * at.words && input(slice) < shape.inputs;
    }

    __device__ int input(int slice) const {
        return facts.rank * FUSED_WORD * at.words + block_input(slice);
    }

    __device__ int block_input(int slice) const {
        return INPUTS * (warp + WARPS * slice) + lane / LANES;
    }

    /* The first of this thread's neurons. */
    __device__ int neuron() const {
        return lane % LANES * NEURONS;
    }

    /* Begins a phase: what the phase before computed from the thread's number need not be kept beside the weights. */
    __device__ void enter() {
        thread = (int) FRESH_THREAD();
        lane = thread % 32;
        warp = thread / 32;
    }

    /* The word of the first slice's inputs. */
    __device__ int first_word() const {
        return INPUTS * warp / FUSED_WORD;
    }

    /* Calls with each of this thread's first-layer weights: slice, neuron, its place in values. */
    template <class Do>
    __device__ void each_weight(Do run) const {
#pragma unroll
        for (int k = 0; k < SLICES; k++) {
#pragma unroll
            for (int n = 0; n < NEURONS; n++) {
                if (has_input(k) && neuron() + n < shape.width) {
                    run(k, n, (size_t) input(k) * shape.width + neuron() + n);
                }
            }
        }
    }

    /* Calls with the places of each other parameter in shared memory and in values. */
    template <class Do>
    __device__ void each_small(Do run) const {
        const int weights = shape.width * shape.classes;
        const int before = shape.inputs * shape.width;
        for (int i = thread; i < weights + shape.width + shape.classes; i += THREADS) {
            if (i < weights) {
                run(at.weights + i / shape.classes * at.pitch + i % shape.classes, before + i);
            } else if (i < weights + shape.width) {
                run(at.bias1 + i - weights, before + i);
            } else {
                run(at.bias2 + i - weights - shape.width, before + i);
            }
        }
    }

    __device__ void load_parameters() {
#pragma unroll
        for (int k = 0; k < SLICES; k++) {
#pragma unroll
            for (int n = 0; n < NEURONS; n++) {
                w[k][n] = 0.0f;
                v[MOMENTUM ? k : 0][n] = 0.0f;
            }
        }
        each_weight([&](int k, int n, size_t place) {
            w[k][n] = net.values[place];
            if constexpr (MOMENTUM) {
                v[k][n] = net.velocity[place];
            }
        });
        each_small([&](int to, int place) {
            shared[to] = net.values[place];
            if constexpr (MOMENTUM) {
                shared[to + at.velocity] = net.velocity[place];
            }
        });
    }

    __device__ void store_parameters() const {
        each_weight([&](int k, int n, size_t place) {
            net.values[place] = w[k][n];
            if constexpr (MOMENTUM) {
                net.velocity[place] = v[k][n];
            }
        });
        if (facts.rank > 0) {
            return; /* All blocks of a cluster have the same. */
        }
        each_small([&](int from, int place) {
            net.values[place] = shared[from];
            if constexpr (MOMENTUM) {
                net.velocity[place] = shared[from + at.velocity];
            }
        });
    }

    __device__ int* rows(int of_set) const {
        return (int*) shared + at.row + of_set * FUSED_CAPACITY;
    }

    __device__ int* labels(int of_set) const {
        return (int*) shared + at.label + of_set * FUSED_CAPACITY;
    }

    __device__ unsigned* active_words() const {
        return (unsigned*) shared + at.active;
    }

    /* Word j of an image of the mini-batch, its first pixel in the lowest byte; 0 beyond the rows and the image. */
    __device__ unsigned word_of(int image, int j, int of_set) const {
        if (image >= facts.windows[of_set].valid || j >= at.words) {
            return 0;
        }
        const unsigned char* const bytes = net.images + (size_t) rows(of_set)[image] * shape.inputs;
        const int first = FUSED_WORD * (facts.rank * at.words + j);
        if (shape.inputs % FUSED_WORD == 0) {
            return first < shape.inputs ? *(const unsigned*) (bytes + first) : 0;
        }
        unsigned word = 0;
        for (int c = 0; c < FUSED_WORD && first + c < shape.inputs; c++) {
            word |= (unsigned) bytes[first + c] << 8 * c;
        }
        return word;
    }

    /* Loads the first of the words of the first tile, for an unpack that comes later. */
    __device__ void load_ahead() {
#pragma unroll
        for (int i = 0; i < AHEAD; i++) {
            const int item = warp + i * WARPS;
            const int image = 2 * (item / at.ballots);
            const int j = item % at.ballots * 32 + lane;
            ahead[i][0] = word_of(image, j, 1 - set());
            ahead[i][1] = word_of(image + 1, j, 1 - set());
        }
    }

    /* Unpacks a tile, whose first words may have been loaded: a warp takes 32 words of both images of a pair at once. */
    __device__ void unpack(int tile, bool loaded) {
        const int items = shape.pairs * at.ballots;
#pragma unroll 1
        for (int item = warp; item < items; item += WARPS) {
            const int image = 2 * (tile * shape.pairs + item / at.ballots);
            const int j = item % at.ballots * 32 + lane;
            unsigned first = ahead[0][0];
            unsigned second = ahead[0][1];
            if (!loaded || item >= (int) AHEAD * WARPS) {
                first = word_of(image, j, set());
                second = word_of(image + 1, j, set());
            }
#pragma unroll
            for (int i = 1; i < AHEAD; i++) {
                ahead[i - 1][0] = ahead[i][0];
                ahead[i - 1][1] = ahead[i][1];
            }
            const unsigned any = __ballot_sync(0xffffffffu, (first | second) != 0);
            if (lane == 0) {
                active_words()[item] = any;
            }
            if (j < at.words) {
                unpack_words(image, j, first, second, shared + (item / at.ballots * FUSED_WORD * at.plane + j) * 2);
            }
        }
    }

    /* The pixels of one word of two images. */
    __device__ void unpack_words(int image, int j, unsigned first, unsigned second, float* to) const {
        if (net.input_threshold > 0) {
            unpack_dropped(image, j, first, second, to);
            return;
        }
#pragma unroll
        for (int c = 0; c < FUSED_WORD; c++) {
            *(float2*) (to + c * 2 * at.plane) = {pixel_value(first >> 8 * c & 0xff), pixel_value(second >> 8 * c & 0xff)};
        }
    }

    __device__ void unpack_dropped(int image, int j, unsigned first, unsigned second, float* to) const {
        const DropoutMask mask = dropout_mask(net.state, window().step, 0, net.input_threshold);
#pragma unroll 1
        for (int c = 0; c < FUSED_WORD; c++) {
            const unsigned element = (unsigned) (image * shape.inputs + FUSED_WORD * (facts.rank * at.words + j) + c);
            const float2 x = {pixel_value(first >> 8 * c & 0xff) * dropout_factor(mask, element),
                    pixel_value(second >> 8 * c & 0xff) * dropout_factor(mask, element + (unsigned) shape.inputs)};
            *(float2*) (to + c * 2 * at.plane) = x;
        }
    }

    /* Which slices of this warp have a pixel of a pair that is not zero, a bit each. */
    __device__ unsigned active_slices(int pair) const {
        const int j = first_word() + lane * WORDS_APART;
        const bool any = lane < SLICES && j < at.words && (active_words()[pair * at.ballots + j / 32] >> j % 32 & 1) != 0;
        return __ballot_sync(0xffffffffu, any);
    }

    /* This thread's pixel of the first slice in both images of a pair; that of the next slice lies WORDS_APART words on. */
    __device__ const float* pixels(int pair) const {
        const int c = INPUTS * warp % FUSED_WORD + lane / LANES;
        return shared + ((pair * FUSED_WORD + c) * at.plane + first_word()) * 2;
    }

    /* The warp's part of x W1, for each pair of the tile. */
    __device__ void multiply() {
        for (int pair = 0; pair < shape.pairs; pair++) {
            const unsigned active = active_slices(pair);
            const float* const x = pixels(pair);
            float sums[2 * NEURONS] = {};
#pragma unroll
            for (int k = 0; k < SLICES; k++) {
                if (active >> k & 1) {
                    const float2 two = *(const float2*) (x + 2 * k * WORDS_APART);
#pragma unroll
                    for (int n = 0; n < NEURONS; n++) {
                        sums[2 * n] += two.x * w[k][n];
                        sums[2 * n + 1] += two.y * w[k][n];
                    }
                }
            }
            store_sums(sums, shared + at.partial + ((warp * shape.pairs + pair) * PADDED + neuron()) * 2);
        }
    }

    /* Adds the sums of the lanes with the same neurons, each of which keeps half of them, and stores what this lane kept. */
    __device__ void store_sums(float (&sums)[2 * NEURONS], float* to) const {
        int kept = 2 * NEURONS;
#pragma unroll
        for (int distance = 16; distance >= 8; distance /= 2) {
            const int half = distance == 16 ? NEURONS : NEURONS / 2;
            if (distance >= LANES) {
                const bool upper = (lane & distance) != 0;
#pragma unroll
                for (int i = 0; i < half; i++) {
                    const float give = upper ? sums[i] : sums[i + half];
                    const float keep = upper ? sums[i + half] : sums[i];
                    sums[i] = keep + __shfl_xor_sync(0xffffffffu, give, distance);
                }
                to += upper ? half : 0;
                kept = half;
            }
        }
#pragma unroll
        for (int i = 0; i < 2 * NEURONS; i += 2) {
            if (i < kept) {
                *(float2*) (to + i) = {sums[i], sums[i + 1]};
            }
        }
    }

    /* a = f(z) mask of a tile's images; z where there is no second layer. */
    __device__ void activate(int tile) const {
        const int elements = shape.pairs * PADDED * 2;
        float* const partial = shared + at.partial;
        if constexpr (Team::BLOCKS == 1) {
            for (int i = thread; i < elements; i += THREADS) {
                store_activation(tile, i, add_parts(partial + i, elements));
            }
        } else {
            for (int i = thread; i < elements; i += THREADS) {
                partial[i] = add_parts(partial + i, elements);
            }
            Team::barrier();
            const int share = (elements + Team::BLOCKS - 1) / Team::BLOCKS;
            const int end = min(elements, (facts.rank + 1) * share);
            for (int i = facts.rank * share + thread; i < end; i += THREADS) {
                float z = 0.0f;
#pragma unroll
                for (int block = 0; block < Team::BLOCKS; block++) {
                    z += *Team::other(partial + i, block);
                }
                store_activation(tile, i, z);
            }
            Team::barrier();
        }
    }

    __device__ float add_parts(const float* partial, int apart) const {
        float z = 0.0f;
#pragma unroll
        for (int part = 0; part < WARPS; part++) {
            z += partial[part * apart];
        }
        return z;
    }

    /* Of element i of a tile's sums, in every block of a cluster. */
    __device__ void store_activation(int tile, int i, float product) const {
        const int neuron = i / 2 % PADDED;
        const int image = 2 * (tile * shape.pairs + i / (2 * PADDED)) + i % 2;
        if (neuron >= shape.width) {
            return;
        }
        float a = product + shared[at.bias1 + neuron];
        if (shape.classes > 0) {
            a = output_value(a, net.function);
            if (net.hidden_threshold > 0) {
                const DropoutMask mask = dropout_mask(net.state, window().step, 1, net.hidden_threshold);
                a *= dropout_factor(mask, (unsigned) (image * shape.width + neuron));
            }
        }
        float* const to = shared + at.activation + image * PADDED + neuron;
        if constexpr (Team::BLOCKS == 1) {
            *to = a;
        } else {
#pragma unroll
            for (int block = 0; block < Team::BLOCKS; block++) {
                *Team::other(to, block) = a;
            }
        }
    }

    /* The output layer's delta; a warp takes an image, a lane a class, and lanes to spare share the sum. */
    __device__ void output() const {
        const bool has_class = lane < at.outputs;
        const int slots = at.outputs <= 8 ? 8 : at.outputs <= 16 ? 16 : 32;
        const int column = lane % slots;
        const int valid = window().valid;
        const float scale = valid > 0 ? 1.0f / (float) valid : 0.0f;
        for (int image = warp; image < shape.capacity; image += WARPS) {
            const float* const a = shared + at.activation + image * PADDED;
            float z = 0.0f;
            for (int h = lane / slots; column < shape.classes && h < shape.width; h += 32 / slots) {
                z += a[h] * shared[at.weights + h * at.pitch + column];
            }
            for (int distance = 16; distance >= slots; distance /= 2) {
                z += __shfl_xor_sync(0xffffffffu, z, distance);
            }
            if (has_class) {
                z = shape.classes > 0 ? z + shared[at.bias2 + lane] : a[lane];
            }
            z = net.output == OUTPUT_SOFTMAX ? output_softmax(z, has_class) : output_value(z, net.output);
            float d = 0.0f;
            if (has_class && image < valid) {
                d = (z - (lane == labels(set())[image] ? net.on : net.off)) * scale * output_derivative(z, net.gradient);
                if (!(fabsf(z) <= FLT_MAX) && facts.first_non_finite == 0) {
                    facts.first_non_finite = window().step;
                }
            }
            shared[at.output + image * FUSED_CLASSES + lane] = d;
        }
    }

    /* The first layer's delta, by the old weights of the second; zero for rows and neurons that are not there. */
    __device__ void propagate_back() const {
        for (int i = thread; i < at.rows * PADDED; i += THREADS) {
            const int image = i / PADDED;
            const int neuron = i % PADDED;
            float d = 0.0f;
            if (image < window().valid && neuron < shape.width) {
                const float* const output = shared + at.output + image * FUSED_CLASSES;
                d = shape.classes > 0 ? hidden_delta(output, image, neuron) : output[neuron];
            }
            shared[at.delta + i] = d;
        }
    }

    __device__ float hidden_delta(const float* output, int image, int neuron) const {
        float sum = 0.0f;
        for (int j = 0; j < shape.classes; j++) {
            sum += output[j] * shared[at.weights + neuron * at.pitch + j];
        }
        float a = shared[at.activation + image * PADDED + neuron];
        if (net.hidden_threshold > 0) {
            const DropoutMask mask = dropout_mask(net.state, window().step, 1, net.hidden_threshold);
            sum *= dropout_factor(mask, (unsigned) (image * shape.width + neuron));
            a /= mask.scale; /* f' is that of the activation before it was scaled. */
        }
        return sum * output_derivative(a, net.function);
    }

    /* What a step of the first layer's weights does whatever their gradient is. */
    __device__ void begin_descent() {
        if (!MOMENTUM && r.l1 != 0.0f) {
            begin_descent<true>();
        } else {
            begin_descent<false>();
        }
    }

    template <bool L1>
    __device__ void begin_descent() {
        const float before = net.nesterov ? r.mu : 0.0f;
        const float keep = 1.0f - r.shrink;
        const float l1 = r.eta * r.l1;
        const float l2 = r.eta * r.l2;
#pragma unroll
        for (int k = 0; k < SLICES; k++) {
            KEEP_ORDER(); /* so that few weights are under way at once */
#pragma unroll
            for (int n = 0; n < NEURONS; n++) {
                const float old = w[k][n];
                const float sparse = L1 ? l1 * (old > 0.0f ? 1.0f : old < 0.0f ? -1.0f : 0.0f) : 0.0f;
                if constexpr (MOMENTUM) {
                    w[k][n] = keep * old - before * v[k][n];
                    v[k][n] = r.mu * v[k][n] - (l2 * old + sparse);
                } else {
                    w[k][n] = facts.decay * old - sparse;
                }
            }
        }
    }

    /* Takes -eta x delta of a tile's images: by plain gradient descent to the weights, else to their velocity. */
    __device__ void descend(int tile) {
        for (int pair = 0; pair < shape.pairs; pair++) {
            const unsigned active = active_slices(pair);
            if (active == 0) {
                continue;
            }
            const float* const x = pixels(pair);
            const float* const delta = shared + at.delta + 2 * (tile * shape.pairs + pair) * PADDED + neuron();
            const float4 one = *(const float4*) delta;
            const float4 other = *(const float4*) (delta + PADDED);
            const float first[NEURONS] = {-r.eta * one.x, -r.eta * one.y, -r.eta * one.z, -r.eta * one.w};
            const float second[NEURONS] = {-r.eta * other.x, -r.eta * other.y, -r.eta * other.z, -r.eta * other.w};
#pragma unroll
            for (int k = 0; k < SLICES; k++) {
                if (active >> k & 1) {
                    const float2 two = *(const float2*) (x + 2 * k * WORDS_APART);
#pragma unroll
                    for (int n = 0; n < NEURONS; n++) {
                        float& to = MOMENTUM ? v[MOMENTUM ? k : 0][n] : w[k][n];
                        to += two.x * first[n];
                        to += two.y * second[n];
                    }
                }
            }
        }
    }

    /* The step by the velocity v, with Nesterov's momentum by mu v - eta g = (1 + mu) v - mu times the old one. */
    __device__ void end_descent() {
        if constexpr (MOMENTUM) {
            const float by = net.nesterov ? 1.0f + r.mu : 1.0f;
#pragma unroll
            for (int k = 0; k < SLICES; k++) {
                KEEP_ORDER();
#pragma unroll
                for (int n = 0; n < NEURONS; n++) {
                    w[k][n] += by * v[k][n];
                }
            }
        }
    }

    /* A step of all other parameters. */
    __device__ void descend_small() {
        const int weights = shape.width * shape.classes;
        for (int i = thread; i < weights + shape.width + shape.classes; i += THREADS) {
            const bool weight = i < weights;
            const bool first = !weight && i < weights + shape.width;
            const int h = weight ? i / shape.classes : i - weights;
            const int j = weight ? i % shape.classes : i - weights - shape.width;
            const float* delta = shared + (first ? at.delta + h : at.output + j);
            const float* a = shared + at.activation + h;
            float g = 0.0f;
            for (int image = 0; image < window().valid; image++) {
                g += *delta * (weight ? *a : 1.0f);
                delta += first ? PADDED : FUSED_CLASSES;
                a += PADDED;
            }
            float* const to = shared + (weight ? at.weights + h * at.pitch + j : first ? at.bias1 + h : at.bias2 + j);
            fused_descend<MOMENTUM>(r, net.nesterov != 0, to, to + at.velocity, g, weight);
        }
    }

    __device__ void run() {
        enter();
        load_parameters();
        for (int i = thread; i < at.partial; i += THREADS) {
            shared[i] = 0.0f;
        }
        left = facts.steps;
        enter();
        if (thread < FUSED_CAPACITY) {
            const int row = row_in_order(window());
            rows(set())[thread] = row;
            labels(set())[thread] = net.labels[row];
        }
        __syncthreads();
        for (; left > 0; left--) {
            run_step();
        }
        enter();
        store_parameters();
        if (thread == 0 && facts.rank == 0) {
            net.state[0] = facts.windows[1].start;
            net.state[1] = facts.windows[1].valid;
            net.state[2] = facts.windows[1].step;
            net.state[3] = facts.first_non_finite;
        }
    }

    /* 0 and 1 by turns, 1 in the last step: which window, rows and labels are those of this step. */
    __device__ int set() const {
        return left & 1;
    }

    __device__ const FusedWindow& window() const {
        return facts.windows[set()];
    }

    /* The example in this thread's row of a mini-batch, 0 where it has none. */
    __device__ int row_in_order(const FusedWindow& window) const {
        return thread < window.valid ? net.order[window.start + thread] : 0;
    }

    __device__ void run_step() {
        const FusedWindow next = window().next(net.size, shape.capacity);
        const int row = row_in_order(next);
        for (int tile = 0; tile < at.tiles; tile++) {
            enter();
            unpack(tile, at.tiles == 1 && left < facts.steps);
            __syncthreads();
            enter();
            multiply();
            __syncthreads();
            enter();
            activate(tile);
        }
        if (thread == 0) {
            facts.windows[1 - set()] = next;
        }
        if (thread < FUSED_CAPACITY) {
            rows(1 - set())[thread] = row;
        }
        __syncthreads();
        enter();
        output();
        if (at.tiles == 1) {
            enter();
            load_ahead(); /* It arrives while the step ends. */
        }
        const int label = thread < FUSED_CAPACITY ? net.labels[row] : 0;
        __syncthreads();
        enter();
        propagate_back();
        __syncthreads();
        begin_descent();
        for (int tile = at.tiles - 1; tile >= 0; tile--) { /* from the last, which is still unpacked */
            if (tile < at.tiles - 1) {
                __syncthreads();
                unpack(tile, false);
                __syncthreads();
            }
            enter();
            descend(tile);
        }
        end_descent();
        enter();
        descend_small();
        if (thread < FUSED_CAPACITY) {
            labels(1 - set())[thread] = label;
        }
        __syncthreads();
    }
};

/* The steps from .. from + most - 1 of the block's network. */
template <class Block>
static __device__ void fused_train(const FusedNetwork* networks, const FusedShape& shape, int from, int most, float4* shared) {
    FusedFacts& facts = *(FusedFacts*) shared;
    if (threadIdx.x == 0) {
        facts.gather(networks[blockIdx.x / Block::Blocks::BLOCKS], shape, Block::share());
        facts.rank = Block::Blocks::rank();
        facts.begin(shape, min(facts.network.steps - from, most));
    }
    __syncthreads();
    if (facts.steps > 0) {
        Block block(shape, facts, (float*) (shared + FUSED_FACTS));
        block.run();
    }
}

#define FUSED_PARAMETERS                                                                                               \
    const FusedNetwork *__restrict__ networks, int inputs, int width, int classes, int capacity, int pairs, int from,  \
            int most
#define FUSED_BODY(...)                                                                                                \
    {                                                                                                                  \
        DYN_SHARED(float4, fused_shared);                                                                              \
        const FusedShape shape = {inputs, width, classes, capacity, pairs};                                            \
        fused_train<FusedBlock<__VA_ARGS__>>(networks, shape, from, most, fused_shared);                               \
    }
