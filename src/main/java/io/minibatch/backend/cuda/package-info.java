/**
 * The CUDA backend: the driver API and cuBLAS through JCuda, and the kernels of {@code src/main/cuda}. One stream, one
 * primary context, fixed reduction orders: the same seed gives the same bits.
 *
 * <p>Everything that a kernel reads while a graph is replayed lies in device memory; what the host sends passes through
 * page-locked memory, since JCuda holds Java arrays only while a call runs.
 */
@NullMarked
package io.minibatch.backend.cuda;

import org.jspecify.annotations.NullMarked;
