package dev.ferry.linux.abi;

/** Layout of {@code struct statfs}, from {@code asm-generic/statfs.h}: offsets and size. */
public final class Statfs {
    public static final int SIZEOF_STATFS = 120;
    public static final int F_TYPE = 0;
    public static final int F_BSIZE = 8;
    public static final int F_BLOCKS = 16;
    public static final int F_BAVAIL = 32;
    public static final int F_FILES = 40;
    public static final int F_FFREE = 48;
    public static final int F_NAMELEN = 64;
    public static final int F_FLAGS = 80;

    private Statfs() {}
}
