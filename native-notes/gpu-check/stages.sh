# The stages of the check, the most valuable first. run.sh sources this file; see there for stage, say, finish.
# shellcheck shell=bash disable=SC2154
paths=${LD_LIBRARY_PATH:-}

classes=$here/lib/minibatch.jar:$here/lib/tests.jar

run_java() { # run_java: sets the command of a Java virtual machine; its start is what start-up is counted from
    java=(env "LD_LIBRARY_PATH=$paths" "MINIBATCH_STARTED=$(date +%s%3N)" "$here/runtime/bin/java" -Xmx2g
        --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true
        "-XX:ErrorFile=$work/logs/hs_err_%p.log" -XX:-CreateCoredumpOnCrash
        -Dfile.encoding=UTF-8 -Dsun.stdout.encoding=UTF-8 -Dstdout.encoding=UTF-8
        "-Dminibatch.card=$libs" "-Djava.io.tmpdir=$work")
}

check() { # check SECONDS NAME WHAT [ARGUMENT...]
    run_java
    stage "$1" "$2" "${java[@]}" -cp "$classes" io.minibatch.train.GpuCheck "$3" "$here/mnist" "$libs" "${@:4}"
}

tests() { # tests SECONDS NAME CLASS...: JUnit; a failed stage shows which tests failed
    local each selected=()
    for each in "${@:3}"; do selected+=(-c "$each"); done
    run_java
    # shellcheck disable=SC2016
    stage "$1" "$2" bash -c '
        "${@:2}" >"$1" 2>&1; code=$?
        grep -E "^\[ +[0-9]+ tests (successful|failed|skipped)" "$1"
        ((code == 0)) || grep -aE "\[X\]|=> |caught: " "$1" | head -n 40
        ((code == 0)) || tail -n 25 "$1" >&2
        exit $code' tests "$work/logs/$2.log" "${java[@]}" \
        -jar "$here/lib/junit-platform-console-standalone.jar" execute --disable-banner \
        --disable-ansi-colors --details=verbose --fail-if-no-tests -cp "$classes" "${selected[@]}"
}

doctor() { # doctor SECONDS NAME: passes if kernels and cuBLAS start
    run_java
    # shellcheck disable=SC2016
    stage "$1" "$2" bash -c '
        echo "\`\`\`"; "${@:2}" | tee "$1"; echo "\`\`\`"
        grep -q "^cuda  *usable" "$1" || { echo "the CUDA backend does not start here" >&2; exit 1; }' doctor \
        "$work/logs/$2.txt" "${java[@]}" -cp "$classes" io.minibatch.cli.Minibatch doctor ${libs:+--cuda-libs "$libs"}
}

peer() { # peer SECONDS NAME PROGRAM ARGUMENT...: a Python program of the peers
    local python
    python=$(command -v python3) || python=$here/no-python
    if [[ -x $python ]]; then
        stage "$1" "$2" "$python" "$here/peers/$3" --data "$here/mnist" "${@:4}"
    else
        stage "$1" "$2" bash -c 'echo "there is no python3" >&2; exit 77'
    fi
}

tool() { # tool NAME: prints the path of one of CUDA's tools, or nothing
    local found
    found=$(command -v "$1") ||
        found=$(ls -d /usr/local/cuda*/bin/"$1" /opt/nvidia/nsight-compute/*/"$1" 2>/dev/null | tail -n 1)
    echo "$found"
}

tool_check() { # tool_check SECONDS NAME TOOL WHAT TOOL-ARGUMENT...: a check under one of CUDA's tools
    local program
    program=$(tool "$3")
    run_java
    if [[ $program ]]; then
        # shellcheck disable=SC2016
        # A tool that has seen nothing ends with 0 too, so what it says at its end must be there.
        stage "$1" "$2" bash -c '
            echo "\`\`\`"; "${@:3}" 2>&1 | tee "$1"; code=${PIPESTATUS[0]}; echo "\`\`\`"
            ((code == 0)) || exit $code
            grep -qE "$2" "$1" || { echo "the tool has seen no kernel" >&2; exit 1; }' tool \
            "$work/logs/$2.txt" "gpu__time_duration|SUMMARY: 0 " "$program" "${@:5}" "${java[@]}" -cp "$classes" io.minibatch.train.GpuCheck "$4" "$here/mnist" "$libs"
    else
        stage "$1" "$2" bash -c 'echo "there is no $0" >&2; exit 77' "$3"
    fi
}

clocks() { # clocks WHEN: what the card runs at while no stage uses it
    command -v nvidia-smi >/dev/null || return 0
    say
    say "Idle clocks $1 (name, driver, memory, SM clock, memory clock, temperature, power): $(timeout 10 nvidia-smi \
        --query-gpu=name,driver_version,memory.total,clocks.sm,clocks.mem,temperature.gpu,power.draw \
        --format=csv,noheader 2>&1 | head -n 1)"
}

sampled() { # sampled check SECONDS NAME WHAT: a check, and the card's clocks during it
    if ! command -v nvidia-smi >/dev/null || ! wanted "$3"; then
        "$@"
        return
    fi
    nvidia-smi --query-gpu=timestamp,clocks.sm,clocks.mem,power.draw,temperature.gpu --format=csv,noheader -lms 5000 \
        >"$work/logs/$3.clocks.csv" 2>&1 &
    sampler=$!
    "$@"
    kill "$sampler" 2>/dev/null
    sampler=''
    say
    say "Clocks during $3, every 5 s (SM clock, memory clock, power, temperature):"
    say '```'
    cut -d, -f 2- "$work/logs/$3.clocks.csv" | tee -a "$report/report.md"
    say '```'
}

# Libraries where the loader does not look: their folders, for a second try.
unusual() {
    command -v find >/dev/null || return 0
    timeout 20 find / \
        \( -path /proc -o -path /sys -o -name stubs -o -name compat -o -name lib32 -o -name 'i386*' \) -prune -o \
        \( -name 'libcuda.so.1' -o -name 'libcublas.so.1[23]' \) -printf '%h\n' 2>/dev/null | sort -u | tr '\n' ':'
}

# What a very small system lacks; not used where the system has its own, which its driver and cuBLAS may need.
"$here/runtime/bin/java" -version >/dev/null 2>&1 || paths=$here/fallback:$paths
# What follows a doctor that failed belongs to it.
[[ -z $only ]] || only+=' doctor-again diagnosis'
clocks 'at the start'
if ! doctor 60 doctor && wanted doctor; then
    found=$(unusual)
    say
    say "Second try, with LD_LIBRARY_PATH=$found"
    paths=$found$paths
    if ! doctor 60 doctor-again; then
        run_java
        stage 60 diagnosis bash "$here/diagnosis.sh" "${java[@]}" -cp "$classes" io.minibatch.train.GpuCheck
        finish 'the CUDA backend does not start, so nothing else was run'
        exit 1
    fi
fi
check 30 tiny tiny
check 30 start-up start-up
check 60 mnist mnist
clocks 'before the timings'
sampled check 100 fused fused
sampled check 60 many many
tests 60 contract io.minibatch.backend.cuda.EmulatedCudaBackendTest
tests 60 fused-steps io.minibatch.backend.cuda.EmulatedFused{Step,Runs,Cluster}Test
tests 60 trajectories io.minibatch.train.EmulatedCuda{Training,UnfusedTraining,Averaging,UnfusedAveraging}Test
tests 30 committees io.minibatch.model.EmulatedCudaCommitteeTest
# Of a kernel with clusters, racecheck finished no step of one network within 100 s on an H100.
for each in memcheck:launch synccheck:launch racecheck:launch-blocks; do
    tool_check 90 "${each%:*}" compute-sanitizer "${each#*:}" \
        --tool "${each%:*}" --error-exitcode 9 --report-api-errors no --print-limit 10 --launch-timeout 0 \
        --target-processes all
done
tool_check 40 ncu-fused ncu profile-fused --clock-control none --profile-from-start off --target-processes all \
    --section SpeedOfLight --section LaunchStats --section Occupancy --section SchedulerStats --section WarpStateStats \
    --section InstructionStats --section MemoryWorkloadAnalysis --metrics gpu__time_duration.sum --print-units base
check 20 minibatch peers
# The first import reads gigabytes of libraries; no peer's time is spent on that.
stage 60 peers-import bash -c 'python3 -c "import torch, torch._dynamo, torch._inductor; torch.zeros(1).cuda()"
    XLA_PYTHON_CLIENT_PREALLOCATE=false python3 -c "import jax; jax.devices()"; exit 0'
peer 25 torch-graph-50 torch_gpu.py --mode graph-50
peer 25 torch-many torch_gpu.py --mode many-50 --cells 1
peer 45 jax-vmap jax_gpu.py --mode vmap --cells 1
sampled check 125 timings timings
clocks 'after the timings'
check 40 precision precision
peer 70 torch-compile torch_gpu.py --mode compile-50
peer 45 jax-scan jax_gpu.py --mode scan
peer 30 torch-eager torch_gpu.py --mode eager
check 20 minibatch-cpu peers-cpu
peer 20 numpy-cpu cpu.py --peer numpy
peer 20 torch-cpu cpu.py --peer torch
if wanted peers; then
    run_java
    stage 10 peers "${java[@]}" -cp "$classes" io.minibatch.benchmark.GpuTable peers "$work/logs/figures.jsonl"
fi
tool_check 30 ncu ncu profile --clock-control none --profile-from-start off --target-processes all \
    --graph-profiling node --cache-control none --metrics gpu__time_duration.sum --print-units base
peer 20 torch-graph-1 torch_gpu.py --mode graph-1
tests 40 second-order io.minibatch.secondorder.EmulatedCudaNetworkCostTest
check 530 record record
clocks 'at the end'
