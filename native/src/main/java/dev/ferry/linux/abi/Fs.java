package dev.ferry.linux.abi;

/** Seek origins, ways of renaming and per-call read flags, from {@code linux/fs.h}. */
public final class Fs {
    public static final int SEEK_SET = 0;
    public static final int SEEK_CUR = 1;
    public static final int SEEK_END = 2;
    public static final int SEEK_DATA = 3;
    public static final int SEEK_HOLE = 4;
    public static final int RENAME_NOREPLACE = 1;
    public static final int RENAME_EXCHANGE = 2;
    public static final int RWF_NOWAIT = 8;

    private Fs() {}
}
