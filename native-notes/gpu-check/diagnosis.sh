#!/usr/bin/env bash
# Prints everything that helps to find out why the CUDA backend does not start.
#   diagnosis.sh JAVA...   JAVA: the command that runs GpuCheck
title() { echo; echo "### $1"; echo; }
listing() { # listing TITLE COMMAND...
    title "$1"
    echo '```'
    if command -v "$2" >/dev/null; then timeout 20 "${@:2}" 2>&1 | head -n 200; else echo "$2: not installed"; fi
    echo '```'
}
libraries() {
    find / \( -path /proc -o -path /sys \) -prune -o \
        \( -name 'libcu[dbr]*.so*' -o -name 'libnvidia-ptxjitcompiler*' \) -print 2>/dev/null
}
environment() { env | grep -E '^(CUDA|LD_|NV|PATH|PYTHON|XDG_CACHE)' | sort; }
cache() { ldconfig -p | grep -E 'libcu|libnvidia'; }
export -f libraries environment cache
listing 'JIT log' "$@" jit
listing 'Loader cache' bash -c cache
listing 'Libraries' bash -c libraries
listing 'Environment' bash -c environment
listing 'Devices' bash -c 'ls -l /dev/nvidia* /proc/driver/nvidia/version; cat /proc/driver/nvidia/version'
listing 'nvidia-smi -q' nvidia-smi -q
exit 0
