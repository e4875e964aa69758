#!/usr/bin/env bash
# Compiles the kernels to the one PTX file that ships, and reports the registers and shared memory that they need.
# Needs nvcc (CUDA 13.0 made the committed file); a build of the project does not need this script.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")"

resource=../resources/io/minibatch/backend/cuda/kernels.ptx
[[ -x /usr/local/cuda/bin/nvcc ]] && PATH=$PATH:/usr/local/cuda/bin
for tool in nvcc ptxas; do
    command -v $tool >/dev/null || { echo "build.sh: $tool is not on the PATH; install the CUDA toolkit 13.0" >&2; exit 1; }
done

mkdir -p "$(dirname "$resource")"
work=$(mktemp -d)
built=$(mktemp "$resource.XXXXXX") # beside the resource, so that the last step is a rename
trap 'rm -rf "$work" "$built"' EXIT

# KernelsTest computes the same hash: of each file in the order of names, its name, a newline and its content.
hash=$(for source in *.cu*; do printf '%s\n' "$source"; cat "$source"; done | sha256sum | cut -d' ' -f1)

for source in *.cu; do printf '#include "%s"\n' "$source"; done >"$work/all.cu"
nvcc -ptx -arch=compute_75 -std=c++17 -Werror all-warnings -I . -o "$work/all.ptx" "$work/all.cu"

# CUDA 12 drivers refuse nvcc 13's ".version 9.0". ptxas, below, refuses what PTX ISA 8.0 does not have.
{
    echo "// SHA-256 of src/main/cuda: $hash"
    sed -e 's/^\.version .*/.version 8.0/' -e '/^[[:space:]]*\.\(file\|loc\)[[:space:]]/d' "$work/all.ptx"
} >"$built"

for architecture in sm_75 sm_80 sm_90; do
    ptxas -v -arch=$architecture -o "$work/all.cubin" "$built" 2>"$work/report" || { cat "$work/report" >&2; exit 1; }
    awk -v architecture=$architecture '
        function number_before(what,    words) {
            return match($0, "[0-9]+ " what) ? substr($0, RSTART, RLENGTH - length(what) - 1) : 0
        }
        /Compiling entry function/ { split($0, quoted, "\047"); kernel = quoted[2] }
        /bytes stack frame/ {
            stack = number_before("bytes stack frame")
            spilled = number_before("bytes spill stores") + number_before("bytes spill loads")
        }
        /Used [0-9]+ registers/ {
            printf "%s  %-28s %3d registers  %5d bytes shared  %d bytes stack  %d bytes spilled\n", architecture, kernel,
                number_before("registers"), number_before("bytes smem"), stack, spilled
            failed = failed || spilled > 0
            kernels++
        }
        END { if (failed || !kernels) { print "build.sh: " architecture ": spills, or no kernels" >"/dev/stderr"; exit 1 } }
    ' "$work/report"
done

chmod 644 "$built"
mv "$built" "$resource"
