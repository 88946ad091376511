# Says what this host is and has. Argument: the name of the version that would be brought. Nothing stays of it.

name=$1
say system "$(uname -s)"
say machine "$(uname -m)"
# glibc alone answers getconf. A small host may have neither getconf nor ldd; then there is the loader of musl, or that of glibc says its
# version.
libc=$(getconf GNU_LIBC_VERSION 2>/dev/null || ldd --version 2>&1 | head -n 1)
case $libc in
    *glibc* | *GNU* | *GLIBC* | *musl*) ;;
    *) for loader in /lib/ld-musl-*.so.1; do if [ -e "$loader" ]; then libc=musl; fi; done ;;
esac
case $libc in
    *glibc* | *GNU* | *GLIBC* | *musl*) ;;
    *) libc=$(/lib64/ld-linux-x86-64.so.2 --version 2>/dev/null | head -n 1) ;;
esac
say libc "${libc:-nothing that says its name}"
for tool in tar gzip sha256sum; do
    command -v $tool >/dev/null || say lacks $tool
done

# One that somebody else installed, where engines are looked for. Whoever has one, or ours already, is asked nothing more.
ours=$(readlink -f "$base" 2>/dev/null)/versions
for place in "${FERRY:-ferry}" /opt/ferry/bin/ferry; do
    if other=$(command -v "$place"); then
        case $(readlink -f "$other") in
            "$ours"/*) ;;
            *)
                say other "$other"
                say version "$("$other" --version 2>/dev/null </dev/null | head -n 1)"
                say end
                exit 0
                ;;
        esac
    fi
done
if [ -x "$base/current/bin/ferry" ]; then
    current=$(readlink "$base/current")
    say current "${current##*/}"
    if [ "${current##*/}" = "$name" ]; then
        say end
        exit 0
    fi
fi
if [ -x "$base/versions/$name/bin/ferry" ]; then say has "$name"; fi

place=$base
while [ ! -d "$place" ] && [ -n "$place" ]; do place=${place%/*}; done
place=${place:-/}
say place "$place"
df -Pk "$place" 2>/dev/null | {
    read -r header
    read -r device size used free rest && say free "$free"
}
trial=$place/.ferry-trial-$$
if (printf '#!/bin/sh\nexit 0\n' >"$trial" && chmod 700 "$trial") 2>/dev/null; then
    "$trial" 2>/dev/null || say noexec "$place"
else
    say unwritable "$place"
fi
rm -f "$trial"
say end
