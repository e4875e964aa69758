#!/usr/bin/env bash
# Runs the tests on the emulated driver with the driver, cuBLAS and the kernels built under AddressSanitizer, which also
# sees what guard pages do not: accesses beside shared memory, and the line of each that goes wrong. Then breaks kernels on
# purpose, in a copy of the project, and wants a report of each with its line. Ends with 1 where something is wrong or
# not reported. Needs g++ with its libasan. Takes some minutes.
#   asan.sh [TESTS]      TESTS as for -Dtest; without, the contract and the emulator's own
set -euo pipefail
project=$(cd "$(dirname "$0")/../../.." && pwd)
tests=${1:-EmulatedCudaBackendTest,EmulatedKernelLanguageTest,EmulatedBlasTest}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$project" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$work")
cd "$work"

# The library must come before all others, so it is preloaded, but for the JVM of the tests only. Faults, and what else
# the JVM lives by, stay the JVM's; nor does it free all that it allocates.
library=$(realpath "$(g++ -print-file-name=libasan.so)")
[[ -f $library ]] || { echo 'asan.sh: g++ has no libasan.so' >&2; exit 1; }
java=${JAVA_HOME:+$JAVA_HOME/bin/java}
java=$(realpath "${java:-$(command -v java)}")
mkdir bin
cat >bin/java <<END
#!/bin/sh
export LD_PRELOAD='$library'
export ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_abort=0:allow_user_segv_handler=1:\
use_sigaltstack=0:detect_leaks=0:detect_stack_use_after_return=0:allocator_may_return_null=1
export MINIBATCH_EMULATOR_SANITIZER=address
exec '$java' "\$@"
END
chmod +x bin/java

run() { # run TESTS: only those that the second execution has, in the JVM of above
    mvn -q -B -ntp test-compile surefire:test@emulated-cuda -Djacoco.skip -Djvm="$work/bin/java" -Dtest="$1" >log 2>&1
}

if run "$tests"; then
    echo "clean           $tests"
else
    cat log
    exit 1
fi

missed=0
broken() { # broken WHAT FILE SED TESTS: the report must name the line that was changed
    cp "$2" original
    sed -i "$3" "$2"
    local line
    line=$(cmp "$2" original | sed 's/.*line //' || true)
    if [[ -z $line ]]; then
        echo "NOT APPLICABLE  $1"
        missed=$((missed + 1))
    elif run "$4"; then
        echo "SURVIVED        $1"
        missed=$((missed + 1))
    elif ! grep -q 'ERROR: AddressSanitizer' log || ! grep -q "$(basename "$2"):$line\b" log; then
        cat log
        echo "NOT REPORTED    $1"
        missed=$((missed + 1))
    else
        echo "reported        $1: $(grep -m1 -oE 'AddressSanitizer: [a-z-]+' log) at $(basename "$2"):$line"
    fi
    cp original "$2"
}

cuda=src/main/cuda
contract=EmulatedCudaBackendTest
broken 'shared memory: one element too far' $cuda/vector.cu 's/sums\[thread\] = sum;/sums[thread + 1] = sum;/' $contract
broken 'shared memory: read before its start' $cuda/activation.cu 's/sum += warp_sums\[warp\]\[thread\];/sum += warp_sums[warp - 1][thread];/' $contract
broken 'device memory: one element too far' $cuda/batch.cu 's/order\[i\] = (int) i;/order[i + 1] = (int) i;/' $contract
broken 'device memory: four mebibytes too far' $cuda/vector.cu 's/y\[i\] += factor \* x\[i\];/y[i + (1 << 20)] += factor * x[i];/' $contract

if ((missed > 0)); then
    echo "$missed of the overruns were not reported"
    exit 1
fi
echo 'every overrun was reported'
