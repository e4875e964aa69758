#!/usr/bin/env bash
# Compiles the kernels to the images that ship: kernels.ptx and kernels.fatbin for all devices, and from the sources *_90.cu
# clusters.ptx and clusters.fatbin for those of compute capability 9.0 and later. Writes the hashes of all to kernels.sha256,
# and reports the registers and shared memory that the kernels need.
# Needs nvcc, ptxas and fatbinary (CUDA 13.0 made the committed files). A build of the project does not need it.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")"

resources=../resources/io/minibatch/backend/cuda
[[ -x /usr/local/cuda/bin/nvcc ]] && PATH=$PATH:/usr/local/cuda/bin
for tool in nvcc ptxas fatbinary; do
    command -v $tool >/dev/null || { echo "build.sh: $tool is not on the PATH; install the CUDA toolkit 13.0" >&2; exit 1; }
done

mkdir -p "$resources"
work=$(mktemp -d)
built=$(mktemp -d "$resources/built.XXXXXX") # beside the resources, so that the last step is renames
trap 'rm -rf "$work" "$built"' EXIT

# KernelsTest computes the same hash: of each file in the order of names, its name, a newline and its content.
hash=$(for source in *.cu*; do printf '%s\n' "$source"; cat "$source"; done | sha256sum | cut -d' ' -f1)

image() { # image NAME CAPABILITY ARCHITECTURES SOURCES...: NAME.ptx for the capability, and NAME.fatbin
    local name=$1 capability=$2 architectures=$3
    shift 3
    printf '#include "%s"\n' "$@" >"$work/$name.cu"
    nvcc -ptx -arch="compute_$capability" -std=c++17 -Werror all-warnings -I . -o "$work/$name.ptx" "$work/$name.cu"
    # CUDA 12 drivers refuse nvcc 13's ".version 9.0". ptxas, below, refuses what PTX ISA 8.0 does not have, but for the hint
    # which bytes of a vector load are used, which changes nothing that the load does.
    {
        echo "// SHA-256 of src/main/cuda: $hash"
        sed -e 's/^\.version .*/.version 8.0/' -e '/^[[:space:]]*\.\(file\|loc\)[[:space:]]/d' \
            -e '/^[[:space:]]*\.pragma "used_bytes_mask/d' "$work/$name.ptx"
    } >"$built/$name.ptx"
    # The machine code comes from the PTX that ships, so that both images hold the same kernels.
    local images=()
    for architecture in $architectures; do
        images+=("--image3=kind=elf,sm=$architecture,file=$work/$name.$architecture")
        ptxas -v -arch="sm_$architecture" -o "$work/$name.$architecture" "$built/$name.ptx" 2>"$work/report" \
            || { cat "$work/report" >&2; exit 1; }
        report "sm_$architecture"
    done
    # Uncompressed: older drivers do not read every compression of fatbinary, and the jar compresses the file anyway.
    fatbinary --create="$built/$name.fatbin" -64 --compress-mode=none "${images[@]}" \
        "--image3=kind=ptx,sm=$capability,file=$built/$name.ptx"
}

report() { # report ARCHITECTURE: what ptxas said of each kernel; fails where one spills
    awk -v architecture="$1" '
        function number_before(what,    words) {
            return match($0, "[0-9]+ " what) ? substr($0, RSTART, RLENGTH - length(what) - 1) : 0
        }
        /Compiling entry function/ { split($0, quoted, "\047"); kernel = quoted[2] }
        /bytes stack frame/ {
            stack = number_before("bytes stack frame")
            spilled = number_before("bytes spill stores") + number_before("bytes spill loads")
        }
        /Used [0-9]+ registers/ {
            printf "%-6s  %-28s %3d registers  %5d bytes shared  %d bytes stack  %d bytes spilled\n", architecture, kernel,
                number_before("registers"), number_before("bytes smem"), stack, spilled
            failed = failed || spilled > 0
            kernels++
        }
        END { if (failed || !kernels) { print "build.sh: " architecture ": spills, or no kernels" >"/dev/stderr"; exit 1 } }
    ' "$work/report"
}

# Machine code also runs on later minor versions: sm_80 on 8.6 and 8.9, sm_100 on 10.3, sm_120 on 12.1. Other devices get
# the PTX.
everywhere=()
for source in *.cu; do [[ $source == *_90.cu ]] || everywhere+=("$source"); done
image kernels 75 '75 80 90 100 120' "${everywhere[@]}"
image clusters 90 '90 100 120' *_90.cu

(cd "$built" && sha256sum ./*.fatbin ./*.ptx | sed 's: \./: :') >"$work/kernels.sha256"
chmod 644 "$built"/*
mv "$built"/* "$resources"
cat "$work/kernels.sha256" >kernels.sha256
