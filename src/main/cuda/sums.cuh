/*
 * Sums over the rows of a matrix that several blocks share, without a second launch: each block leaves its part in device
 * memory and draws a ticket; the block that draws the last one adds the parts, in the order of the blocks.
 *
 * Tickets stand at 0 between launches. Launches that share them must not overlap: all of ours are on one stream.
 */
#pragma once

/* Where the sums of the columns of delta belong. */
struct BiasGradient {
    float* sums;       /* [columns] */
    const float* rate; /* [1]; null: bias is left alone */
    float* bias;       /* [columns] */
    float* parts;      /* [blocks that share the rows, columns] */
    unsigned* tickets; /* one for each group of blocks that share rows */
};

/* As parameters of a kernel, and put together again. */
#define BIAS_GRADIENT_PARAMETERS                                                                                       \
    float *__restrict__ bias_gradient, const float *__restrict__ rate, float *__restrict__ bias,                       \
            float *__restrict__ parts, unsigned *__restrict__ tickets
#define BIAS_GRADIENT_ARGUMENT (BiasGradient{bias_gradient, rate, bias, parts, tickets})

static __device__ void bias_gradient_store(BiasGradient to, int column, float sum) {
    to.sums[column] = sum;
    if (to.rate) {
        to.bias[column] += to.rate[0] * sum;
    }
}

/*
 * Returns, in every thread of a block, whether it is the last of so many blocks to come here. It then sees what the threads
 * of the others stored before, if it reads through a volatile pointer: the others' stores may not be in this
 * multiprocessor's cache.
 */
static __device__ bool is_last_block(unsigned* ticket, unsigned blocks, int* shared) {
    __syncthreads();
    if (threadIdx.x == 0) {
        __threadfence(); /* for all threads of the block, whose stores come before the barrier */
        *shared = atomicInc(ticket, blocks - 1) == blocks - 1; /* after the last, the ticket is 0 again */
        __threadfence();
    }
    __syncthreads();
    return *shared != 0;
}
