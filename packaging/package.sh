#!/bin/bash
# Makes the packages of Ferry: ferry, with the console, and ferry-headless; each as .deb, as .tar.gz, and as .rpm where rpmbuild is
# installed. They bring a Java runtime of their own. They come to packaging/target/packages.
#   packaging/package.sh [--quick]
# --quick takes Ferry as it was built last and makes the .debs and the headless .rpm only, hardly compressed: for tests.
set -euo pipefail
umask 022
cd "$(dirname "$0")"

. ./install.sh
. ./tree.sh

quick=
if [ "${1:-}" = --quick ]; then quick=yes; fi

# Before 1.0.0 come its snapshots, each after those of earlier commits; deb and rpm sort a tilde before the end.
sortable_version() {
    local release=${version%-SNAPSHOT} commit
    if [ "$release" != "$version" ]; then
        commit=$(TZ=UTC git log -1 --date=format-local:%Y%m%d%H%M%S --format=%cd 2>/dev/null) || commit=$(date -u +%Y%m%d%H%M%S)
        release=$release~snapshot$commit
    fi
    echo "${release/-/\~}"
}

# filled FILE ROOT: a control file with its blanks filled in.
filled() {
    sed -e "s/@VERSION@/$package_version/" -e "s/@GLIBC@/$glibc/" -e "s/@KIB@/$(du -sk --exclude=DEBIAN "$2" | cut -f 1)/" "$1"
}

# deb PACKAGE ROOT
deb() {
    install -d -m 755 "$2/DEBIAN"
    filled "src/main/deb/$1.control" "$2" >"$2/DEBIAN/control"
    (cd "$2" && find usr -type f -exec md5sum {} +) >"$2/DEBIAN/md5sums"
    install -m 755 src/main/deb/prerm src/main/deb/postrm "$2/DEBIAN"
    dpkg-deb --root-owner-group $compression -b "$2" "$out/$1_${package_version}_amd64.deb" >&2
    rm -r "$2/DEBIAN"
}

# rpm_of PACKAGE ROOT
rpm_of() {
    command -v rpmbuild >/dev/null || return 0
    rpmbuild -bb --quiet --target x86_64 --define "_topdir $work/rpm" --define "_rpmdir $out" \
        --define "_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm" --define "ferry_package $1" \
        --define "ferry_version $package_version" --define "ferry_glibc $glibc" --define "ferry_tree $2" \
        --define "_binary_payload $payload" \
        --define "ferry_prerm $PWD/src/main/deb/prerm" src/main/rpm/ferry.spec >&2
}

# tar_of HOME NAME: what can be unpacked anywhere.
tar_of() {
    tar -C "$1" --sort=name --owner=0 --group=0 --numeric-owner --transform "s,^\.,$2,S" -czf "$out/$2-linux-x86_64.tar.gz" .
}

if [ -z "$quick" ]; then
    install_missing java:openjdk-17-jdk-headless javac:openjdk-17-jdk-headless mvn:maven
    (cd .. && mvn -q -B -DskipTests package </dev/null)
fi
home=$PWD/target/ferry
out=$PWD/target/packages
work=$PWD/target/package-trees
version=$(property version)
glibc=$(property glibc)
package_version=$(sortable_version)
if [ -n "$quick" ]; then compression="-Zgzip -z1" payload=w1.zstdio; else compression="-Zxz -z3" payload=w3.zstdio; fi

rm -rf "$out" "$work"
mkdir -p "$out" "$work"
for package in ferry ferry-headless; do
    tree "$package" "$work/$package"
    deb "$package" "$work/$package"
    if [ -z "$quick" ] || [ "$package" = ferry-headless ]; then rpm_of "$package" "$work/$package"; fi
done
if [ -z "$quick" ]; then
    cp "$home/headless/ferry-headless.tar.gz" "$out/ferry-headless-$version-linux-x86_64.tar.gz"
    tar_of "$work/ferry/usr/lib/ferry" "ferry-$version"
fi
rm -rf "$work"
(cd "$out" && sha256sum -- * >SHA256SUMS && ls -l)
