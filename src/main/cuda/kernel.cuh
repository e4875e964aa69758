/*
 * KERNEL(THREADS) name(parameters) declares a kernel that io.minibatch.backend.cuda.Kernel launches in blocks of so many
 * threads; a test compares the two.
 */
#pragma once

#define KERNEL(THREADS) extern "C" __global__ void
