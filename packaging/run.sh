#!/bin/sh
# Builds Ferry on a fresh Debian 12 or Ubuntu 24.04. With a display it opens the console, without one it shows Ferry moving a
# program. Arguments are handed to ferry instead.
set -eu
cd "$(dirname "$0")/.."

. packaging/install.sh
install_missing java:openjdk-17-jdk-headless javac:openjdk-17-jdk-headless mvn:maven unshare:util-linux

mvn -q -B -DskipTests package
display=${WAYLAND_DISPLAY:-}${DISPLAY:-}
if [ $# -eq 0 ] && [ -z "$display" ]; then set -- demo; fi
if [ $# -eq 0 ]; then install_window_libraries; fi
ferry=packaging/target/ferry/bin/ferry
if [ "${1:-}" = demo ] && [ "$(id -u)" -ne 0 ]; then exec sudo "$ferry" "$@"; fi
exec "$ferry" "$@"
