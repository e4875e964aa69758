#!/usr/bin/env bash
# Builds the emulated libcuda.so.1 and libcublas into the folder OUT.
#   build.sh OUT CUBLAS PTX KERNELS NATIVES...
# CUBLAS: the name of the cuBLAS to stand in for, libcublas.so.12 or libcublas.so.13.
# PTX: the kernels as they ship; KERNELS: the folder of their sources; NATIVES: JCuda's libraries, whose every import gets
# at least a stub, since a missing one would end the JVM.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
out=$1 cublas=$2 ptx=$3 kernels=$4
shift 4

hash=$(cat "$here"/* "$ptx" "$kernels"/*.cu* "$@" | sha256sum | cut -d' ' -f1)
[[ -f $out/hash && $(<"$out/hash") == "$hash" ]] && exit 0
rm -rf "$out"
mkdir -p "$out/work"
cd "$out/work"

flags=(-std=c++17 -O2 -g -fPIC -fno-strict-aliasing -fvisibility=hidden -Wall -Wextra -Wno-unknown-pragmas -U_FORTIFY_SOURCE)

# From the PTX: a function for each kernel that unpacks its parameters, and the table of all.
awk '
    /^\.visible \.entry/ { name = $3; sub(/\(.*/, "", name); count = 0; next }
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
' "$ptx" | cat <(printf '#include "emulator.h"\n') - >kernels.cpp

stubs() { # stubs PATTERN SOURCES...: what the natives import and the sources do not export
    local pattern=$1
    shift
    comm -23 <(nm -D -u "${natives[@]}" | awk '{ print $2 }' | sed 's/@.*//' | grep -E "^$pattern" | sort -u) \
        <(grep -hoE '^EXPORT [a-z_ ]+\**[* ]([A-Za-z0-9_]+)\(' "$@" | sed -E 's/.*[* ]([A-Za-z0-9_]+)\(/\1/' | sort -u)
}
natives=("$@")
stubs 'cu[A-Z]' "$here"/{device,memory,stream,module}.cpp | sed 's/.*/extern "C" __attribute__((visibility("default"))) int &() { return 801; }/' >cuda_stubs.cpp
stubs 'cublas[A-Z]' "$here"/cublas.cpp | sed 's/.*/extern "C" __attribute__((visibility("default"))) int &() { return 15; }/' >cublas_stubs.cpp

for source in "$kernels"/*.cu; do
    g++ "${flags[@]}" -include "$here/cuda_emulation.h" -x c++ -c "$source" -o "$(basename "$source").o" &
done
for source in "$here"/{device,memory,stream,module,fibers}.cpp kernels.cpp cuda_stubs.cpp; do
    g++ "${flags[@]}" -I "$here" -c "$source" -o "$(basename "$source").o" &
done
wait
g++ -shared -Wl,-soname,libcuda.so.1 -Wl,-z,defs -o "$out/libcuda.so.1" ./*.o
printf '%s { global: *; };\n' "$cublas" >versions
g++ "${flags[@]}" -I "$here" -shared -Wl,-soname,"$cublas" -Wl,--version-script=versions -Wl,-z,defs \
    -o "$out/$cublas" "$here/cublas.cpp" cublas_stubs.cpp "$out/libcuda.so.1"
rm -rf "$out/work"
printf '%s' "$hash" >"$out/hash"
