package dev.ferry.linux.abi;

/** memfd_create(2), from {@code linux/memfd.h}. */
public final class Memfd {
    public static final int MFD_CLOEXEC = 1;
    public static final int MFD_ALLOW_SEALING = 2;
    public static final int MFD_HUGETLB = 4;
    /** Since Linux 6.3: not executable, and never will be. Implies that it can be sealed. */
    public static final int MFD_NOEXEC_SEAL = 8;
    /** Since Linux 6.3: executable, as every memfd was before. */
    public static final int MFD_EXEC = 0x10;

    public static final int MFD_HUGE_2MB = 0x54000000;
    public static final int MFD_HUGE_1GB = 0x78000000;

    private Memfd() {}
}
