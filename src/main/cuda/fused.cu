/*
 * Many steps of training in one launch: a block trains one network, a launch any number of them.
 *
 * Equations: those of the operations that io.minibatch.step.UnfusedStep asks for, in each step:
 *   window   as gather in batch.cu
 *   z = x W1 + b1, a = f(z) mask;  where there is a second layer, z = a W2 + b2
 *   output layer and first_non_finite as output_layer in output.cu;  delta of the first layer as activation_gradient
 *   parameters as descend_sgd, descend_momentum, descend_nesterov, by the delta of the old weights
 *
 * Layout:        networks [grid] of FusedNetwork; their values, velocity [weights of all layers, biases of all layers], the
 *                weights of a layer [inputs, outputs] row-major. The first layer's weights, and with momentum their
 *                velocity, stay in registers: a thread holds those of 4 neurons for each of its SLICES inputs, 8, 16 or 32
 *                threads share an input. Everything else is in shared memory, FusedFacts and behind it FusedLayout.
 * Geometry:      blocks of the threads in the name's declaration, one for each network, which need not run at once. Steps
 *                from .. from + most - 1 of each network's, so that a run can be divided into launches.
 * Determinism:   every sum is taken in an order that depends on the shape alone, so a network's numbers do not depend on the
 *                networks beside it or on how a run is divided. Threads may store first_non_finite at the same time, and all
 *                store the same number.
 *
 * Words of pixels that are zero in both images of a pair are passed over, and with them the weights of those inputs: the bit
 * that says so is the same for all threads of a warp.
 */
#include "fused_block.cuh"

#define FUSED_KERNELS(LANES)                                                                                           \
    KERNEL_ALONE(SGD_THREADS) fused_sgd_##LANES(FUSED_PARAMETERS)                                                      \
    FUSED_BODY(SGD_THREADS, LANES, SGD_SLICES, false, SGD_AHEAD, FusedAlone)                                           \
    KERNEL_ALONE(MOMENTUM_THREADS) fused_momentum_##LANES(FUSED_PARAMETERS)                                            \
    FUSED_BODY(MOMENTUM_THREADS, LANES, MOMENTUM_SLICES, true, MOMENTUM_AHEAD, FusedAlone)

FUSED_KERNELS(8)
FUSED_KERNELS(16)
FUSED_KERNELS(32)
