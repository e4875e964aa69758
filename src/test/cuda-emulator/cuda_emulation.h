// Included before every kernel source: the part of CUDA C that the kernels use, for one host thread.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstring>

struct EmulatedIndex {
    unsigned x, y, z;
};
struct alignas(16) float4 {
    float x, y, z, w;
};

extern "C" {
extern EmulatedIndex emulated_thread, emulated_block, emulated_block_size, emulated_grid;
void emulated_barrier(const char* where);
void* emulated_exchange(unsigned thread);
}

#define threadIdx emulated_thread
#define blockIdx emulated_block
#define blockDim emulated_block_size
#define gridDim emulated_grid
#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
// Blocks run one after another, so a block's shared memory may be static; its section is filled with NaN before each block.
#define __shared__ __attribute__((section("emulated_shared"))) static

inline void __syncthreads() { emulated_barrier("__syncthreads"); }

template <class T>
T __shfl_xor_sync(unsigned, T value, int mask) {
    static_assert(sizeof(T) <= 8, "a shuffle moves at most eight bytes");
    const unsigned thread = threadIdx.x;
    std::memcpy(emulated_exchange(thread), &value, sizeof(T));
    emulated_barrier("__shfl_xor_sync");
    T result;
    std::memcpy(&result, emulated_exchange(thread ^ (unsigned) mask), sizeof(T));
    emulated_barrier("__shfl_xor_sync");
    return result;
}
