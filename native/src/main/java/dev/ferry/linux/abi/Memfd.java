package dev.ferry.linux.abi;

/** memfd_create(2), from {@code linux/memfd.h}. */
public final class Memfd {
    public static final int MFD_CLOEXEC = 1;
    public static final int MFD_ALLOW_SEALING = 2;
    public static final int MFD_HUGETLB = 4;
    public static final int MFD_HUGE_2MB = 0x54000000;
    public static final int MFD_HUGE_1GB = 0x78000000;

    private Memfd() {}
}
