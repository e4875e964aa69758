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

/* way 0: threads below 16 alone reach a barrier; 1: threads wait at two barriers; 2: lanes below 16 alone shuffle. */
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
}
