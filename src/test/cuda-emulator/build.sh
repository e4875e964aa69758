#!/usr/bin/env bash
# Builds the emulated libcuda.so.1 and libcublas into the folder OUT.
#   build.sh OUT CUBLAS PTX KERNELS NATIVES...
# CUBLAS: the name of the cuBLAS to stand in for, libcublas.so.12 or libcublas.so.13.
# PTX: the kernels as they ship, several files with colons in between; KERNELS: the folder of their sources; NATIVES: JCuda's libraries, whose every import gets
# at least a stub, since a missing one would end the JVM.
# With MINIBATCH_EMULATOR_SANITIZER=address in the environment all is built under AddressSanitizer; see asan.sh.
set -euo pipefail
export LC_ALL=C
unset LD_PRELOAD # the sanitizer's library, where the caller runs under it, is not for the compiler
sanitizer=${MINIBATCH_EMULATOR_SANITIZER:-}
here=$(cd "$(dirname "$0")" && pwd)
out=$1 cublas=$2 kernels=$4
IFS=: read -ra ptx <<<"$3"
shift 4

hash=$({ echo "$sanitizer"; cat "$here"/* "${ptx[@]}" "$kernels"/*.cu* "$@"; } | sha256sum | cut -d' ' -f1)
[[ -f $out/hash && $(<"$out/hash") == "$hash" ]] && exit 0
rm -rf "$out"
mkdir -p "$out/work"
cd "$out/work"

flags=(-std=c++17 -O2 -g -fPIC -fno-strict-aliasing -fvisibility=hidden -Wall -Wextra -Wno-unknown-pragmas -U_FORTIFY_SOURCE)
# Shared variables lie in a section of their own, and there too something must lie between them.
if [[ $sanitizer ]]; then
    flags+=("-fsanitize=$sanitizer" -fsanitize-sections=emulated_shared -fno-omit-frame-pointer
        -Wno-maybe-uninitialized) # which the sanitizer makes g++ warn of in the library
fi
driver=("$here"/{device,attributes,memory,transfers,stream,events,image,module,launch,shared,blocks,meetings,fibers}.cpp)
blas=("$here"/{cublas,cublas_gemm}.cpp)

# From the PTX: a function for each kernel that unpacks its parameters, and the table of all.
awk '
    /^\.visible \.entry/ { name = $3; sub(/\(.*/, "", name); count = 0; if (seen[name]++) name = ""; next }
    name && /\.param \.u64/ { types[count++] = "void*" }
    name && /\.param \.[usb]32/ { types[count++] = "int" }
    name && /\.param \.f32/ { types[count++] = "float" }
    name && /^\)/ {
        declared = ""; passed = ""
        for (i = 0; i < count; i++) {
            declared = declared (i ? ", " : "") types[i]
            passed = passed (i ? ", " : "") "*(" types[i] "*) p[" i "]"
        }
        print "extern \"C\" void " name "(" declared ");"
        print "static void run_" name "(void** p) { " name "(" passed "); }"
        table = table "    {\"" name "\", run_" name "},\n"
        name = ""
    }
    END { print "const HostKernel host_kernels[] = {\n" table "    {nullptr, nullptr},\n};" }
' "${ptx[@]}" "$here"/probes*.ptx | cat <(printf '#include "emulator.h"\n') - >kernels.cpp

stubs() { # stubs PATTERN SOURCES...: what the natives import and the sources do not export
    local pattern=$1
    shift
    comm -23 <(nm -D -u "${natives[@]}" | awk '{ print $2 }' | sed 's/@.*//' | grep -E "^$pattern" | sort -u) \
        <(grep -hoE '^EXPORT [a-z_ ]+\**[* ]([A-Za-z0-9_]+)\(' "$@" | sed -E 's/.*[* ]([A-Za-z0-9_]+)\(/\1/' | sort -u)
}
natives=("$@")
stubs 'cu[A-Z]' "${driver[@]}" | sed 's/.*/extern "C" __attribute__((visibility("default"))) int &() { return 801; }/' >cuda_stubs.cpp
stubs 'cublas[A-Z]' "${blas[@]}" | sed 's/.*/extern "C" __attribute__((visibility("default"))) int &() { return 15; }/' >cublas_stubs.cpp

# Objects are kept beside OUT, each under the hash of all that it is made from, so that a change of one source compiles one.
objects=$(dirname "$out")/objects
mkdir -p "$objects"
headers=$(cat "$here"/*.h "$kernels"/*.cuh | sha256sum)
linked=()
compile() { # compile SOURCE FLAGS...
    local object
    object=$objects/$({ echo "$headers ${flags[*]} ${*:2}"; cat "$1"; } | sha256sum | cut -d' ' -f1).o
    linked+=("$object")
    [[ -f $object ]] && return
    while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n || true; done # one that failed will be missing below
    { g++ "${flags[@]}" "${@:2}" -c "$1" -o "$object.$$" && mv "$object.$$" "$object"; } &
}
for source in "$kernels"/*.cu "$here"/probes*.cu; do
    compile "$source" -fsanitize=alignment -I "$kernels" -include "$here/cuda_emulation.h" -x c++
done
kernel_objects=("${linked[@]}")
for source in "${driver[@]}" kernels.cpp cuda_stubs.cpp; do compile "$source" -I "$here"; done
wait
misplaced=$(objdump -tC "${kernel_objects[@]}" | grep -E ' O \.bss' || true)
if [[ $misplaced && ! $sanitizer ]]; then
    echo 'build.sh: g++ keeps static variables of templates apart from other shared memory; make them dynamic:'
    echo "$misplaced"
    exit 1
fi
find "$objects" -name '*.o*' -mtime +1 -delete
# Without -fsanitize=alignment: what it calls is launch.cpp's, not its library's.
g++ "${flags[@]}" -shared -Wl,-soname,libcuda.so.1 -Wl,-z,defs -o "$out/libcuda.so.1" "${linked[@]}" -ldl
printf '%s { global: *; };\n' "$cublas" >versions
g++ "${flags[@]}" -DCUBLAS_VERSION="${cublas##*.}" -I "$here" -shared -Wl,-soname,"$cublas" -Wl,--version-script=versions \
    -Wl,-z,defs -o "$out/$cublas" "${blas[@]}" cublas_stubs.cpp "$out/libcuda.so.1"
rm -rf "$out/work"
printf '%s' "$hash" >"$out/hash"
