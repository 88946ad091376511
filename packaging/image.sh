# Functions that make homes of Ferry with a Java runtime of their own; to be sourced.

# What the engine and the command line need: logging, Kerberos (sshj names its types), naming (so does bcpkix), elliptic curves.
headless_modules=java.base,java.logging,java.naming,java.security.jgss,jdk.crypto.ec,jdk.unsupported

jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}

# link_runtime MODULES DIRECTORY: a Java runtime of these modules, with an archive of the classes that every start needs.
link_runtime() {
    rm -rf "$2"
    "$jdk/bin/jlink" --add-modules "$1" --strip-java-debug-attributes --no-man-pages --no-header-files --output "$2"
    rm "$2/bin/keytool"
    "$2/bin/java" -Xshare:dump -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr
}

# archive_classes HOME: records in lib/ferry.jsa which classes a dump and a restore need. Only this runtime can use it, with these
# jars. Without it everything works, only slower.
archive_classes() {
    rm -f "$1/lib/ferry.jsa"
    FERRY_OPTS="-XX:ArchiveClassesAtExit=$1/lib/ferry.jsa" "$1/bin/ferry" rehearse </dev/null >&2 || true
    [ -e "$1/lib/ferry.jsa" ] || echo "Without an archive of classes $1 starts slowly." >&2
}

# least_glibc DIRECTORY...: the newest version of glibc whose symbols a file there wants.
least_glibc() {
    grep -arhoE 'GLIBC_2\.[0-9]+' "$@" | sort -uV | tail -n 1 | cut -d _ -f 2
}
