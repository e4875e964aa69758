// Included before every kernel source: the part of CUDA C that the kernels use, for one host thread.
#pragma once
#include <cstddef>
#include <type_traits>
#include "cuda_math.h"
#include "cuda_types.h"

struct EmulatedIndex {
    unsigned x, y, z;
};

#pragma GCC visibility push(hidden)
extern "C" {
extern EmulatedIndex emulated_thread, emulated_block, emulated_block_size, emulated_grid;
// Waits for all threads of the block, and returns how many of them had a vote.
unsigned emulated_barrier(bool vote, const char* file, int line);
// Waits for the lanes in mask, and returns what each lane of the warp sent; of a lane that sent nothing, all bits set.
const uint64_t* emulated_exchange(uint64_t sent, unsigned mask, const char* what, const char* file, int line);
unsigned emulated_lane();
void* emulated_dynamic_shared();
unsigned emulated_cluster_rank(), emulated_cluster_size();
void emulated_cluster_barrier(const char* file, int line);
const void* emulated_cluster_shared(const void* pointer, unsigned rank, const char* file, int line);
}
#pragma GCC visibility pop

#define threadIdx emulated_thread
#define blockIdx emulated_block
#define blockDim emulated_block_size
#define gridDim emulated_grid
#define warpSize 32
#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(...)
#define __cluster_dims__(...)
#define __constant__ static const
// Blocks run one after another, so a block's shared memory may be static; its section is filled with NaN before each block.
#define __shared__ __attribute__((section("emulated_shared"))) static
// For the device: extern __shared__ __align__(16) unsigned char bytes[]; type* name = (type*) bytes
#define DYN_SHARED(type, name) type* name = static_cast<type*>(emulated_dynamic_shared())

// Where a barrier stands: the line of the kernel that calls, for the messages.
#define EMULATED_WHERE const char *file = __builtin_FILE(), int line = __builtin_LINE()

inline void __syncthreads(EMULATED_WHERE) { emulated_barrier(false, file, line); }
inline int __syncthreads_count(int predicate, EMULATED_WHERE) { return int(emulated_barrier(predicate != 0, file, line)); }
inline int __syncthreads_or(int predicate, EMULATED_WHERE) { return emulated_barrier(predicate != 0, file, line) != 0; }
inline int __syncthreads_and(int predicate, EMULATED_WHERE) { return emulated_barrier(predicate == 0, file, line) == 0; }
inline void __syncwarp(unsigned mask = 0xffffffffu, EMULATED_WHERE) {
    emulated_exchange(0, mask, "__syncwarp", file, line);
}
// In place of those of cluster.cuh, which asks for this name.
#define CLUSTER_FUNCTIONS
inline unsigned cluster_rank() { return emulated_cluster_rank(); }
inline unsigned cluster_size() { return emulated_cluster_size(); }
inline void cluster_barrier(EMULATED_WHERE) { emulated_cluster_barrier(file, line); }
template <class T>
T* cluster_shared(T* pointer, unsigned rank, EMULATED_WHERE) {
    return static_cast<T*>(const_cast<void*>(emulated_cluster_shared(pointer, rank, file, line)));
}

inline void __threadfence() {}
inline void __threadfence_block() {}

template <class T>
T emulated_shuffle(unsigned mask, T value, unsigned source, const char* what, const char* file, int line) {
    static_assert(sizeof(T) <= 8, "a shuffle moves at most eight bytes");
    uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof(T));
    const uint64_t* lanes = emulated_exchange(bits, mask, what, file, line);
    bits = mask >> source & 1 ? lanes[source] : ~uint64_t(0); // undefined from a lane that is not in the mask
    std::memcpy(&value, &bits, sizeof(T));
    return value;
}

// What would come from outside of the segment of `width` lanes is the lane's own value.
template <class T>
T __shfl_sync(unsigned mask, T value, int lane, int width = 32, EMULATED_WHERE) {
    const unsigned segment = emulated_lane() / width * width;
    return emulated_shuffle(mask, value, segment + unsigned(lane) % width, "__shfl_sync", file, line);
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32, EMULATED_WHERE) {
    const unsigned self = emulated_lane();
    return emulated_shuffle(mask, value, self % width < delta ? self : self - delta, "__shfl_up_sync", file, line);
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32, EMULATED_WHERE) {
    const unsigned self = emulated_lane();
    return emulated_shuffle(mask, value, self % width + delta < unsigned(width) ? self + delta : self, "__shfl_down_sync",
                            file, line);
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = 32, EMULATED_WHERE) {
    const unsigned self = emulated_lane(), other = self ^ unsigned(lanes);
    return emulated_shuffle(mask, value, other / width <= self / width ? other : self, "__shfl_xor_sync", file, line);
}
inline unsigned __ballot_sync(unsigned mask, int predicate, EMULATED_WHERE) {
    const uint64_t* lanes = emulated_exchange(predicate != 0, mask, "__ballot_sync", file, line);
    unsigned ballot = 0;
    for (unsigned lane = 0; lane < 32; lane++)
        if (mask >> lane & 1 && lanes[lane] == 1) ballot |= 1u << lane;
    return ballot;
}
inline int __any_sync(unsigned mask, int predicate, EMULATED_WHERE) {
    return __ballot_sync(mask, predicate, file, line) != 0;
}
inline int __all_sync(unsigned mask, int predicate, EMULATED_WHERE) {
    return __ballot_sync(mask, !predicate, file, line) == 0;
}

inline unsigned atomicInc(unsigned* address, unsigned most) {
    const unsigned before = *address;
    *address = before >= most ? 0 : before + 1;
    return before;
}
// Nothing interrupts a fiber, so that nothing more is needed.
#define EMULATED_ATOMIC(name, after)                        \
    template <class T>                                      \
    T name(T* address, std::common_type_t<T> value) {       \
        const T before = *address;                          \
        *address = after;                                   \
        return before;                                      \
    }
EMULATED_ATOMIC(atomicAdd, before + value)
EMULATED_ATOMIC(atomicOr, before | value)
EMULATED_ATOMIC(atomicAnd, before & value)
EMULATED_ATOMIC(atomicXor, before ^ value)
EMULATED_ATOMIC(atomicMax, before > value ? before : value)
EMULATED_ATOMIC(atomicMin, before < value ? before : value)
EMULATED_ATOMIC(atomicExch, value)
#undef EMULATED_ATOMIC
template <class T>
T atomicCAS(T* address, std::common_type_t<T> expected, std::common_type_t<T> value) {
    const T before = *address;
    if (before == expected) *address = value;
    return before;
}
template <class T>
T __ldg(const T* address) {
    return *address;
}
