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
extern char* emulated_dynamic_shared;
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
// The block's dynamic shared memory, which ends where a guard page begins.
#define DYN_SHARED(type, name) type* const name = reinterpret_cast<type*>(emulated_dynamic_shared)

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

// sin and cos of pi x, correctly rounded but for the last bit of double precision.
inline void sincospif(float x, float* sine, float* cosine) {
    *sine = (float) std::sin(M_PI * (double) x);
    *cosine = (float) std::cos(M_PI * (double) x);
}
