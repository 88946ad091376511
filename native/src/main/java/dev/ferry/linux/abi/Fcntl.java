package dev.ferry.linux.abi;

/** File flags and fcntl(2) commands, from {@code asm-generic/fcntl.h}, {@code linux/fcntl.h} and {@code linux/openat2.h}. */
public final class Fcntl {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_ACCMODE = 3;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_NOCTTY = 0400;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    public static final int O_DSYNC = 010000;
    public static final int O_DIRECT = 040000;
    public static final int O_LARGEFILE = 0100000;
    public static final int O_DIRECTORY = 0200000;
    public static final int O_NOFOLLOW = 0400000;
    public static final int O_NOATIME = 01000000;
    public static final int O_CLOEXEC = 02000000;
    public static final int O_SYNC = 04010000;
    public static final int O_PATH = 010000000;
    public static final int O_TMPFILE = 020200000;
    public static final int O_ASYNC = 0x2000;
    public static final int F_GETFD = 1;
    public static final int F_SETFD = 2;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int F_SETLK = 6;
    public static final int F_OFD_SETLK = 37;
    public static final int F_SETLEASE = 1024;
    public static final int F_RDLCK = 0;
    public static final int F_WRLCK = 1;
    /** {@code struct flock}: type, whence, first byte and number of bytes. */
    public static final int SIZEOF_FLOCK = 32;

    public static final int FLOCK_TYPE = 0;
    public static final int FLOCK_WHENCE = 2;
    public static final int FLOCK_START = 8;
    public static final int FLOCK_LEN = 16;
    public static final int F_SETSIG = 10;
    public static final int F_GETSIG = 11;
    public static final int F_SETOWN_EX = 15;
    public static final int F_GETOWN_EX = 16;
    public static final int F_OWNER_TID = 0;
    public static final int F_OWNER_PID = 1;
    public static final int F_OWNER_PGRP = 2;
    public static final int F_DUPFD_CLOEXEC = 0x406;
    public static final int F_SETPIPE_SZ = 0x407;
    public static final int F_GETPIPE_SZ = 0x408;
    public static final int F_ADD_SEALS = 0x409;
    public static final int F_GET_SEALS = 0x40a;
    public static final int F_SEAL_SEAL = 1;
    public static final int F_SEAL_SHRINK = 2;
    public static final int F_SEAL_GROW = 4;
    public static final int F_SEAL_WRITE = 8;
    public static final int F_SEAL_FUTURE_WRITE = 16;
    public static final int F_SEAL_EXEC = 32;
    public static final int FD_CLOEXEC = 1;
    public static final int LOCK_SH = 1;
    public static final int LOCK_EX = 2;
    public static final int LOCK_NB = 4;
    public static final int LOCK_UN = 8;
    public static final int AT_FDCWD = -100;
    public static final int AT_SYMLINK_NOFOLLOW = 256;
    public static final int AT_REMOVEDIR = 512;
    public static final int AT_SYMLINK_FOLLOW = 0x400;
    public static final int AT_NO_AUTOMOUNT = 0x800;
    public static final int AT_EMPTY_PATH = 0x1000;
    public static final int RESOLVE_NO_XDEV = 1;
    public static final int RESOLVE_NO_MAGICLINKS = 2;
    public static final int RESOLVE_NO_SYMLINKS = 4;
    public static final int RESOLVE_BENEATH = 8;
    public static final int RESOLVE_IN_ROOT = 16;

    private Fcntl() {}
}
