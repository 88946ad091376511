#!/bin/bash
# Makes the headless image: engine and command line with a Java runtime of their own, in a tar that runs from any directory.
#   packaging/headless.sh HOME VERSION
# HOME is a built Ferry; the image comes to HOME/headless, if anything that goes into it has changed since it was made.
set -euo pipefail
cd "$(dirname "$0")"

. ./image.sh

home=$1
version=$2
name=ferry-headless-$version
work=$(dirname "$home")/headless
image=$work/$name
tar=$home/headless/ferry-headless.tar.gz

inputs() {
    cat "$jdk/release" image.sh headless.sh "$home/bin/ferry"
    find "$home/lib" -path "$home/lib/console" -prune -o -name ferry.jsa -o -type f -printf '%P %s %t\n' | sort
    echo "$version"
}

unpacked() {
    # Takes the most time and changes only with the JDK or the modules.
    if ! cmp -s <(cat "$jdk/release" image.sh) "$work/linked"; then
        link_runtime "$headless_modules" "$work/runtime"
        cat "$jdk/release" image.sh >"$work/linked"
    fi
    rm -rf "${work:?}"/ferry-headless-*
    mkdir -p "$image"
    cp -a "$home/bin" "$home/lib" "$image"
    rm -rf "$image/lib/console"
    cp -al "$work/runtime" "$image"
    archive_classes "$image"
    chmod -R u+w,go-w,a+rX "$image"
}

described() {
    sha256sum <"$tar" | cut -d ' ' -f 1 >"$tar.sha256"
    printf '%s\n' "version=$version" "arch=$(uname -m)" "glibc=$(least_glibc "$image/runtime" "$image/lib/native")" \
        >"${tar%.tar.gz}.properties"
}

mkdir -p "$work" "$home/headless"
inputs >"$work/inputs.new"
if [ -e "$tar.sha256" ] && cmp -s "$work/inputs.new" "$work/inputs"; then exit 0; fi
rm -f "$tar.sha256"
unpacked
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -czf "$tar" "$name"
described
mv "$work/inputs.new" "$work/inputs"
