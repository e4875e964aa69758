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
mutate 'products captured without having been warmed' $java/Recorder.java 's/in(Mode.WARMING, () -> {/in(Mode.RECORDING, () -> {/' "$emulated"
mutate 'a launch with its arguments swapped' $java/Launches.java 's/.add(x.rows())$/.add(x.columns())/' "$emulated"
mutate 'the context not made current' $java/Context.java 's/if (current != thread) {/if (current == null) {/' "$emulated"
mutate 'variants: the first barrier removed' $cuda/augment.cu '0,/__syncthreads();/s///' "$emulated"
mutate 'variants: too little shared memory' $java/AugmentLaunch.java 's/radius + 1 + 3 \*/radius + 1 + 2 */' "$emulated"
mutate 'variants: the same in every epoch' $cuda/random.cuh 's/(unsigned) state\[4\], /0u, /' "$emulated"
mutate 'variants: the high word of the seed left out' $java/Launches.java 's/.add((int) (seed >>> 32))/.add(0)/' "$emulated"
mutate 'variants: the gentle classes forgotten' $cuda/augment.cu 's/gentle_part : 1;/1.0f : 1;/' "$emulated"
mutate 'auto: the slower backend taken' src/main/java/io/minibatch/train/BackendContest.java 's/each -> times.getOrDefault/each -> -times.getOrDefault/' EmulatedCudaAutoTest
mutate 'kernels changed but not compiled' $cuda/vector.cu 's/factor \* x\[i\]/factor * x[i] * 1.0f/' KernelsTest
mutate 'images: the fatbin not tried' $java/KernelSet.java 's/KernelImage.resource(file + ".fatbin"), //' EmulatedKernelModuleTest
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
mutate 'output layer: more launches than needed' $java/LaunchedOperations.java 's/z.columns() > PartialSums.OUTPUT_COLUMNS/z.columns() > 9/' "$steps"

fused='EmulatedFused*,FusedShapeTest'
mutate 'fused: no barrier behind the unpacking' $cuda/fused_block.cuh '/unpack(tile, at.tiles == 1/{n;s/__syncthreads();//}' "$fused"
mutate 'fused: no barrier behind the product' $cuda/fused_block.cuh '/^ *multiply();/{n;s/__syncthreads();//}' "$fused"
mutate 'fused: no barrier before the output layer' $cuda/fused_block.cuh '/rows(1 - set())\[thread\] = row;/{n;n;s/__syncthreads();//}' "$fused"
mutate 'fused: no barrier behind the output layer' $cuda/fused_block.cuh '/const int label = /{n;s/__syncthreads();//}' "$fused"
mutate 'fused: no barrier behind the deltas' $cuda/fused_block.cuh '/^ *propagate_back();/{n;s/__syncthreads();//}' "$fused"
mutate 'fused: a tile unpacked while another is read' $cuda/fused_block.cuh '/if (tile < at.tiles - 1) {/{n;s/__syncthreads();//}' "$fused"
mutate 'fused: no barrier at the end of a step' $cuda/fused_block.cuh '/labels(1 - set())\[thread\] = label;/{n;n;s/__syncthreads();//}' "$fused"
mutate 'fused: the wrong rank of a lane' $cuda/fused_block.cuh '/const int c = INPUTS \* warp/s|lane / LANES|lane % INPUTS|' "$fused"
mutate 'fused: the neurons of another lane' $cuda/fused_block.cuh 's/return lane % LANES \* NEURONS;/return lane % (LANES \/ 2) * NEURONS;/' "$fused"
mutate 'fused: the rows of the mini-batch before' $cuda/fused_block.cuh 's/rows(1 - set())\[thread\] = row;/rows(set())[thread] = row;/' "$fused"
mutate 'fused: the labels of the mini-batch before' $cuda/fused_block.cuh 's/labels(1 - set())\[thread\] = label;/labels(set())[thread] = label;/' "$fused"
mutate 'fused: the images of the mini-batch before loaded ahead' $cuda/fused_block.cuh 's/word_of(image + 1, j, 1 - set())/word_of(image + 1, j, set())/' "$fused"
mutate 'fused: one warp left out of a sum' $cuda/fused_block.cuh 's/part < WARPS; part++/part < WARPS - 1; part++/' "$fused"
mutate 'fused: one warp twice in a sum' $cuda/fused_block.cuh 's/z += partial\[part \* apart\];/z += partial[part * apart] * (part ? 1 : 2);/' "$fused"
mutate 'fused: the active bit of another word' $cuda/fused_block.cuh 's/>> j % 32 \& 1) != 0/>> (j + 1) % 32 \& 1) != 0/' "$fused"
mutate 'fused: the second image of a pair not asked' $cuda/fused_block.cuh 's/(first | second) != 0/first != 0/' "$fused"
mutate 'fused: the velocity of another weight' $cuda/fused_block.cuh '0,/net.velocity\[place\]/s//net.velocity[place ^ 1]/' "$fused"
mutate 'fused: the velocity of another bias' $cuda/fused_block.cuh 's/fused_descend<MOMENTUM>(\(.*\)to + at.velocity/fused_descend<MOMENTUM>(\1to + at.velocity - (weight ? 0 : 1)/' "$fused"
mutate 'fused: a short mini-batch divided by a whole one' $cuda/fused_block.cuh 's|1.0f / (float) valid|1.0f / (float) shape.capacity|' "$fused"
mutate 'fused: a tile not unpacked again' $cuda/fused_block.cuh 's/if (tile < at.tiles - 1) {/if (tile < at.tiles - 1 \&\& tile % 2) {/' "$fused"
mutate 'fused: the dropout of another layer' $cuda/fused_block.cuh 's/window().step, 1, net.hidden_threshold/window().step, 0, net.hidden_threshold/' "$fused"
mutate 'fused: a first step that is not finite forgotten' $cuda/fused_block.cuh 's/net.state\[3\] = facts.first_non_finite;//' "$fused"
mutate 'fused: the steps of another network' $cuda/fused_block.cuh 's/facts.network.steps - from/networks[0].steps - from/' "$fused"
mutate 'fused: no barrier of a cluster behind the parts of its blocks' $cuda/fused_block.cuh '/partial\[i\] = add_parts/{n;n;s/Team::barrier();//}' EmulatedFusedClusterTest
mutate 'fused: no barrier of a cluster behind the activations' $cuda/fused_block.cuh '/store_activation(tile, i, z);/{n;n;s/Team::barrier();//}' EmulatedFusedClusterTest
mutate 'fused: the pixels of the wrong rank in a cluster' $cuda/fused_block.cuh 's/const int first = FUSED_WORD \* (facts.rank \*/const int first = FUSED_WORD * ((7 - facts.rank) */' EmulatedFusedClusterTest
mutate 'fused: the part of one block left out' $cuda/fused_block.cuh '/float z = 0.0f;/,/Team::other(partial/s/block = 0; block < Team::BLOCKS/block = 1; block < Team::BLOCKS/' EmulatedFusedClusterTest
mutate 'fused: one block not given the activations' $cuda/fused_block.cuh '/float\* const to = shared + at.activation/,/Team::other(to/s/block = 0; block < Team::BLOCKS/block = 0; block < Team::BLOCKS - 1/' EmulatedFusedClusterTest
mutate 'fused: the network of another cluster' $cuda/fused_block.cuh 's|networks\[blockIdx.x / Block::Blocks::BLOCKS\]|networks[blockIdx.x % Block::Blocks::BLOCKS % 2]|' EmulatedFusedClusterTest
mutate 'fused: the dropout of the inputs of another block' $cuda/fused_block.cuh 's/FUSED_WORD \* (facts.rank \* at.words + j) + c);/FUSED_WORD * j + c);/' EmulatedFusedClusterTest
mutate 'fused: too little shared memory' $java/FusedShape.java 's/4 \* MOST_CAPACITY) \*/4 * MOST_CAPACITY - 1) */' EmulatedFusedStepTest
mutate 'fused: the steps of the longest run' $java/FusedRuns.java 's/unlimited ? Integer.MAX_VALUE : run.times()/Integer.MAX_VALUE/' "$fused"
mutate 'fused: a launch that begins anew' $java/FusedRuns.java 's/equal ? 0 : made,/0,/' "$fused"
mutate 'fused: the networks of the launch before' $java/FusedRuns.java 's/!Arrays.equals(fields, uploaded)/fields.length != uploaded.length/' "$fused"

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
mutate 'the cache of kernels open to others' src/main/java/io/minibatch/io/PrivateFolder.java 's/fromString("rwx------")/fromString("rwxr-xr-x")/' EmulatedCudaDoctorTest
mutate 'uncorrectable memory errors not blamed on launches' $java/Context.java '/CUDA_ERROR_ECC_UNCORRECTABLE,/d' EmulatedCudaRunTest

desired='EmulatedCudaBackendTest#gather*+output*+tally*+augment_of*+every*+operation*,EmulatedExampleDataTest'
mutate 'floats: rows that are not valid not zero' $cuda/batch.cu 's/source ? source\[i\] : 0.0f;/source ? source[i] : 1.0f;/' "$desired"
mutate 'floats: not in the order' $cuda/batch.cu 's/numbers + (size_t) order\[window.start + row\]/numbers + (size_t) (window.start + row)/' "$desired"
mutate 'floats: four at a time whatever the columns' $cuda/batch.cu 's/features % 4 == 0 \(.*\)numbers % 16/true \1numbers % 16/' "$desired"
mutate 'desired: the values of another example' $cuda/desired.cuh 's/(size_t) example \* columns + column/column/' "$desired"
mutate 'desired: weights forgotten' $cuda/desired.cuh 's/weights ? weights\[example\] : 1.0f;/1.0f;/' "$desired"
mutate 'desired: no weight in output_delta' $cuda/output.cu '/at(example, column, columns)) \*/s/(scale \* desired.weight(example))/scale/' "$desired"
mutate 'desired: no weight in output_layer' $cuda/output.cu '/at(example, lane, columns)) \*/s/(scale \* desired.weight(example))/scale/' "$desired"
mutate 'desired: no weight in the cost' $cuda/output.cu 's/desired.weight(example) \* (loss == 2/(loss == 2/' "$desired"
mutate 'desired: errors of half of the lanes' $cuda/output.cu '/TallyErrors errors = /,/return errors/s/distance = 16;/distance = 8;/' "$desired"
mutate 'desired: a NaN on the right side' $cuda/output.cu 's/a < 0.5 \&\& y\[j\] < 0.5f/y[j] < 0.5f/' "$desired"
mutate 'desired: squared errors in place of absolute ones' $cuda/output.cu 's/errors\[capacity + row\] = found.squared;/errors[row] = found.squared;/' "$desired"
mutate 'desired: squared errors left out' $cuda/output.cu 's/error_sums\[1\] += squared_sums\[0\];//' "$desired"
mutate 'desired: fused steps of weighted examples' $java/CudaExamples.java 's/ \&\& weights == Address.NULL;/;/' "$desired"
mutate 'variants: of floats' $java/LaunchedOperations.java '/augmentation.checkFits/d' "$desired"
mutate 'variants: the gentle classes of images without labels' $cuda/augment.cu 's/labels\[example\] : 64;/labels[example] : 0;/' "$desired"
mutate 'a closed backend that computes' src/main/java/io/minibatch/backend/ExclusiveUse.java 's/        if (closed) {/        if (depth < 0) {/' "$desired"
mutate 'memory freed while another thread computes' $java/CudaMemory.java 's/owner.context().use().runUnlessClosed(this::free);/free();/' "$desired"

if ((survivors > 0)); then
    echo "$survivors of the mutations were not noticed"
    exit 1
fi
echo 'every mutation was noticed'
