#!/usr/bin/env bash
# Breaks the CUDA backend on purpose, one place at a time, in a copy of the project, and sees whether the tests on the
# emulated driver notice. Ends with 1 where one does not. Takes some minutes.
#   mutations.sh [PATTERN]   PATTERN: only those whose description matches this extended regular expression
set -euo pipefail
project=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$project" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$work")
cd "$work"

java=src/main/java/io/minibatch/backend/cuda
cuda=src/main/cuda
survivors=0
pattern=${1:-.}

mutate() { # mutate WHAT FILE SED TESTS
    [[ $1 =~ $pattern ]] || return 0
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
        echo "noticed         $1: $(grep -m1 -oE 'emulated CUDA: .*|Emulated[A-Za-z]*Test\.[A-Za-z_]+|[A-Z][A-Za-z]*Test\.[A-Za-z_0-9]+|forked VM' log)"
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
mutate 'dot: one block too few' $java/BlockSums.java 's/(elements + ELEMENTS - 1)/(elements)/' "$emulated"
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
mutate 'images: the fatbin not tried' $java/KernelImage.java 's/List.of(resource(FATBIN), resource(PTX))/List.of(resource(PTX))/' EmulatedKernelModuleTest
mutate 'images: no second one where the first is refused' $java/KernelModule.java 's/refusals.add(image.name() + ": " + refusal.getMessage());/throw new BackendException(String.valueOf(refusal.getMessage()));/' EmulatedKernelModuleTest
mutate 'images: a missing file ends the search' $java/KernelModule.java 's/^\( *\)continue;/\1break;/' EmulatedKernelModuleTest
mutate 'images: no room for the log' $java/KernelModule.java 's/SIZE_BYTES, LOG_BYTES/SIZE_BYTES, 0/' EmulatedKernelModuleTest
mutate 'a fatbin of another build' src/main/resources/io/minibatch/backend/cuda/kernels.fatbin '0,/axpy/s//axpz/' KernelsTest
mutate 'a PTX of another build' src/main/resources/io/minibatch/backend/cuda/kernels.ptx 's/^\.address_size 64$/.address_size  64/' KernelsTest
mutate 'grids computed in int' $java/Launches.java 's/((long) elements + perBlock - 1)/(elements + perBlock - 1)/' LaunchSizesTest
mutate 'dot: pieces that are no blocks' $java/BlockSums.java 's/Math.min(MOST_BLOCKS \* ELEMENTS,/Math.min(MOST_BLOCKS * ELEMENTS - 1,/' LaunchSizesTest
mutate 'transfers: pieces computed in int' $java/Staging.java 's/((long) elements + most - 1)/(elements + most - 1)/' LaunchSizesTest
mutate 'products: bfloat16 in place of TF32' $java/Blas.java 's/CUBLAS_COMPUTE_32F_FAST_TF32;/CUBLAS_COMPUTE_32F_FAST_16BF;/' EmulatedPrecisionTest
mutate 'products: float32 in place of TF32' $java/Blas.java 's/CUBLAS_COMPUTE_32F_FAST_TF32;/CUBLAS_COMPUTE_32F;/' EmulatedPrecisionTest
mutate 'the context never released' $java/Context.java '/public void close/,$s/JCudaDriver.cuDevicePrimaryCtxRelease(device.handle());//' EmulatedContextTest

steps='EmulatedCudaStepTest,EmulatedCudaBackendTest'
mutate 'window: moved by a block before the last' $cuda/window.cuh 's/, most) == most/, most) == 0/' "$steps"
mutate 'window: not moved' $cuda/window.cuh 's/state\[0\] = window.start;//' "$steps"
mutate 'sums: parts of other blocks left out' $cuda/activation.cu 's/part < gridDim.y;/part < 1;/' "$steps"
mutate 'sums: rows of other blocks taken too' $cuda/activation.cu 's/(int) blockIdx.y \* AT_ONCE + thread/thread/' "$steps"
mutate 'sums: one lane of a warp forgotten' $cuda/activation.cu 's/distance >= ACROSS/distance > ACROSS/' "$steps"
mutate 'biases: no step' $cuda/sums.cuh 's/if (to.rate) {/if (false) {/' "$steps"
mutate 'output layer: delta of rows that are not valid' $cuda/output.cu 's/if (row < valid) {/if (row < rows) {/' "$steps"
mutate 'output layer: parts of other blocks left out' $cuda/output.cu 's/part < gridDim.x; part +=/part < 1; part +=/' "$steps"
mutate 'output layer: no check for values that are not finite' $cuda/output.cu 's/fabsf(a) <= FLT_MAX) \&\& state\[3\] == 0) {$/fabsf(a) <= FLT_MAX) \&\& state[3] == 9) {/' "$steps"
mutate 'parameters: infinite ones pass' $cuda/batch.cu 's/fabsf(values\[i\]) <= FLT_MAX/values[i] == values[i]/' "$steps"
mutate 'dropout: the wrong half of the random words' $cuda/random.cuh 's/quad % 2 ? words.word\[2\]/quad % 2 == 0 ? words.word[2]/' "$steps"
mutate 'graphs: one step in a graph of many' $java/CudaStep.java 's/capture(STEPS\[which\])/capture(1)/' "$steps"
mutate 'capture: no relaxed mode' $java/CudaStep.java 's/return UNSAFE_CALL.contains(ended)/return UNSAFE_CALL.isEmpty()/' EmulatedCudaRunTest
mutate 'output layer: more launches than needed' $java/CudaBackend.java 's/z.columns() > PartialSums.OUTPUT_COLUMNS/z.columns() > 9/' "$steps"

libraries='LibraryFoldersTest,LibraryTreesTest,LoaderCacheTest,PythonPackagesTest,ElfLibraryTest,PeLibraryTest'
mutate 'libraries: the mounted driver not looked for' $java/LibraryFolders.java '/MOUNTED.stream()/d' "$libraries"
mutate 'libraries: Python not looked at' $java/PythonPackages.java 's/Stream.of(active, onPath, user)/Stream.of(active, user)/' "$libraries"
mutate 'libraries: the installation behind a link forgotten' $java/PythonPackages.java 's/base(prefix.resolve("pyvenv.cfg")), installation(python))/base(prefix.resolve("pyvenv.cfg")))/' "$libraries"
mutate "libraries: the loader's cache taken for any processor" $java/LoaderCache.java 's/bytes.getInt(entry) == X86_64 \&\& //' "$libraries"
mutate 'libraries: links that lead nowhere not seen' $java/LibraryFolders.java 's/, LinkOption.NOFOLLOW_LINKS)/)/' "$libraries"
mutate 'libraries: for any processor' $java/ElfLibrary.java 's/if (bytes.get(CLASS) != BITS_64 || machine != X86_64) {/if (bytes.get(CLASS) == 0) {/' "$libraries"
mutate 'libraries: the stub taken for a driver' $java/DriverExamination.java 's/if (isStub(file)) {/if (isStub(file) \&\& file.endsWith("no")) {/' "$libraries"
mutate 'libraries: cuBLAS taken without its cublasLt' $java/CublasExamination.java 's/symbols.needs().contains(lt)/symbols.needs().contains("no")/' "$libraries"
mutate 'libraries: cublasLt not loaded before cuBLAS' $java/NativeLibraries.java 's/if (found.lt != null) {/if (found.lt != null \&\& found.version == 0) {/' EmulatedCudaDoctorTest
mutate 'libraries: the first driver or none' $java/DriverExamination.java 's/^\( *\)rejections.add(rejection);/&\n\1break;/' EmulatedCudaDoctorTest
mutate "the driver's compiler not loaded" $java/DriverExamination.java '/NativeLibraries.loadCompiler(compiler);/d' EmulatedCudaDoctorTest
mutate 'the cache of kernels open to others' $java/NativeLibraries.java 's/fromString("rwx------")/fromString("rwxr-xr-x")/' EmulatedCudaDoctorTest
mutate 'uncorrectable memory errors not blamed on launches' $java/Context.java '/CUDA_ERROR_ECC_UNCORRECTABLE,/d' EmulatedCudaRunTest

if ((survivors > 0)); then
    echo "$survivors of the mutations were not noticed"
    exit 1
fi
echo 'every mutation was noticed'
