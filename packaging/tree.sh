# Functions that lay out what a package installs; to be sourced. They use $home, a built Ferry, and $version.

# property KEY: of the headless image, in which the runtime of both packages lies.
property() {
    sed -n "s/^$1=//p" "$home/headless/ferry-headless.properties"
}

# tree PACKAGE ROOT: the files of ferry or ferry-headless. Times stay as they are: the archive of classes knows the jars by them.
tree() {
    local share=$2/usr/share
    install -d -m 755 "$2/usr/bin" "$2/usr/lib" "$share/man/man1"
    cp -al "target/headless/ferry-headless-$version" "$2/usr/lib/ferry"
    ln -s ../lib/ferry/bin/ferry "$2/usr/bin/ferry"
    gzip -9n <target/manual/ferry.1 >"$share/man/man1/ferry.1.gz"
    chmod 644 "$share/man/man1/ferry.1.gz"
    install -D -m 644 target/manual/ferry.bash "$share/bash-completion/completions/ferry"
    install -D -m 644 target/manual/_ferry "$share/zsh/vendor-completions/_ferry"
    install -D -m 644 src/main/share/copyright "$share/doc/$1/copyright"
    if [ "$1" = ferry ]; then console "$2"; fi
}

# console ROOT: adds the window, and what brings the engine to hosts that have none.
console() {
    local size
    cp -a "$home/headless" "$1/usr/lib/ferry"
    install -D -p -m 644 -t "$1/usr/lib/ferry/lib/console" "$home"/lib/console/*.jar
    install -D -m 644 src/main/share/ferry.desktop "$1/usr/share/applications/ferry.desktop"
    install -D -m 644 src/main/polkit/dev.ferry.policy "$1/usr/share/polkit-1/actions/dev.ferry.policy"
    for size in 16 32 48 128 256; do
        install -D -m 644 "../app/src/main/resources/dev/ferry/app/console/ferry-$size.png" \
            "$1/usr/share/icons/hicolor/${size}x$size/apps/ferry.png"
    done
}
