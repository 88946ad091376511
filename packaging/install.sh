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

# install_window_libraries [PACKAGE...]: what a JavaFX window loads, with a font, and further packages. They bring no program to look for.
install_window_libraries() {
    missing=
    for package in libgtk-3-0 libxtst6 libxxf86vm1 libgl1 fonts-dejavu-core "$@"; do
        # Ubuntu 24.04 has it under a name that tells of 64-bit times.
        dpkg -s "$package" >/dev/null 2>&1 || dpkg -s "${package}t64" >/dev/null 2>&1 || missing="$missing :$package"
    done
    # shellcheck disable=SC2086
    install_missing $missing
}
