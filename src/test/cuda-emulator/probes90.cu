/* Kernels with clusters for the tests of the emulator; probes90.ptx names them, what they take and their clusters. */
#include "cluster.cuh"
#include "kernel.cuh"

/* out: each block's rank and the size of its cluster. */
KERNEL_CLUSTER(32, 4) probe_cluster_ranks(int* out) {
    if (threadIdx.x == 0) {
        out[blockIdx.x * 2] = (int) cluster_rank();
        out[blockIdx.x * 2 + 1] = (int) cluster_size();
    }
}

/* rounds: how often each thread takes the value of its neighbour in the next block of the cluster. */
KERNEL_CLUSTER(1024, 8) probe_cluster_rounds(int* out, int rounds) {
    DYN_SHARED(int, values);
    const unsigned next = (cluster_rank() + 1) % cluster_size();
    int value = (int) (blockIdx.x * blockDim.x + threadIdx.x);
    for (int round = 0; round < rounds; round++) {
        int* const mine = values + round % 2 * (int) blockDim.x + (int) threadIdx.x;
        *mine = value;
        cluster_barrier();
        value = *cluster_shared(mine, next);
    }
    cluster_barrier();
    out[blockIdx.x * blockDim.x + threadIdx.x] = value;
}

/*
 * One exchange that goes wrong: way 0: without the barrier before it, 1: without the one after it; 2: with one more that
 * block 1 passes by; 3: half of the threads wait for their block instead; 4: blocks wait at two barriers; 5: of a block that the
 * cluster does not have; 6: of device memory; 7: beyond the end. Blocks of 32.
 */
KERNEL_CLUSTER(32, 2) probe_cluster_mistakes(float* out, int way) {
    DYN_SHARED(float, values);
    const unsigned rank = cluster_rank(), thread = threadIdx.x, next = way == 5 ? 2 : 1 - rank;
    values[thread] = 1.0f;
    if (way == 3 && thread >= 16) {
        __syncthreads();
    } else if (way == 4 && rank == 1) {
        cluster_barrier();
    } else if (way != 0) {
        cluster_barrier();
    }
    const float* theirs = cluster_shared(way == 6 ? out : values + thread, next);
    out[rank * 32 + thread] = theirs[way == 7 ? 4096 : 0];
    if (way == 2) {
        cluster_barrier();
    }
    if (way != 1 && !(way == 2 && rank == 1)) {
        cluster_barrier();
    }
}

/* Static shared memory, which the emulator refuses in a cluster. */
KERNEL_CLUSTER(32, 2) probe_cluster_static(int* out) {
    __shared__ int value;
    value = 1;
    __syncthreads();
    out[0] = value;
}
