/*
 * KERNEL(THREADS) name(parameters) declares a kernel that io.minibatch.backend.cuda.Kernel launches in blocks of so many
 * threads; a test compares the two. KERNEL_TWICE: of so few registers that a multiprocessor for 2,048 threads runs two
 * blocks of 1,024 at once. KERNEL_ALONE: of as many registers as a multiprocessor has for one block. KERNEL_CLUSTER: the
 * same, in a grid of clusters of so many blocks, see cluster.cuh.
 *
 * DYN_SHARED: the shared memory of a launch. FRESH_THREAD: threadIdx.x, as a number that the compiler does not know to be
 * the same each time. KEEP_ORDER: the compiler moves no access to memory across.
 */
#pragma once

#define KERNEL(THREADS) extern "C" __global__ void
#define KERNEL_TWICE(THREADS) extern "C" __global__ void __launch_bounds__(THREADS, 2)
#define KERNEL_ALONE(THREADS) extern "C" __global__ void __launch_bounds__(THREADS, 1)
#define KERNEL_CLUSTER(THREADS, BLOCKS)                                                                                \
    extern "C" __global__ void __cluster_dims__(BLOCKS, 1, 1) __launch_bounds__(THREADS, 1)

#ifndef DYN_SHARED
#define DYN_SHARED(type, name) extern __shared__ type name[]
#endif

#ifdef __CUDA_ARCH__
static __device__ __forceinline__ unsigned fresh_thread() {
    unsigned thread;
    asm volatile("mov.u32 %0, %%tid.x;" : "=r"(thread));
    return thread;
}
#define FRESH_THREAD() fresh_thread()
#define KEEP_ORDER() asm volatile("" ::: "memory")
#else
#define FRESH_THREAD() threadIdx.x
#define KEEP_ORDER()
#endif
