#!/bin/bash
# Installs what the tests use and runs all of them. The last line sums them up; the exit code is Maven's.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export PATH=$PATH:/usr/sbin:/sbin

. packaging/install.sh

# Debian starts servers as soon as they are installed; a test that starts its own must find the port free.
new_servers=
for server in redis-server:redis-server nginx:nginx memcached:memcached psql:postgresql; do
    command -v "${server%%:*}" >/dev/null || new_servers="$new_servers ${server#*:}"
done
install_missing java:openjdk-17-jdk-headless javac:openjdk-17-jdk-headless mvn:maven unshare:util-linux \
    gcc:gcc sshd:openssh-server ssh:openssh-client redis-server:redis-server redis-cli:redis-tools psql:postgresql \
    nginx:nginx-light memcached:memcached ruby:ruby make:make curl:curl \
    python3:python3 go:golang-go node:nodejs xz:xz-utils gdb:gdb strace:strace ip:iproute2 gawk:gawk \
    tmux:tmux screen:screen vim.tiny:vim-tiny vim.basic:vim script:bsdutils sudo:sudo useradd:passwd age:age rpm:rpm rpmbuild:rpm busybox:busybox-static \
    pkexec:pkexec dbus-daemon:dbus-daemon dbus-send:dbus-bin \
    groff:groff-base desktop-file-validate:desktop-file-utils || exit 1
[ -e /usr/include/stdio.h ] || install_missing libc6-dev:libc6-dev || exit 1
[ -e /lib/ld-musl-x86_64.so.1 ] || install_missing musl:musl || exit 1
# The tests of the console open real windows on a display of their own.
install_window_libraries xvfb || exit 1
# Not in every release: without it, the tests against CRIU say that they were skipped.
install_missing criu:criu || echo "criu can not be installed here"
for server in $new_servers; do
    as_root service "$server" stop || true
done

mvn -B verify </dev/null
status=$?

python3 packaging/summary.py
exit $status
