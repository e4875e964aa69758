#!/usr/bin/env bash
# Builds both container images, and trains a small network in the one for the CPU.
#   check.sh [apt]   Without a container engine, the steps of the files run in a copy-on-write view of this machine's own
#                    files (needs root on a Debian or Ubuntu with JDK and Maven); packages are installed there only with "apt".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
small=(train --layers 784,10 --epochs 1 --train-size 500 --validation-size 100 --offline --out run)

if docker info >/dev/null 2>&1; then
    cd "$project"
    for kind in cpu cuda; do docker build -q -f "$here/$kind.Dockerfile" -t "minibatch-check-$kind" .; done
    docker run --rm minibatch-check-cpu "${small[@]}"
    docker run --rm minibatch-check-cuda doctor
    exit
fi
[[ $EUID == 0 ]] || { echo "check.sh: there is no container engine, and without one this needs root" >&2; exit 1; }
if [[ -z ${CHECK_VIEW:-} ]]; then
    for kind in cpu cuda; do CHECK_VIEW=$kind unshare --mount "$0" "$@"; done
    exit
fi

# view NAME: mounts a copy-on-write view of / and prints its path.
view() {
    mkdir -p "$work/$1"/{changes,scratch,root}
    mount -t overlay overlay -o "lowerdir=/,upperdir=$work/$1/changes,workdir=$work/$1/scratch" "$work/$1/root"
    for each in proc dev; do mount --rbind "/$each" "$work/$1/root/$each"; done
    mkdir -p "$work/$1/root/tmp"
}

# step ROOT DIRECTORY COMMAND: runs the command of a RUN line.
step() {
    local command=$3
    if [[ $command == *apt-get* ]]; then
        if ! apt-cache show libcublas-13-0 >/dev/null 2>&1; then
            command=${command/libcublas-13-0 /}
            [[ $command == "$3" ]] || echo "    without libcublas-13-0, which NVIDIA's repository has"
        fi
        [[ $apt == apt ]] || command="apt-get install --simulate ${command##*install } >/dev/null"
    fi
    chroot "$1" /bin/sh -ec "cd '$2' && $command"
}

apt=${1:-} work=$(mktemp -d)
mount -t tmpfs tmpfs "$work"
stage='' directory=/
while read -r word rest; do
    case $word in
        FROM)
            echo "$CHECK_VIEW.Dockerfile: FROM $rest"
            stage=${rest##* AS } && stage=${stage//[^a-z]/} directory=/
            view "$stage"
            ;;
        WORKDIR) directory=$rest && mkdir -p "$work/$stage/root$directory" ;;
        COPY)
            echo "  COPY $rest"
            read -r -a words <<<"$rest"
            if [[ ${words[0]} == --from=* ]]; then
                target=$work/$stage/root${words[-1]} && mkdir -p "$target"
                for file in "${words[@]:1:${#words[@]}-2}"; do cp "$work/${words[0]#--from=}/root$file" "$target"; done
            else
                git -C "$project" ls-files -z | (cd "$project" && tar --null -T - -cf -) |
                    tar -C "$work/$stage/root$directory" -xf -
            fi
            ;;
        RUN) echo "  RUN $rest" && step "$work/$stage/root" "$directory" "$rest" ;;
    esac
done < <(grep -v '^#' "$here/$CHECK_VIEW.Dockerfile")
[[ $CHECK_VIEW == cuda ]] && small=(doctor)
chroot "$work/$stage/root" env -i PATH=/usr/local/bin:/usr/bin:/bin "JAVA_HOME=${JAVA_HOME:-}" HOME=/root \
    sh -ec 'cd /work && exec minibatch "$@"' minibatch "${small[@]}"
