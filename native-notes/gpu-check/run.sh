#!/usr/bin/env bash
# Checks the CUDA backend on this machine, and writes REPORT/report.md with a log a stage beside it.
#   run.sh REPORT [CUDA_LIBS]   CUDA_LIBS: folder of libcublas.so.12 or .13 where it is in no usual place
# Needs an NVIDIA driver, cuBLAS and the C library; no JDK. Ends inside ten minutes, with 1 where a stage failed; what was
# found before stays in the report.
set -uo pipefail
[[ $# == 1 || $# == 2 ]] || { sed -n '2,4s/^# //p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
report=$(cd "$1" && pwd) libs=${2:-}
failures=0
java=("$here/runtime/bin/java" -Djava.awt.headless=true "-Dminibatch.card=$libs")
classes=$here/lib/minibatch.jar:$here/lib/tests.jar
export XDG_CACHE_HOME=$report/cache
cd "$report"

say() { echo "$*" | tee -a report.md; }

stage() { # stage SECONDS NAME COMMAND...
    local seconds=$1 name=$2 start=$SECONDS code=0
    shift 2
    timeout -k 5 "$seconds" "$@" >"$name.log" 2>&1 || code=$?
    if ((code == 0)); then
        say "PASS  $name  $((SECONDS - start)) s"
    else
        say "FAIL  $name  $((SECONDS - start)) s, exit code $code; the end of $name.log:"
        { echo '```'; tail -n 15 "$name.log"; echo '```'; } >>report.md
        failures=$((failures + 1))
    fi
}

figures() { { echo; cat "$1.log"; echo; } >>report.md; } # figures NAME: its output belongs into the report
program() { stage "$1" "$2" "${java[@]}" -cp "$classes" io.minibatch.cli.Minibatch "${@:3}"; }
check() { stage "$1" "$2" "${java[@]}" -cp "$classes" io.minibatch.train.GpuCheck "$3" "$here/mnist" ${libs:+"$libs"}; }
tests() { # tests SECONDS NAME CLASS: where a test is skipped that should have run, nothing was found by any of them
    stage "$1" "$2" "${java[@]}" -jar "$here/lib/junit-platform-console-standalone.jar" execute --disable-banner \
        --disable-ansi-colors --details=tree --fail-if-no-tests -cp "$classes" -c "$3"
    grep -E '^\[ +[0-9]+ tests (successful|failed|skipped)' "$2.log" | tr '\n' ' ' | tee -a report.md
    echo | tee -a report.md
}

: >report.md
say "# A check of the CUDA backend"
say
say "$(date -u +%F), commit $(cat "$here/commit"), $(uname -sm)"
command -v nvidia-smi >/dev/null && say "$(nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader)"
say
program 60 doctor doctor ${libs:+--cuda-libs "$libs"}
figures doctor
tests 120 contract io.minibatch.backend.cuda.EmulatedCudaBackendTest
tests 60 precision io.minibatch.backend.cuda.EmulatedPrecisionTest
tests 120 trajectories io.minibatch.train.EmulatedCudaTrainingTest
tests 60 second-order io.minibatch.train.EmulatedCudaNetworkCostTest
check 120 mnist mnist
figures mnist
check 150 timings timings
figures timings
sanitizer=$(command -v compute-sanitizer || ls -d /usr/local/cuda*/bin/compute-sanitizer 2>/dev/null | tail -n 1)
for tool in memcheck racecheck initcheck synccheck; do
    if [[ -z $sanitizer ]]; then
        say "NOT RUN  $tool: there is no compute-sanitizer"
    else
        stage 45 $tool "$sanitizer" --tool $tool --error-exitcode 9 --target-processes all "${java[@]}" -cp "$classes" \
            io.minibatch.train.GpuCheck tiny "$here/mnist" ${libs:+"$libs"}
    fi
done
say
say "$failures stages failed, $SECONDS s"
((failures == 0))
