/*
 * Clusters of blocks, from compute capability 9.0: the blocks of a cluster run at the same time, and each can read the
 * shared memory of the others. KERNEL_CLUSTER of kernel.cuh declares their kernels. Sources that include this file are
 * compiled for compute_90, not for compute_75.
 *
 * A block must not end before the others have read its memory for the last time: a kernel ends with a cluster_barrier().
 */
#pragma once

#ifndef CLUSTER_FUNCTIONS /* which the emulator has of its own */

#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 900
#error "clusters need compute capability 9.0"
#endif

/* Returns the number of this block in its cluster, from 0. */
static __device__ __forceinline__ unsigned cluster_rank() {
    unsigned rank;
    asm("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
    return rank;
}

/* Returns how many blocks a cluster has. */
static __device__ __forceinline__ unsigned cluster_size() {
    unsigned size;
    asm("mov.u32 %0, %%cluster_nctarank;" : "=r"(size));
    return size;
}

/*
 * Waits for all threads of all blocks of the cluster, which all must call it, and then sees what they stored before. It
 * includes a __syncthreads().
 */
static __device__ __forceinline__ void cluster_barrier() {
    asm volatile("barrier.cluster.arrive.release.aligned;\n\t"
                 "barrier.cluster.wait.acquire.aligned;" ::: "memory");
}

/*
 * Returns where the block of that rank has what `pointer` points to in this one: the same place in its dynamic shared
 * memory. Static shared memory works on a device too, but not in the emulator.
 */
template <class T>
static __device__ __forceinline__ T* cluster_shared(T* pointer, unsigned rank) {
    T* mapped;
    asm("mapa.u64 %0, %1, %2;" : "=l"(mapped) : "l"(pointer), "r"(rank));
    return mapped;
}

#endif
