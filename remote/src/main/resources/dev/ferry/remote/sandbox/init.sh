# The first process of a sandbox: builds its root, then stays as its init (pid 1).
#
#   setsid unshare --mount --pid --net --uts --ipc --fork --kill-child sh -s -- HOSTNAME FIRST_PID own|shared
#
# The owner writes this text to standard input and keeps the pipe open. End of file there is the end of the sandbox,
# whether the owner closed it or died; the line "keep" sets the sandbox free. "ready PID" on standard output says that
# the root stands, with the pid of this process as the machine outside sees it.
set -eu
umask 022
PATH=$PATH:/usr/sbin:/sbin

# Everything below is parsed before the first command runs: a text cut short does nothing.
main() {
    hostname=$1 first_pid=$2 tmp=$3
    # Read while /proc is still the one of the machine. The shell opens the file itself, so this is its own pid.
    read -r outer_pid rest </proc/self/stat
    exec 3<&0 </dev/null

    # What the sandbox writes lives in memory. Nobody mounts a disk below /sys, so it hides nothing that we need,
    # and the mount is in our namespace only.
    scratch=/sys new=/sys/root layers=0
    mount -t tmpfs -o mode=0755 ferry-sandbox $scratch
    mkdir $new
    layer /
    layer_other_filesystems

    mount_kernel_filesystems
    fill_dev
    set_up_network
    echo "$hostname" >/proc/sys/kernel/hostname
    echo "127.0.0.1 $hostname" >>$new/etc/hosts

    # The old root ends up on top of the new one at "/"; taking it off leaves no way back to the machine's mounts.
    cd $new
    pivot_root . .
    umount -l .
    cd /

    serve
}

# Mounts a copy-on-write view of directory $1 at the same place of the new root.
layer() {
    layers=$((layers + 1))
    mkdir $scratch/upper$layers $scratch/work$layers
    # An overlay takes the permissions of its top directory from the upper one.
    chmod --reference="$1" $scratch/upper$layers
    chown --reference="$1" $scratch/upper$layers
    mount -t overlay ferry-sandbox \
        -o "lowerdir=$1,upperdir=$scratch/upper$layers,workdir=$scratch/work$layers" "$new$1"
}

# An overlay shows one filesystem, not what is mounted below it: /home on its own disk needs its own layer.
layer_other_filesystems() {
    while read -r source directory type rest; do
        case $directory in / | *[\\,:]*) continue ;; esac # the characters that mean something to mount -o
        case $type:$directory in ext[234]:* | xfs:* | btrfs:* | f2fs:* | tmpfs:/tmp) ;; *) continue ;; esac
        # Not a bind-mounted file, nor one that a later mount hides.
        if [ -d "$directory" ] && [ -d "$new$directory" ]; then layer "$directory"; fi
    done </proc/self/mounts
}

mount_kernel_filesystems() {
    mount -t proc proc $new/proc
    mount -t sysfs sysfs $new/sys
    mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs $new/run
    mkdir -m 1777 $new/run/lock
    if [ "$tmp" = own ]; then mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs $new/tmp; fi
}

fill_dev() {
    mount -t tmpfs -o mode=0755,nosuid tmpfs $new/dev
    cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty $new/dev
    mkdir $new/dev/pts $new/dev/shm
    mount -t devpts -o newinstance,mode=0620,ptmxmode=0666 devpts $new/dev/pts
    mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs $new/dev/shm
    ln -s pts/ptmx $new/dev/ptmx
    ln -s /proc/self/fd $new/dev/fd
    ln -s fd/0 $new/dev/stdin
    ln -s fd/1 $new/dev/stdout
    ln -s fd/2 $new/dev/stderr
}

# Loopback up (IFF_UP | IFF_LOOPBACK) without needing iproute2; the kernel then gives it its address.
set_up_network() {
    echo 0x9 >$new/sys/class/net/lo/flags
    mount -o remount,ro $new/sys
}

# An orphan becomes our child. Waiting for one child that stays reaps all the others.
# When this function returns, pid 1 exits and the kernel kills all that is left in the namespace.
serve() {
    watch_owner <&3 &
    watcher=$!
    exec 3<&-
    # Programs that move in keep their pids: leave the low ones to them.
    echo "$first_pid" >/proc/sys/kernel/ns_last_pid
    echo "ready $outer_pid"
    exec >/dev/null 2>&1
    wait $watcher || true
}

watch_owner() {
    exec >/dev/null 2>&1
    while read -r word; do
        if [ "$word" = keep ]; then exec sleep 2147483647; fi
    done
}

main "$@"
exit
