/* Kernels for the tests of the emulator itself; probes.ptx names them and what they take. No device runs them. */

/* A warp: what each lane gets from the others. Block 32. */
extern "C" __global__ void probe_warp(int* out) {
    const int lane = (int) threadIdx.x;
    int* mine = out + lane * 8;
    mine[0] = __shfl_down_sync(0xffffffffu, lane, 3);
    mine[1] = __shfl_up_sync(0xffffffffu, lane, 3);
    mine[2] = __shfl_xor_sync(0xffffffffu, lane, 5);
    mine[3] = __shfl_sync(0xffffffffu, lane, 9);
    mine[4] = __shfl_down_sync(0xffffffffu, lane, 3, 8);
    mine[5] = (int) __ballot_sync(0xffffffffu, lane % 3 == 0);
    mine[6] = __any_sync(0xffffffffu, lane == 31) + 2 * __all_sync(0xffffffffu, lane < 31);
    __syncwarp();
    /* The halves apart from each other. */
    mine[7] = lane < 16 ? __shfl_xor_sync(0x0000ffffu, lane, 1) : __shfl_down_sync(0xffff0000u, lane, 1);
}

/* Each warp shuffles as often as its number, before all meet. Block 64. */
extern "C" __global__ void probe_warps_apart(int* out) {
    __shared__ int sums[2];
    const int warp = (int) threadIdx.x / 32;
    int value = 1;
    for (int turn = 0; turn <= warp; turn++) {
        value += __shfl_xor_sync(0xffffffffu, value, 1);
    }
    if (threadIdx.x % 32 == 0) {
        sums[warp] = value;
    }
    __syncthreads();
    out[threadIdx.x] = sums[0] + 10 * sums[1];
}

extern "C" __global__ void probe_atomics(int* count, float* sum) {
    atomicAdd(count, 2);
    atomicAdd(sum, 0.5f);
}

/* One thread. */
extern "C" __global__ void probe_math(float* out, const float* in) {
    const float x = __ldg(in);
    float s, c;
    sincosf(x, &s, &c);
    const float values[] = {tanhf(x), erff(x), expf(x), logf(x), log1pf(x), sqrtf(x), rsqrtf(x), fmaf(x, x, 1.0f),
            __fdividef(1.0f, x), s, c, floorf(x), fminf(x, 0.25f), (float) __umulhi(0x80000000u, 10u)};
    for (int i = 0; i < 14; i++) {
        out[i] = values[i];
    }
}

/* One thread. out may stand anywhere; the vectors must not. */
extern "C" __global__ void probe_vectors(float* out, const void* floats, const void* bytes) {
    const float4 four = *(const float4*) floats;
    const uchar4 pixels = *(const uchar4*) bytes;
    out[0] = four.x + four.y + four.z + four.w;
    out[1] = (float) (pixels.x + pixels.y + pixels.z + pixels.w);
}

/* The threads write their numbers to dynamic shared memory, as many as there is room for; thread 0 adds count of them. */
extern "C" __global__ void probe_dynamic_shared(float* out, int count) {
    DYN_SHARED(float, values);
    values[threadIdx.x] = (float) threadIdx.x;
    __syncthreads();
    if (threadIdx.x == 0) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        out[0] = sum;
    }
}

extern "C" __global__ void probe_store(float* out, int index) {
    out[index] = 1.0f;
}

/*
 * way 0: threads below 16 alone reach a barrier; 1: threads wait at two barriers; 2: lanes below 16 alone shuffle;
 * 3: lanes name others only.
 */
extern "C" __global__ void probe_divergence(int* out, int way) {
    const int thread = (int) threadIdx.x;
    if (way == 0 && thread < 16) {
        __syncthreads();
    }
    if (way == 1) {
        if (thread < 16) {
            __syncthreads();
        } else {
            __syncthreads();
        }
    }
    if (way == 2) {
        if (thread < 16) {
            out[thread] = __shfl_xor_sync(0xffffffffu, thread, 1);
        }
        __syncthreads();
    }
    if (way == 3) {
        out[thread] = __shfl_xor_sync(0x0000ffffu, thread, 1);
    }
}

/* Way 0: thread 0 writes before its dynamic shared memory; 1: after its `count` floats. Memory that is not looked at traps. */
extern "C" __global__ void probe_beside_shared(int count, int way) {
    DYN_SHARED(float, values);
    if (threadIdx.x == 0) {
        values[way == 0 ? -1 : count] = 1.0f;
    }
}

/* Whether any, whether all and how many of the threads have bit 0, 1 and 2 of their argument set. */
extern "C" __global__ void probe_votes(int* out, const int* in) {
    const int mine = in[threadIdx.x];
    int* to = out + threadIdx.x * 3;
    to[0] = __syncthreads_or(mine & 1);
    to[1] = __syncthreads_and(mine & 2);
    to[2] = __syncthreads_count(mine & 4);
}

/* bits: five integers and five unsigned ones that all threads change. */
extern "C" __global__ void probe_bits(int* bits, unsigned* wide) {
    const int thread = (int) threadIdx.x;
    atomicOr(bits, 1 << thread);
    atomicAnd(bits + 1, ~(1 << thread));
    atomicXor(bits + 2, 1 << thread % 4);
    atomicMax(bits + 3, thread - 40);
    atomicMin(bits + 4, -thread);
    atomicMax(wide, 0xfffffff0u + (unsigned) thread % 8u);
    atomicMin(wide + 1, 0xf0000000u - (unsigned) thread);
    atomicExch(wide + 2, 7u);
    if (thread == 0) {
        wide[3] = __byte_perm(0x33221100u, 0xf7665544u, 0x7150u);
        wide[4] = __byte_perm(0x33221100u, 0xf7665544u, 0x4bf6u);
    }
}

/* In blocks of at most 64 threads, as probes.ptx says. */
extern "C" __global__ void __launch_bounds__(64) probe_bounded(int* out) {
    __shared__ int last;
    if (threadIdx.x == blockDim.x - 1) {
        last = (int) threadIdx.x;
    }
    __syncthreads();
    out[0] = last;
}

/* So many barriers with an exchange through shared memory each, then so many shuffles. Block: at most 1,024. */
extern "C" __global__ void probe_rounds(int* out, int barriers, int shuffles) {
    DYN_SHARED(int, values);
    const int thread = (int) threadIdx.x, next = (thread + 1) % (int) blockDim.x;
    int value = thread;
    for (int i = 0; i < barriers; i++) {
        values[i % 2 * 1024 + thread] = value;
        __syncthreads();
        value = values[i % 2 * 1024 + next];
    }
    for (int i = 0; i < shuffles; i++) {
        value = __shfl_sync(0xffffffffu, value, thread + 1);
    }
    out[thread] = value;
}
