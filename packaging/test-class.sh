# Functions for bench.sh and soak.sh; to be sourced in the root of the project, after install.sh.

# run_test_class CLASS ARGUMENT...: builds Ferry and runs the main method of a class among the end-to-end tests, as root.
run_test_class() {
    install_missing java:openjdk-17-jdk-headless javac:openjdk-17-jdk-headless mvn:maven unshare:util-linux \
        gcc:gcc sshd:openssh-server ssh:openssh-client ip:iproute2 || return 1
    [ -e /usr/include/stdio.h ] || install_missing libc6-dev:libc6-dev || return 1
    mvn -q -B ${MAVEN_OPTIONS:-} -DskipTests package </dev/null || return 1
    [ -e packaging/target/ferry/lib/ferry.jsa ] || echo "Without an archive of classes (see packaging/target/rehearse.log) ferry starts slowly." >&2
    cd packaging || return 1
    as_root java -XX:-UsePerfData -XX:+UseSerialGC -Dferry.launcher="$PWD/target/ferry/bin/ferry" -Dbasedir="$PWD" \
        -cp "target/test-classes:$(cat target/test.classpath)" "$@" </dev/null
}
