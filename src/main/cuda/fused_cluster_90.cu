/*
 * The kernels of fused.cu for networks that are too large for one block: a cluster of 8 blocks trains one. Each block has
 * the weights of an eighth of the inputs, and all other parameters.
 *
 * Equations, Layout: as fused.cu. The blocks exchange sums through each other's shared memory: each adds the parts of an
 *                eighth of x W1, and gives all blocks what the function makes of it. Two barriers of the cluster a tile.
 * Geometry:      as fused.cu, with 8 blocks for each network.
 * Determinism:   as fused.cu; the parts of blocks are added in the order of their ranks.
 */
#include "cluster.cuh"
#include "fused_block.cuh"

struct FusedCluster {
    enum { BLOCKS = 8 };
    static __device__ int rank() {
        return (int) cluster_rank();
    }
    static __device__ void barrier() {
        cluster_barrier();
    }
    static __device__ float* other(float* mine, int block) {
        return cluster_shared(mine, (unsigned) block);
    }
};

KERNEL_CLUSTER(SGD_THREADS, FusedCluster::BLOCKS) fused_cluster_sgd(FUSED_PARAMETERS)
FUSED_BODY(SGD_THREADS, 32, SGD_SLICES, false, SGD_AHEAD, FusedCluster)

KERNEL_CLUSTER(MOMENTUM_THREADS, FusedCluster::BLOCKS) fused_cluster_momentum(FUSED_PARAMETERS)
FUSED_BODY(MOMENTUM_THREADS, 32, MOMENTUM_SLICES, true, MOMENTUM_AHEAD, FusedCluster)
