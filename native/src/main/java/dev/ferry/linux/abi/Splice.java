package dev.ferry.linux.abi;

/** Flags of splice(2) and tee(2), from the kernel's {@code include/linux/splice.h}. */
public final class Splice {
    public static final int SPLICE_F_MOVE = 1;
    public static final int SPLICE_F_NONBLOCK = 2;
    public static final int SPLICE_F_MORE = 4;
    public static final int SPLICE_F_GIFT = 8;

    private Splice() {}
}
