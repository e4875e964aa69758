#!/usr/bin/env bash
# Checks the CUDA backend on this machine and leaves REPORT/report.md and REPORT/logs.tar.gz.
#   run.sh REPORT [CUDA_LIBS]   CUDA_LIBS: folder of libcublas.so.12 or .13, if it is in no usual place
# Needs an NVIDIA driver, cuBLAS and the C library; no JDK. Exit code: 0, or 1 if a stage failed.
# Environment: MINIBATCH_CHECK_SECONDS, the deadline for everything (default: 530);
# MINIBATCH_CHECK_ONLY, names of the stages to run (default: all).
set -uo pipefail
[[ $# == 1 || $# == 2 ]] || { sed -n '2,6s/^# //p' "$0"; exit 2; }
deadline=${MINIBATCH_CHECK_SECONDS:-530} only=${MINIBATCH_CHECK_ONLY:-}
[[ $deadline =~ ^[1-9][0-9]*$ ]] || {
    echo "run.sh: MINIBATCH_CHECK_SECONDS=$deadline: must be a whole number of seconds" >&2
    exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
libs=${2:+$(cd "$2" && pwd)} || exit 2
mkdir -p "$1" && report=$(cd "$1" && pwd) || exit 2
work=$(mktemp -d) && mkdir "$work/logs" || exit 2
export XDG_CACHE_HOME=$work/cache MINIBATCH_DATA=$here/mnist
# All that the programs keep is removed at the end, and every check compiles anew.
mkdir "$work/tmp"
export TMPDIR=$work/tmp TORCHINDUCTOR_CACHE_DIR=$work/inductor TRITON_CACHE_DIR=$work/triton PYTHONDONTWRITEBYTECODE=1
export CUDA_CACHE_PATH=$work/kernels
ulimit -c 0
started=$(date -u '+%F %T')
stages=() results=() failures=0 pid='' current='' sampler=''

GRACE=5   # seconds between SIGTERM and SIGKILL for a stage
RESERVE=8 # seconds before the deadline that no stage may use: GRACE, and the time to pack

say() { echo "$*" | tee -a "$report/report.md"; }

left() { echo $((deadline - SECONDS - RESERVE)); }

wanted() { [[ -z $only || " $only " == *" $1 "* ]]; }

# Keeps what has been found so far, so that even SIGKILL costs only the stage that runs.
pack() {
    tar -C "$work" -czf "$work/logs.tar.gz" logs && cp "$work/logs.tar.gz" "$report/logs.tar.gz"
}

outcome() { # outcome RESULT NAME SECONDS [REASON]
    results+=("| $2 | $1 | $3 |")
    if [[ $1 == FAIL ]]; then failures=$((failures + 1)); fi
    say
    say "$1  $2  $3 s${4:+: $4}"
    pack
}

# Kills every process of the running stage: timeout leads its process group.
kill_stage() { [[ -z $pid ]] || kill -KILL -- "-$pid" 2>/dev/null; }

# stage SECONDS NAME COMMAND...
# Runs a command for at most SECONDS and not beyond the deadline. Its standard output goes to the report; lines that
# start with '{' are figures, and are kept with all others. Exit code 77 means that the command needs something that is
# missing. The command finds the time at which it is stopped in MINIBATCH_STAGE_END, in seconds since 1970.
stage() {
    local seconds=$1 name=$2 start=$SECONDS code=0 rest log=$work/logs/$2
    shift 2
    wanted "$name" || return 0
    rest=$(left)
    stages+=("$name")
    say
    say "## $name"
    if ((rest < 1)); then
        outcome 'NOT RUN' "$name" 0 'no time left'
        return 0
    fi
    ((seconds <= rest)) || seconds=$rest
    current=$name
    MINIBATCH_STAGE_END=$(($(date +%s) + seconds)) \
        timeout -k "$GRACE" "$seconds" "$@" >"$log.out" 2>"$log.err" </dev/null &
    pid=$!
    wait "$pid" || code=$?
    kill_stage
    pid='' current=''
    keep "$name"
    case $code in
        0) outcome PASS "$name" $((SECONDS - start)) ;;
        77) outcome 'NOT RUN' "$name" $((SECONDS - start)) "$(tail -n 1 "$log.err")" ;;
        124 | 137) errors "$name"; outcome FAIL "$name" $((SECONDS - start)) "stopped after its $seconds s" ;;
        *) errors "$name"; outcome FAIL "$name" $((SECONDS - start)) "exit code $code" ;;
    esac
    return "$code"
}

keep() { # keep NAME: a stage's output becomes part of the report, its figures part of the figures
    grep -a '^{' "$work/logs/$1.out" >>"$work/logs/figures.jsonl"
    say
    grep -av '^{' "$work/logs/$1.out" | tail -n 400 | tee -a "$report/report.md"
    # A stage that was stopped may have left a block of code open.
    if (($(grep -c '^```' "$work/logs/$1.out") % 2 == 1)); then say '```'; fi
}

errors() { # errors NAME: the end of what a failed stage wrote
    say
    say "The end of its error output:"
    say '```'
    tail -n 25 "$work/logs/$1.err" | cut -c 1-400 | tee -a "$report/report.md"
    say '```'
}

finish() { # finish [REASON]: the last lines of the report
    trap '' TERM INT HUP
    kill "$watchdog" 2>/dev/null
    kill_stage
    [[ -z $sampler ]] || kill "$sampler" 2>/dev/null
    if [[ -n $current ]]; then
        keep "$current"
        outcome FAIL "$current" '-' "${1:-stopped}"
    fi
    say
    say "## Stages"
    say
    say "| stage | result | seconds |"
    say "|---|---|---|"
    for row in "${results[@]}"; do say "$row"; done
    say
    say "$failures of ${#stages[@]} stages failed, $SECONDS s${1:+; $1}"
    say
    say "## Figures"
    say
    say '```'
    tee -a "$report/report.md" <"$work/logs/figures.jsonl"
    say '```'
    pack
    rm -rf "$work"
}
trap 'finish "stopped by a signal"; exit 143' TERM INT HUP
# A process that hangs in the driver survives SIGKILL, and timeout would wait for it.
(trap 'kill "$nap"' TERM; sleep "$((deadline - 3))" & nap=$!; wait "$nap" && kill -TERM $$) >/dev/null 2>&1 &
watchdog=$!

rm -f "$report/report.md" "$report/logs.tar.gz"
: >"$work/logs/figures.jsonl"
say "# A check of the CUDA backend"
say
say "$started UTC, commit $(cat "$here/commit" 2>/dev/null || echo unknown), $(uname -srm)"
# shellcheck source=/dev/null
source "$here/stages.sh"
finish
((failures == 0))
