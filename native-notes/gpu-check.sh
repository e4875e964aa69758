#!/usr/bin/env bash
# Packs one archive that checks the CUDA backend on a machine with a GPU but without a JDK.
#   gpu-check.sh MNIST OUT.tar.gz   MNIST: folder with the four .gz files; the archive has less than 64 MiB
# There: tar xzf OUT.tar.gz && bash gpu-check/run.sh REPORT [CUDA_LIBS]; see gpu-check/run.sh.
set -euo pipefail
[[ $# == 2 ]] || { sed -n '2,4s/^# //p' "$0"; exit 2; }
mnist=$(realpath "$1") out=$(realpath -m "$2")
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
fail() { echo "gpu-check.sh: $1" >&2; exit 1; }
[[ -f $mnist/train-images-idx3-ubyte.gz ]] || fail "$mnist: has no train-images-idx3-ubyte.gz"
[[ $out == *.tar.gz && ! -e $out ]] || fail "$out: must end in .tar.gz and not exist yet"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bundle=$work/gpu-check

# shellcheck disable=SC2086
mvn -q -B -ntp ${MAVEN_OPTIONS:-} package -DskipTests
mkdir -p "$bundle/lib" "$bundle/mnist" "$bundle/peers" "$work/jar"
# shellcheck disable=SC2086
mvn -q -B -ntp ${MAVEN_OPTIONS:-} dependency:copy -Dmdep.stripVersion -DoutputDirectory="$work" \
    -Dartifact=org.junit.platform:junit-platform-console-standalone:1.14.4

# Nothing inside is compressed twice: the archive around it compresses everything better than parts of it alone.
stored() { # stored JAR: writes the jar's contents uncompressed into the bundle, without libraries that no card needs
    rm -rf "$work/jar" && mkdir "$work/jar"
    (cd "$work/jar" && jar --extract --file "$1")
    # OpenBLAS is large: the CPU's side of a comparison is the Vector API's or EJML's.
    rm -rf "$work/jar/org/bytedeco" "$work"/jar/lib/*windows* "$work"/jar/lib/*.dll
    (cd "$work/jar" && jar --create --no-compress --manifest META-INF/MANIFEST.MF \
        --file "$bundle/lib/$(basename "$1")" .)
}
stored "$PWD/target/minibatch.jar"
stored "$work/junit-platform-console-standalone.jar"
rm -rf "$work/tests" && cp -r target/test-classes "$work/tests"
rm -rf "$work"/tests/META-INF/{BenchmarkList,CompilerHints} "$work"/tests/io/minibatch/*/jmh_generated
jar --create --no-compress --file "$bundle/lib/tests.jar" -C "$work/tests" .

# What training and the tests use; java.desktop, for pictures, would double it.
jlink --output "$bundle/runtime" --strip-debug --no-header-files --no-man-pages --add-modules \
    java.base,java.logging,java.management,java.naming,java.xml,jdk.incubator.vector,jdk.management,jdk.unsupported
strip -p --strip-unneeded "$bundle"/runtime/lib/server/libjvm.so
# Debian's runtime takes these from the system; run.sh uses them only where the system has none.
mkdir "$bundle/fallback"
ldd "$bundle"/runtime/bin/java "$bundle"/runtime/lib/*.so "$bundle"/runtime/lib/server/libjvm.so |
    awk '/=> \/.*lib(z|stdc\+\+|gcc_s)\.so/ { print $3 }' | sort -u |
    while read -r library; do cp -L "$library" "$bundle/fallback"; done
cp "$mnist"/*-ubyte.gz "$bundle/mnist"
cp benchmarks/peers/*.py "$bundle/peers"
cp "$here"/gpu-check/* "$bundle"
# No card's time is spent on a program that this runtime cannot start.
"$bundle/runtime/bin/java" --add-modules jdk.incubator.vector -cp "$bundle/lib/minibatch.jar" \
    io.minibatch.cli.Minibatch doctor >"$work/doctor" 2>&1 || true
grep -q '^cuda ' "$work/doctor" || fail "doctor does not start with the packed runtime:"$'\n'"$(head -n 20 "$work/doctor")"
git rev-parse HEAD >"$bundle/commit" 2>/dev/null || echo unknown >"$bundle/commit"
[[ -z $(git status --porcelain --untracked-files=no 2>/dev/null) ]] ||
    echo "$(<"$bundle/commit") with changes" >"$bundle/commit"

tar -C "$work" -cf - gpu-check | gzip -9 >"$out"
size=$(stat -c %s "$out")
echo "$out: $((size / 1048576)) MiB ($size bytes)"
((size < 64 << 20)) || fail "$out: has more than 64 MiB"
