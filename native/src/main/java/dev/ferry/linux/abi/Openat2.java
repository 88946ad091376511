package dev.ferry.linux.abi;

/** Layout of {@code struct open_how}, from {@code linux/openat2.h}: offsets and size. */
public final class Openat2 {
    public static final int SIZEOF_OPEN_HOW = 24;
    public static final int FLAGS = 0;
    public static final int MODE = 8;
    public static final int RESOLVE = 16;

    private Openat2() {}
}
