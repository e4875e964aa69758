#!/usr/bin/env bash
# Breaks the CUDA backend on purpose, one place at a time, in a copy of the project, and sees whether the tests on the
# emulated driver notice. Ends with 1 where one does not. Takes some minutes.
set -euo pipefail
project=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$project" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$work")
cd "$work"

java=src/main/java/io/minibatch/backend/cuda
cuda=src/main/cuda
survivors=0

mutate() { # mutate WHAT FILE SED TESTS
    cp "$2" original
    sed -i "$3" "$2"
    if cmp -s "$2" original; then
        echo "NOT APPLICABLE  $1"
        survivors=$((survivors + 1))
    elif mvn -q -B -ntp test -Dtest="$4" -Dsurefire.failIfNoSpecifiedTests=false >log 2>&1; then
        echo "SURVIVED        $1"
        survivors=$((survivors + 1))
    elif grep -q 'COMPILATION ERROR' log; then
        echo "DOES NOT BUILD  $1"
        survivors=$((survivors + 1))
    else
        echo "noticed         $1: $(grep -m1 -oE 'emulated CUDA: .*|Emulated[A-Za-z]*Test\.[A-Za-z_]+|KernelsTest\.[A-Za-z_]+|forked VM' log)"
    fi
    cp original "$2"
}

emulated='Emulated*'
mutate 'dot: the first barrier removed' $cuda/vector.cu '0,/__syncthreads();/s///' "$emulated"
mutate 'bias gradient: the first barrier removed' $cuda/activation.cu '0,/__syncthreads();/s///' "$emulated"
mutate 'a barrier that half of the block reaches' $cuda/vector.cu '0,/        __syncthreads();/s//        if (thread < 128) __syncthreads();/' "$emulated"
mutate 'products: the factors not exchanged' $java/Blas.java 's/^\( *\)c\.columns(),$/\1c.rows(),/' "$emulated"
mutate 'products: the wrong one transposed' $java/Blas.java 's/transpose == Transpose.B ? CUBLAS_OP_T/transpose == Transpose.A ? CUBLAS_OP_T/' "$emulated"
mutate 'order: one element too many' $cuda/batch.cu 's/i < (unsigned) size; i +=/i <= (unsigned) size; i +=/' "$emulated"
mutate 'dot: one block too few' $java/Launches.java 's/(size + DOT_BLOCK - 1)/(size)/' "$emulated"
mutate 'bias gradient: blocks of the wrong size' $java/Kernel.java 's/, 512)/, 256)/' "$emulated"
mutate 'a buffer freed before it is used' $java/CudaTally.java 's/^\( *\)this.capacity = capacity;/\1this.capacity = capacity;\n\1owner().context().free(costs);/' "$emulated"
mutate 'a download that does not wait' $java/Staging.java '/ByteBuffer receive/,/^    }/s/context.synchronize();//' "$emulated"
mutate 'an allocation that is never freed' $java/CudaMemory.java 's/addresses.add(address);//' "$emulated"
mutate 'products captured without having been warmed' $java/CudaBackend.java 's/mode = Mode.WARMING;/mode = Mode.RECORDING;/' "$emulated"
mutate 'a launch with its arguments swapped' $java/Launches.java 's/.add(x.rows())$/.add(x.columns())/' "$emulated"
mutate 'the context not made current' $java/Context.java 's/if (current != thread) {/if (current == null) {/' "$emulated"
mutate 'variants: the first barrier removed' $cuda/augment.cu '0,/__syncthreads();/s///' "$emulated"
mutate 'variants: too little shared memory' $java/AugmentLaunch.java 's/radius + 1 + 3 \*/radius + 1 + 2 */' "$emulated"
mutate 'variants: the same in every epoch' $cuda/random.cuh 's/(unsigned) state\[4\], /0u, /' "$emulated"
mutate 'variants: the high word of the seed left out' $java/Launches.java 's/.add((int) (seed >>> 32))/.add(0)/' "$emulated"
mutate 'variants: the gentle classes forgotten' $cuda/augment.cu 's/gentle_part : 1;/1.0f : 1;/' "$emulated"
mutate 'auto: the slower backend taken' src/main/java/io/minibatch/train/BackendContest.java 's/each -> times.getOrDefault/each -> -times.getOrDefault/' EmulatedCudaAutoTest
mutate 'kernels changed but not compiled' $cuda/vector.cu 's/factor \* x\[i\]/factor * x[i] * 1.0f/' KernelsTest

if ((survivors > 0)); then
    echo "$survivors of the mutations were not noticed"
    exit 1
fi
echo 'every mutation was noticed'
