#!/usr/bin/env bash
# Builds and runs a project that uses the artifact as a library: check.sh [JAVA_HOME...], by default with the java of the PATH.
# Needs target/ as 'mvn package' leaves it. Installs the artifact into a local repository of its own, in target/consumer. What Maven
# has in the user's local repository is copied from there, so no network is needed after a build of Minibatch.
#
# Fails where the project's dependencies include the command line, charts, a logger or natives of Windows, where they exceed 10 MB
# (without OpenBLAS's and CUDA's native code), or where the project fails on the class path or the module path.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/../../.."

most=10000000
work=$PWD/target/consumer
repository=$work/repository
library=$work/lib
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml)
jar=target/minibatch-$version.jar
[[ -f $jar ]] || { echo "check.sh: $jar is missing; build it by 'mvn package'" >&2; exit 1; }

fail() {
    echo "consumer: $1" >&2
    exit 1
}

maven() {
    mvn -B -q -ntp -gs "$work/settings.xml" -Dmaven.repo.local="$repository" "$@"
}

rm -rf "$repository/io/minibatch" "$library" "$work/classes"
mkdir -p "$work"
cat >"$work/settings.xml" <<END
<settings>
  <profiles>
    <profile>
      <id>copy</id>
      <repositories><repository><id>copy</id><url>file://$HOME/.m2/repository</url></repository></repositories>
      <pluginRepositories><pluginRepository><id>copy</id><url>file://$HOME/.m2/repository</url></pluginRepository></pluginRepositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>copy</activeProfile></activeProfiles>
</settings>
END
maven org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file -Dfile="$jar" -DpomFile=pom.xml
maven -f src/test/consumer/pom.xml -Dminibatch.version="$version" -Dconsumer.target="$work" \
    compile org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$library"

# The dependencies.
unwanted=$(cd "$library" && ls | grep -E 'logback|picocli|xchart|libsvm|windows|macosx|spark' || true)
[[ -z $unwanted ]] || fail "these jars are of no use to a library's user: ${unwanted//$'\n'/ }"
stray=$(unzip -Z1 "$jar" | grep -E 'logback|^io/minibatch/cli/|^META-INF/THIRD-PARTY' || true)
[[ -z $stray ]] || fail "$jar holds what belongs into minibatch.jar only: ${stray//$'\n'/ }"
all=$(cd "$library" && ls | grep -vE -- '-natives-|openblas-.*-linux-x86_64' | xargs stat -c %s | awk '{ sum += $1 } END { print sum }')
kernels=$(unzip -v "$jar" | awk '$NF ~ /\.(ptx|fatbin)$/ { sum += $3 } END { print sum }')
printf 'consumer: %s is %d bytes, its CUDA kernels %d\n' "$jar" "$(stat -c %s "$jar")" "$kernels"
printf 'consumer: the tree is %d bytes without native code, %d with the CUDA kernels\n' $((all - kernels)) "$all"
((all - kernels <= most)) || fail "the tree is larger than $most bytes without native code"

# The runs.
run() { # run NAME EXPECTED... -- COMMAND...: fails unless the command prints all expected lines
    local name=$1 expected=()
    shift
    while [[ $1 != -- ]]; do
        expected+=("$1")
        shift
    done
    shift
    "$@" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err" >&2; fail "$name: failed"; }
    local line
    for line in "${expected[@]}"; do
        grep -qE -- "$line" "$work/out" || { cat "$work/out" "$work/err" >&2; fail "$name: did not print '$line'"; }
    done
    ! grep -vE '^SLF4J|^WARNING: |^$' "$work/err" >&2 || fail "$name: printed these lines on standard error"
    echo "consumer: $name: passed"
}

used=('OpenBLAS' '^classified as above$' '^best of 8 trials: eta ')
# Panel's private class that implements an interface of XChart is all that needs an optional library as it is loaded.
exported=('^loaded [0-9]{3,} public classes, but not \[io.minibatch.report.Panel\$Ring\]$' '^charts need org.knowm.xchart:xchart:')
vectors=--add-modules=jdk.incubator.vector
modules=(--module-path "$library:$work/classes")
if (($# == 0)); then
    set -- "${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}"
fi
for home in "$@"; do
    java=$home/bin/java
    name=$(basename "$home")
    for option in "$vectors" -Dvectors=false; do
        run "$name, class path, $option" "${used[@]}" -- "$java" $option -cp "$work/classes:$library/*" consumer.Main
        run "$name, module path, $option" "${used[@]}" -- "$java" $option "${modules[@]}" -m consumer/consumer.Main
    done
    run "$name, class path, public classes" "${exported[@]}" -- "$java" -cp "$work/classes:$library/*" consumer.Surface
    run "$name, module path, public classes" "${exported[@]}" -- "$java" "${modules[@]}" -m consumer/consumer.Surface
done
