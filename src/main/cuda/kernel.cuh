/*
 * KERNEL(THREADS) name(parameters) declares a kernel that io.minibatch.backend.cuda.Kernel launches in blocks of so many
 * threads; a test compares the two. KERNEL_TWICE: of so few registers that a multiprocessor for 2,048 threads runs two
 * blocks of 1,024 at once.
 */
#pragma once

#define KERNEL(THREADS) extern "C" __global__ void
#define KERNEL_TWICE(THREADS) extern "C" __global__ void __launch_bounds__(THREADS, 2)

/* A kernel whose grid consists of clusters of so many blocks; see cluster.cuh. */
#define KERNEL_CLUSTER(THREADS, BLOCKS)                                                                                \
    extern "C" __global__ void __cluster_dims__(BLOCKS, 1, 1) __launch_bounds__(THREADS, 1)
