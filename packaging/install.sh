# Functions for the scripts beside this one; to be sourced.

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# install_missing PROGRAM:PACKAGE...: installs the packages of programs that are not on the PATH.
install_missing() {
    packages=
    for pair; do
        if ! command -v "${pair%%:*}" >/dev/null; then packages="$packages ${pair#*:}"; fi
    done
    [ -n "$packages" ] || return 0
    as_root apt-get update -q
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages </dev/null
}
