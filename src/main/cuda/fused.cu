/*
 * Many steps of training in one launch: a block trains one network, a launch any number of them.
 *
 * Equations: those of the operations that io.minibatch.step.UnfusedStep asks for, in each step:
 *   window   as gather in batch.cu
 *   z = x W1 + b1, a = f(z) mask;  where there is a second layer, z = a W2 + b2
 *   output layer and first_non_finite as output_layer in output.cu;  delta of the first layer as activation_gradient
 *   parameters as descend_sgd, descend_momentum, descend_nesterov, by the delta of the old weights
 *
 * Layout:        networks [grid] of FusedNetwork; their values, velocity [weights of all layers, biases of all layers], the
 *                weights of a layer [inputs, outputs] row-major. The first layer's weights, and with momentum their
 *                velocity, stay in registers: a thread holds those of 4 neurons for each of its SLICES inputs, 8, 16 or 32
 *                threads share an input. Everything else is in shared memory, see FusedLayout.
 * Geometry:      blocks of the threads in the name's declaration, one for each network, which need not run at once. Steps
 *                from .. from + most - 1 of each network's, so that a run can be divided into launches.
 * Determinism:   every sum is taken in an order that depends on the shape alone, so a network's numbers do not depend on the
 *                networks beside it or on how a run is divided. Threads may store first_non_finite at the same time, and all
 *                store the same number.
 *
 * Words of pixels that are zero in both images of a pair are passed over, and with them the weights of those inputs: the bit
 * that says so is the same for all threads of a warp.
 */
#include "fused.cuh"
#include "kernel.cuh"

template <int THREADS, int LANES, int SLICES, bool MOMENTUM, int AHEAD>
struct FusedBlock {
    enum {
        WARPS = THREADS / 32,
        NEURONS = FUSED_NEURONS,
        INPUTS = 32 / LANES, /* that a warp holds in each slice */
        WORDS_APART = INPUTS * WARPS / FUSED_WORD /* from the inputs of a slice to those of the next */
    };

    const FusedShape shape;
    FusedFacts& facts;
    const FusedNetwork& net;
    const FusedLayout& at;
    const Rates& r;
    float* const shared;
    int thread, lane, warp;
    int set; /* 0 and 1 by turns: which window, rows and labels are those of this step */
    float w[SLICES][NEURONS];
    float v[MOMENTUM ? SLICES : 1][NEURONS];
    unsigned ahead[AHEAD > 0 ? AHEAD : 1][2];

    __device__ FusedBlock(const FusedShape& shape, FusedFacts& facts, float* shared)
        : shape(shape), facts(facts), net(facts.network), at(facts.layout), r(facts.rates), shared(shared) {}

    __device__ int input(int slice) const {
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
                if (input(k) < shape.inputs && neuron() + n < shape.width) {
                    run(k, n, (size_t) input(k) * shape.width + neuron() + n);
                }
            }
        }
    }

    /* Calls with the places of each parameter in shared memory and in values, and whether it is a weight. */
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
        each_small([&](int from, int place) {
            net.values[place] = shared[from];
            if constexpr (MOMENTUM) {
                net.velocity[place] = shared[from + at.velocity];
            }
        });
    }

    __device__ int* rows(int set) const {
        return (int*) shared + at.row + set * FUSED_CAPACITY;
    }

    __device__ int* labels(int set) const {
        return (int*) shared + at.label + set * FUSED_CAPACITY;
    }

    __device__ unsigned* active_words() const {
        return (unsigned*) shared + at.active;
    }

    /* Word j of an image of the mini-batch, its first pixel in the lowest byte; 0 beyond the rows and the image. */
    __device__ unsigned word_of(int image, int j, int set) const {
        if (image >= facts.windows[set].valid || j >= at.words) {
            return 0;
        }
        const unsigned char* const bytes = net.images + (size_t) rows(set)[image] * shape.inputs;
        if (shape.inputs % FUSED_WORD == 0) {
            return ((const unsigned*) bytes)[j];
        }
        unsigned word = 0;
        for (int c = 0; c < FUSED_WORD && FUSED_WORD * j + c < shape.inputs; c++) {
            word |= (unsigned) bytes[FUSED_WORD * j + c] << 8 * c;
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
            ahead[i][0] = word_of(image, j, 1 - set);
            ahead[i][1] = word_of(image + 1, j, 1 - set);
        }
    }

    /* Unpacks a tile: a warp takes 32 words of both images of a pair at once. */
    __device__ void unpack(int tile, bool loaded) {
        const int items = shape.pairs * at.ballots;
#pragma unroll 1
        for (int item = warp; item < items; item += WARPS) {
            const int image = 2 * (tile * shape.pairs + item / at.ballots);
            const int j = item % at.ballots * 32 + lane;
            unsigned first = ahead[0][0];
            unsigned second = ahead[0][1];
            if (!loaded || item >= (int) AHEAD * WARPS) {
                first = word_of(image, j, set);
                second = word_of(image + 1, j, set);
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
#pragma unroll 1
        for (int c = 0; c < FUSED_WORD; c++) {
            float2 x = {pixel_value(first & 0xff), pixel_value(second & 0xff)};
            if (net.input_threshold > 0) {
                const DropoutMask mask = dropout_mask(net.state, window().step, 0, net.input_threshold);
                const unsigned element = (unsigned) image * (unsigned) shape.inputs + (unsigned) (FUSED_WORD * j + c);
                x.x *= dropout_factor(mask, element);
                x.y *= dropout_factor(mask, element + (unsigned) shape.inputs);
            }
            *(float2*) to = x;
            to += 2 * at.plane;
            first >>= 8;
            second >>= 8;
        }
    }

    /* Which slices of this warp have a pixel of a pair that is not zero, a bit each. */
    __device__ unsigned active_slices(int pair) const {
        const int j = first_word() + lane * WORDS_APART;
        const bool any = lane < SLICES && j < at.words && (active_words()[pair * at.ballots + j / 32] >> j % 32 & 1) != 0;
        return __ballot_sync(0xffffffffu, any);
    }

    /* This thread's pixel of the first slice in both images of a pair; those of a slice lie WORDS_APART behind the one before. */
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
            store_sums(sums, shared + at.partial + ((warp * shape.pairs + pair) * at.padded + neuron()) * 2);
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
        const int elements = shape.pairs * at.padded * 2;
        const float* const partial = shared + at.partial;
        for (int i = thread; i < elements; i += THREADS) {
            const int neuron = i / 2 % at.padded;
            const int image = 2 * (tile * shape.pairs + i / (2 * at.padded)) + i % 2;
            if (neuron >= shape.width) {
                continue;
            }
            float z = 0.0f;
#pragma unroll
            for (int part = 0; part < WARPS; part++) {
                z += partial[part * elements + i];
            }
            z += shared[at.bias1 + neuron];
            if (shape.classes > 0) {
                z = output_value(z, net.function);
                if (net.hidden_threshold > 0) {
                    const DropoutMask mask = dropout_mask(net.state, window().step, 1, net.hidden_threshold);
                    z *= dropout_factor(mask, (unsigned) (image * shape.width + neuron));
                }
            }
            shared[at.activation + image * at.padded + neuron] = z;
        }
    }

    /* The output layer's delta; a warp takes an image, a lane a class. */
    __device__ void output() const {
        const bool has_class = lane < at.outputs;
        const int valid = window().valid;
        const float scale = valid > 0 ? 1.0f / (float) valid : 0.0f;
        for (int image = warp; image < shape.capacity; image += WARPS) {
            const float* const a = shared + at.activation + image * at.padded;
            float z = 0.0f;
            if (has_class && shape.classes > 0) {
                for (int h = 0; h < shape.width; h++) {
                    z += a[h] * shared[at.weights + h * at.pitch + lane];
                }
                z += shared[at.bias2 + lane];
            } else if (has_class) {
                z = a[lane];
            }
            z = net.output == OUTPUT_SOFTMAX ? output_softmax(z, has_class) : output_value(z, net.output);
            float d = 0.0f;
            if (has_class && image < valid) {
                d = (z - (lane == labels(set)[image] ? net.on : net.off)) * scale * output_derivative(z, net.gradient);
                if (!(fabsf(z) <= FLT_MAX) && facts.first_non_finite == 0) {
                    facts.first_non_finite = window().step;
                }
            }
            shared[at.output + image * FUSED_CLASSES + lane] = d;
        }
    }

    /* The first layer's delta, by the old weights of the second; zero for rows and neurons that are not there. */
    __device__ void propagate_back() const {
        for (int i = thread; i < at.rows * at.padded; i += THREADS) {
            const int image = i / at.padded;
            const int neuron = i % at.padded;
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
        float a = shared[at.activation + image * at.padded + neuron];
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
            const float* const delta = shared + at.delta + 2 * (tile * shape.pairs + pair) * at.padded + neuron();
            const float4 one = *(const float4*) delta;
            const float4 other = *(const float4*) (delta + at.padded);
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
                delta += first ? at.padded : FUSED_CLASSES;
                a += at.padded;
            }
            float* const to = shared + (weight ? at.weights + h * at.pitch + j : first ? at.bias1 + h : at.bias2 + j);
            fused_descend<MOMENTUM>(r, net.nesterov != 0, to, to + at.velocity, g, weight);
        }
    }

    __device__ void run(int steps) {
        enter();
        load_parameters();
        for (int i = thread; i < at.partial; i += THREADS) {
            shared[i] = 0.0f;
        }
        set = 0;
        enter();
        if (thread < FUSED_CAPACITY) {
            const int row = row_in_order(window());
            rows(0)[thread] = row;
            labels(0)[thread] = net.labels[row];
        }
        __syncthreads();
        for (int i = 0; i < steps; i++) {
            set = i % 2;
            run_step(i > 0 && at.tiles == 1);
        }
        enter();
        store_parameters();
        if (thread == 0) {
            net.state[0] = window().start;
            net.state[1] = window().valid;
            net.state[2] = window().step;
            net.state[3] = facts.first_non_finite;
        }
    }

    __device__ const FusedWindow& window() const {
        return facts.windows[set];
    }

    /* The example in this thread's row of a mini-batch, 0 where it has none. */
    __device__ int row_in_order(const FusedWindow& window) const {
        return thread < window.valid ? net.order[window.start + thread] : 0;
    }

    /* One step. loaded: whether the first words of the mini-batch have been. */
    __device__ void run_step(bool loaded) {
        const FusedWindow next = window().next(net.size, shape.capacity);
        const int row = row_in_order(next);
        for (int tile = 0; tile < at.tiles; tile++) {
            enter();
            unpack(tile, loaded);
            __syncthreads();
            enter();
            multiply();
            __syncthreads();
            enter();
            activate(tile);
        }
        if (thread == 0) {
            facts.windows[1 - set] = next;
        }
        if (thread < FUSED_CAPACITY) {
            rows(1 - set)[thread] = row;
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
            labels(1 - set)[thread] = label;
        }
        __syncthreads();
    }
};

/* AHEAD: words of each image that a thread loads before they are needed, as far as there are registers for them. */
#define FUSED_KERNEL(NAME, THREADS, LANES, SLICES, MOMENTUM, AHEAD)                                                    \
    KERNEL_ALONE(THREADS) NAME##LANES(const FusedNetwork* __restrict__ networks, int inputs, int width, int classes,   \
            int capacity, int pairs, int from, int most) {                                                             \
        DYN_SHARED(float4, fused_shared);                                                                              \
        __shared__ FusedFacts facts;                                                                                   \
        const FusedShape shape = {inputs, width, classes, capacity, pairs};                                            \
        if (threadIdx.x == 0) {                                                                                        \
            facts.gather(networks[blockIdx.x], shape, LANES, THREADS / 32, MOMENTUM);                                  \
        }                                                                                                              \
        __syncthreads();                                                                                               \
        const int steps = min(facts.network.steps - from, most);                                                       \
        if (steps > 0) {                                                                                               \
            FusedBlock<THREADS, LANES, SLICES, MOMENTUM, AHEAD> block(shape, facts, (float*) fused_shared);            \
            block.run(steps);                                                                                          \
        }                                                                                                              \
    }

enum { SGD_THREADS = 512, SGD_SLICES = 16, MOMENTUM_THREADS = 256, MOMENTUM_SLICES = 25 };

FUSED_KERNEL(fused_sgd_, SGD_THREADS, 8, SGD_SLICES, false, 3)
FUSED_KERNEL(fused_sgd_, SGD_THREADS, 16, SGD_SLICES, false, 3)
FUSED_KERNEL(fused_sgd_, SGD_THREADS, 32, SGD_SLICES, false, 3)
FUSED_KERNEL(fused_momentum_, MOMENTUM_THREADS, 8, MOMENTUM_SLICES, true, 0)
FUSED_KERNEL(fused_momentum_, MOMENTUM_THREADS, 16, MOMENTUM_SLICES, true, 0)
FUSED_KERNEL(fused_momentum_, MOMENTUM_THREADS, 32, MOMENTUM_SLICES, true, 0)
