package dev.ferry.linux.abi;

/** Modes of fallocate(2), from {@code linux/falloc.h}. */
public final class Falloc {
    public static final int FALLOC_FL_KEEP_SIZE = 1;
    public static final int FALLOC_FL_PUNCH_HOLE = 2;

    private Falloc() {}
}
