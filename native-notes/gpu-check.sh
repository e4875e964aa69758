#!/usr/bin/env bash
# Packs one folder that checks the CUDA backend on a machine with a GPU but without a JDK.
#   gpu-check.sh MNIST OUT      MNIST: folder with the four files; OUT: the folder to make, under 60 MiB
# There: bash OUT/run.sh REPORT [CUDA_LIBS]; see gpu-check/run.sh.
set -euo pipefail
[[ $# == 2 ]] || { sed -n '2,4s/^# //p' "$0"; exit 2; }
mnist=$(realpath "$1") out=$(realpath -m "$2")
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
[[ -f $mnist/train-images-idx3-ubyte.gz ]] || { echo "gpu-check.sh: $mnist: no train-images-idx3-ubyte.gz" >&2; exit 1; }
[[ ! -e $out ]] || { echo "gpu-check.sh: $out is there already" >&2; exit 1; }

mvn -q -B -ntp package -DskipTests
mkdir -p "$out/lib"
mvn -q -B -ntp dependency:copy -Dartifact=org.junit.platform:junit-platform-console-standalone:1.14.4 \
    -DoutputDirectory="$out/lib" -Dmdep.stripVersion

# Without OpenBLAS, which is large: the CPU's side of a comparison is EJML's.
cp target/minibatch.jar "$out/lib/minibatch.jar"
(cd "$out/lib" && zip -q -d minibatch.jar 'org/bytedeco/*' >/dev/null)
jar --create --file "$out/lib/tests.jar" -C target/test-classes .

# What training and the tests use; java.desktop, for pictures, would double it.
jlink --add-modules java.base,java.logging,java.management,java.naming,java.xml,jdk.management,jdk.unsupported \
    --strip-debug --no-header-files --no-man-pages --compress=2 --output "$out/runtime"
strip -p --strip-unneeded "$out"/runtime/lib/server/libjvm.so
cp -r "$mnist" "$out/mnist"
cp "$here/gpu-check/run.sh" "$out/run.sh"
git rev-parse HEAD >"$out/commit" 2>/dev/null || echo unknown >"$out/commit"

size=$(du -sm "$out" | cut -f1)
echo "$out: $size MiB"
((size < 60)) || { echo "gpu-check.sh: that is more than 60 MiB" >&2; exit 1; }
